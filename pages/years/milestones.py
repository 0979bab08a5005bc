"""The milestones of the year: what is due when, who answers for it, and what is done."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.years import entries, milestone_forms
from services import calendar as commands
from services.queries import calendar, registry
from services.queries.calendar import MilestoneLine
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show the milestones; whoever may, adds, changes and completes them."""
    with ctx.reading() as session:
        lines = calendar.milestones_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    st.title(_finding(ctx, lines))
    may_complete = ctx.may(Permission.EDIT_YEAR) and ctx.state is not YearState.ARCHIVED
    may_edit = may_complete and ctx.state is not YearState.PUBLISHED
    if lines:
        _table(ctx, lines)
    elif may_edit:
        st.info(_("The year has no milestones yet. Begin with the customary ones, then move their days."))
        _customary(ctx, primary=True)
    else:
        st.info(_("The year has no milestones yet."))
    if may_edit:
        milestone_forms.render(ctx, lines, roll)
        if lines:
            _customary(ctx, primary=False)
    elif may_complete and lines:
        milestone_forms.complete(ctx, lines)


def _finding(ctx: Context, lines: Sequence[MilestoneLine]) -> str:
    if not lines:
        return _("Milestones of {year}").format(year=ctx.year)
    done = sum(line.done_on is not None for line in lines)
    return _("{done} of {count} milestones are done").format(done=done, count=len(lines))


def _table(ctx: Context, lines: Sequence[MilestoneLine]) -> None:
    """A table that breaks its lines, since what has to be done is a sentence."""
    frame = pd.DataFrame(
        {
            _("Due on"): formats.day(line.due_on),
            _("Milestone"): plain(line.title),
            _("Answers for it"): "  \n".join(
                filter(None, [plain(line.unit) or _("The whole block"), plain(line.person)])
            ),
            _("State"): _state(ctx, line),
        }
        for line in lines
    )
    st.table(frame, hide_index=True, border="horizontal")


def _state(ctx: Context, line: MilestoneLine) -> str:
    if line.done_on:
        return ":material/check: " + _("Done on {day}").format(day=formats.day(line.done_on))
    if ctx.state is YearState.ARCHIVED:
        return _("Not done")
    return entries.overdue_mark() if line.due_on < formats.today() else _("To be done")


def _customary(ctx: Context, *, primary: bool) -> None:
    label = (
        _("Add the customary milestones") if primary else _("Add the customary milestones that are missing")
    )
    if st.button(label, type="primary" if primary else "secondary", key="customary_milestones"):
        with ctx.acting(_("The customary milestones are there.")) as session:
            commands.add_customary_milestones(session, ctx.actor, ctx.block_year_id)
