"""The forms of the milestones: one done, one added, one changed or removed."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.unit_field import unit_or_block
from services import calendar
from services.calendar import MilestoneEntry
from services.queries.calendar import MilestoneLine
from services.queries.registry import UnitLine
from services.rules.terms import calendar_days
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT


def render(ctx: Context, lines: Sequence[MilestoneLine], roll: Sequence[UnitLine]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    if not lines:
        with st.expander(_("Add a milestone")):
            _add(ctx, roll, primary=False)
        return
    done, add, edit = st.tabs([_("Mark as done"), _("Add a milestone"), _("Change a milestone")])
    with done:
        complete(ctx, lines)
    with add:
        _add(ctx, roll, primary=True)
    with edit:
        _edit(ctx, lines, roll)


def complete(ctx: Context, lines: Sequence[MilestoneLine]) -> None:
    """Write down on which day a milestone was done."""
    by_id = {line.id: line for line in lines if line.done_on is None}
    if not by_id:
        st.caption(_("All milestones are done."))
        return
    chosen = st.selectbox(
        _("Milestone"),
        list(by_id),
        format_func=lambda key: by_id[key].title,
        key=f"milestone-done-{ctx.block_year_id}",
    )
    # The key holds the milestone: a click must not complete another one when this has left the list
    with st.form(f"milestone-done-{chosen}"):
        done_on = _done_on(ctx, f"milestone-done-{chosen}-day", formats.today())
        if st.form_submit_button(_("Mark the milestone as done"), type="primary"):
            done, then = _("The milestone is done."), partial(close_form, _form_of(chosen))
            with ctx.acting(done, then=then) as session:
                seen = by_id[chosen].version
                calendar.complete_milestone(session, ctx.actor, chosen, done_on, seen_version=seen)


def _add(ctx: Context, roll: Sequence[UnitLine], *, primary: bool) -> None:
    name = f"milestone-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, None)
        if st.form_submit_button(_("Add the milestone"), type="primary" if primary else "secondary"):
            with ctx.acting(_("The milestone is added."), then=partial(close_form, name)) as session:
                calendar.add_milestone(session, ctx.actor, ctx.block_year_id, entry)


def _edit(ctx: Context, lines: Sequence[MilestoneLine], roll: Sequence[UnitLine]) -> None:
    by_id = {line.id: line for line in lines}
    chosen = st.selectbox(
        _("Milestone"),
        list(by_id),
        format_func=lambda key: f"{formats.day(by_id[key].due_on)} \u00b7 {by_id[key].title}",
        key=f"milestone-edited-{ctx.block_year_id}",
    )
    name = _form_of(chosen)
    key, seen = opened_form(name, by_id[chosen].version)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, by_id[chosen])
        if st.form_submit_button(_("Save the milestone"), type="primary"):
            with ctx.acting(_("The milestone is saved."), then=partial(close_form, name)) as session:
                calendar.edit_milestone(session, ctx.actor, chosen, entry, seen_version=seen)
    with st.popover(_("Remove the milestone")):
        if st.button(_("Yes, remove the milestone"), key=f"{key}-remove"):
            with ctx.acting(_("The milestone is removed.")) as session:
                calendar.remove_milestone(session, ctx.actor, chosen, seen_version=seen)


def _form_of(milestone_id: int) -> str:
    return f"milestone-{milestone_id}"


def _entry(ctx: Context, key: str, roll: Sequence[UnitLine], line: MilestoneLine | None) -> MilestoneEntry:
    first, last = calendar_days(ctx.year)
    title = st.text_input(
        _("What has to be done"), line.title if line else "", key=f"{key}-title", max_chars=SENTENCE_LIMIT
    )
    due_on = st.date_input(
        _("Due on"),
        line.due_on if line else formats.today_within(first, last),
        first,
        last,
        key=f"{key}-due",
        format="DD/MM/YYYY",
    )
    unit_id = unit_or_block(_("Answers for it"), f"{key}-unit", roll, line.unit_id if line else None)
    person = st.text_input(
        _("In person"), line.person if line else "", key=f"{key}-person", max_chars=NAME_LIMIT
    )
    done_on = _done_on(ctx, f"{key}-done", line.done_on) if line else None
    return MilestoneEntry(title=title, due_on=due_on, unit_id=unit_id, person=person, done_on=done_on)


def _done_on(ctx: Context, key: str, day: date | None) -> date | None:
    first, last = date(ctx.year - 1, 1, 1), max(formats.today(), date(ctx.year + 1, 12, 31))
    return st.date_input(
        _("Done on"), day, min(first, day or first), max(last, day or last), key=key, format="DD/MM/YYYY"
    )
