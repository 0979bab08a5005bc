"""The forms of the movements and exchanges: one added, one changed or removed."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.enums import ActivityKind
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.unit_field import unit_or_block
from pages.years.entries import kind_word
from services import calendar
from services.calendar import ActivityEntry
from services.queries.calendar import ActivityLine, EntryKind
from services.queries.registry import UnitLine
from services.rules.terms import calendar_days
from services.rules.text import SENTENCE_LIMIT


def kind_name(kind: ActivityKind) -> str:
    """What an activity is, in a word."""
    return kind_word(EntryKind(kind.value))


def render(ctx: Context, lines: Sequence[ActivityLine], roll: Sequence[UnitLine]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    add, edit = st.tabs([_("Add a movement or an exchange"), _("Change it or note its result")])
    with add:
        _add(ctx, roll)
    with edit:
        if lines:
            _edit(ctx, lines, roll)
        else:
            st.caption(_("There is none yet."))


def _add(ctx: Context, roll: Sequence[UnitLine]) -> None:
    name = f"activity-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, None)
        if st.form_submit_button(_("Add it to the year"), type="primary"):
            with ctx.acting(_("It is added to the year."), then=partial(close_form, name)) as session:
                calendar.add_activity(session, ctx.actor, ctx.block_year_id, entry)


def _edit(ctx: Context, lines: Sequence[ActivityLine], roll: Sequence[UnitLine]) -> None:
    by_id = {line.id: line for line in lines}
    chosen = st.selectbox(
        _("Movement or exchange"),
        list(by_id),
        format_func=lambda key: f"{formats.day(by_id[key].starts_on)} \u00b7 {by_id[key].title}",
        key=f"activity-edited-{ctx.block_year_id}",
    )
    name = f"activity-{chosen}"
    key, seen = opened_form(name, by_id[chosen].version)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, by_id[chosen])
        if st.form_submit_button(_("Save it"), type="primary"):
            with ctx.acting(_("It is saved."), then=partial(close_form, name)) as session:
                calendar.edit_activity(session, ctx.actor, chosen, entry, seen_version=seen)
    with st.popover(_("Remove it")):
        if st.button(_("Yes, remove it"), key=f"{key}-remove"):
            with ctx.acting(_("It is removed.")) as session:
                calendar.remove_activity(session, ctx.actor, chosen, seen_version=seen)


def _entry(ctx: Context, key: str, roll: Sequence[UnitLine], line: ActivityLine | None) -> ActivityEntry:
    first, last = calendar_days(ctx.year)
    kinds = list(ActivityKind)
    kind = st.selectbox(
        _("Kind"), kinds, kinds.index(line.kind) if line else 0, format_func=kind_name, key=f"{key}-kind"
    )
    title = st.text_input(
        _("What it is called"), line.title if line else "", key=f"{key}-title", max_chars=SENTENCE_LIMIT
    )
    starts_on = st.date_input(
        _("First day"),
        line.starts_on if line else formats.today_within(first, last),
        first,
        last,
        key=f"{key}-starts",
        format="DD/MM/YYYY",
    )
    ends_on = st.date_input(
        _("Last day, where it has one"),
        line.ends_on if line else None,
        first,
        last,
        key=f"{key}-ends",
        format="DD/MM/YYYY",
    )
    unit_id = unit_or_block(_("Held by"), f"{key}-unit", roll, line.unit_id if line else None)
    result = st.text_input(
        _("Result"), line.result if line else "", key=f"{key}-result", max_chars=SENTENCE_LIMIT
    )
    return ActivityEntry(
        kind=kind, title=title, starts_on=starts_on, ends_on=ends_on, unit_id=unit_id, result=result
    )
