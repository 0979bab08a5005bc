"""The shortcomings of the year, of the block or of one unit, and what is to mend them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from pages.shared.unit_field import unit_or_block
from services import shortcomings
from services.queries.plans import ShortcomingLine
from services.queries.registry import UnitLine
from services.rules.text import SENTENCE_LIMIT
from services.shortcomings import ShortcomingEntry


def render(
    ctx: Context, noted: Sequence[ShortcomingLine], roll: Sequence[UnitLine], *, may_edit: bool
) -> None:
    """Show them; whoever may, notes and changes them."""
    st.subheader(_("Shortcomings of {year}").format(year=ctx.year))
    if noted:
        st.markdown("\n".join(f"- {_said(line)}" for line in noted))
    else:
        st.info(_("No shortcoming is noted."))
    if not may_edit:
        return
    add, *edit = st.tabs([_("Note a shortcoming"), *([_("Change a shortcoming")] if noted else [])])
    with add:
        _add(ctx, roll)
    for tab in edit:
        with tab:
            _edit(ctx, noted, roll)


def _said(line: ShortcomingLine) -> str:
    whose = plain(line.unit) if line.unit else _("The whole block")
    remedy = _("Remedy: {remedy}").format(remedy=plain(line.remedy)) if line.remedy else ""
    return "  \n  ".join(filter(None, [f"**{whose}**: {plain(line.text)}", remedy]))


def _add(ctx: Context, roll: Sequence[UnitLine]) -> None:
    name = f"shortcoming-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        entry = _entry(key, roll, None)
        if st.form_submit_button(_("Note the shortcoming")):
            with ctx.acting(_("The shortcoming is noted."), then=partial(close_form, name)) as session:
                shortcomings.note_shortcoming(session, ctx.actor, ctx.block_year_id, entry)


def _edit(ctx: Context, noted: Sequence[ShortcomingLine], roll: Sequence[UnitLine]) -> None:
    by_id = {line.id: line for line in noted}
    chosen = st.selectbox(
        _("Shortcoming"),
        list(by_id),
        format_func=lambda key: by_id[key].text,
        key=f"shortcoming-edited-{ctx.block_year_id}",
    )
    name = f"shortcoming-{chosen}"
    key, seen = opened_form(name, by_id[chosen].version)
    with st.form(f"{key}-form"):
        entry = _entry(key, roll, by_id[chosen])
        if st.form_submit_button(_("Save the shortcoming")):
            with ctx.acting(_("The shortcoming is saved."), then=partial(close_form, name)) as session:
                shortcomings.edit_shortcoming(session, ctx.actor, chosen, entry, seen_version=seen)
    with st.popover(_("Remove the shortcoming")):
        if st.button(_("Yes, remove the shortcoming"), key=f"{key}-remove"):
            with ctx.acting(_("The shortcoming is removed.")) as session:
                shortcomings.remove_shortcoming(session, ctx.actor, chosen, seen_version=seen)


def _entry(key: str, roll: Sequence[UnitLine], line: ShortcomingLine | None) -> ShortcomingEntry:
    text = st.text_area(
        _("What did not go well"), line.text if line else "", key=f"{key}-text", max_chars=SENTENCE_LIMIT
    )
    remedy = st.text_area(
        _("Remedy"), line.remedy if line else "", key=f"{key}-remedy", max_chars=SENTENCE_LIMIT
    )
    unit_id = unit_or_block(_("Whose shortcoming"), f"{key}-unit", roll, line.unit_id if line else None)
    return ShortcomingEntry(text=text, remedy=remedy, unit_id=unit_id)
