"""The movements and exchange activities of the year, who holds them, and what came of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import ActivityKind, YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.years import activity_forms, entries
from services.queries import calendar, registry
from services.queries.calendar import ActivityLine, EntryKind
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show the movements and exchanges; whoever may, adds and changes them."""
    with ctx.reading() as session:
        lines = calendar.activities_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    st.title(_finding(ctx, lines))
    may_edit = ctx.may(Permission.EDIT_YEAR) and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED)
    if lines:
        _table(lines)
    elif may_edit:
        st.info(_("No movement or exchange is written down yet. Add the first one below."))
    else:
        st.info(_("No movement or exchange of this year is written down yet."))
    if may_edit:
        activity_forms.render(ctx, lines, roll)


def _finding(ctx: Context, lines: Sequence[ActivityLine]) -> str:
    if not lines:
        return _("Movements and exchanges of {year}").format(year=ctx.year)
    movements = sum(line.kind is ActivityKind.MOVEMENT for line in lines)
    exchanges = len(lines) - movements
    return ", ".join(
        [
            ngettext("{count} movement", "{count} movements", movements).format(count=movements),
            ngettext("{count} exchange", "{count} exchanges", exchanges).format(count=exchanges),
        ]
    )


def _table(lines: Sequence[ActivityLine]) -> None:
    """A table that breaks its lines, since results are sentences."""
    frame = pd.DataFrame(
        {
            _("Days"): _days(line),
            _(
                "Movement or exchange"
            ): f"**{plain(line.title)}**  \n{entries.kind_label(EntryKind(line.kind.value))}",
            _("Held by"): plain(line.unit) or _("The whole block"),
            _("Result"): plain(line.result),
        }
        for line in lines
    )
    st.table(frame, hide_index=True, border="horizontal")


def _days(line: ActivityLine) -> str:
    days = dict.fromkeys([line.starts_on, line.ends_on or line.starts_on])
    return " \u2013 ".join(formats.day(day) for day in days)
