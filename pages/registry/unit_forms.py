"""The forms of the roll: a unit added, changed or taken off."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.enums import UnitKind
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import registry
from services.queries.registry import UnitLine
from services.registry import UnitEntry
from services.rules.text import CODE_LIMIT, NAME_LIMIT

_KINDS = {
    UnitKind.AGENCY: N_("Agency"),
    UnitKind.LOCALITY: N_("Locality"),
    UnitKind.ENTERPRISE: N_("Enterprise"),
    UnitKind.ASSOCIATION: N_("Association"),
}
_ADD, _EDIT = N_("Add a unit"), N_("Change a unit")


def kind_name(kind: UnitKind) -> str:
    """What a unit is, in a word."""
    return _(_KINDS[kind])


def render(ctx: Context, roll: Sequence[UnitLine]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    add, edit = st.tabs([_(_ADD), _(_EDIT)])
    with add:
        _add(ctx)
    with edit:
        if roll:
            _edit(ctx, roll)
        else:
            st.caption(_("There is no unit yet."))


def _add(ctx: Context) -> None:
    key, _seen = opened_form(f"unit-new-{ctx.block_year_id}", 0)
    with st.form(f"{key}-form"):
        entry = _entry(key, None)
        code = st.text_input(
            _("Code"),
            key=f"{key}-code",
            max_chars=CODE_LIMIT,
            placeholder=_("Left blank, it is made from the name."),
        )
        if st.form_submit_button(_("Add the unit"), type="primary"):
            with ctx.acting(
                _("The unit is on the roll."), then=partial(close_form, f"unit-new-{ctx.block_year_id}")
            ) as session:
                registry.add_unit(session, ctx.actor, ctx.block_year_id, entry, code=code)


def _edit(ctx: Context, roll: Sequence[UnitLine]) -> None:
    by_id = {unit.unit_id: unit for unit in roll}
    chosen = st.selectbox(
        _("Unit"),
        list(by_id),
        format_func=lambda key: by_id[key].name,
        key=f"unit-edited-{ctx.block_year_id}",
    )
    unit, name = by_id[chosen], f"unit-{ctx.block_year_id}-{chosen}"
    key, seen = opened_form(name, unit.version)
    with st.form(f"{key}-form"):
        entry = _entry(key, unit)
        place = st.number_input(
            _("Place in protocol order"), 1, len(roll), unit.position + 1, key=f"{key}-place"
        )
        if st.form_submit_button(_("Save the unit"), type="primary"):
            done = _("The unit is saved.")
            with ctx.acting(done, then=partial(close_form, name)) as session:
                registry.edit_unit(session, ctx.actor, ctx.block_year_id, chosen, entry, seen_version=seen)
                if place != unit.position + 1:
                    registry.move_unit(session, ctx.actor, ctx.block_year_id, chosen, place - 1)
    with st.popover(_("Take it off the roll")):
        st.write(
            _("{unit} leaves the roll of {year}; other years stay as they are.").format(
                unit=plain(unit.name), year=ctx.year
            )
        )
        if st.button(_("Yes, take it off"), key=f"{key}-remove"):
            with ctx.acting(_("The unit is off the roll.")) as session:
                registry.remove_from_roll(session, ctx.actor, ctx.block_year_id, chosen)


def _entry(key: str, unit: UnitLine | None) -> UnitEntry:
    name = st.text_input(
        _("Name of the unit"), value=unit.name if unit else "", key=f"{key}-name", max_chars=NAME_LIMIT
    )
    short_name = st.text_input(
        _("Short name"),
        value=(unit.short_name or "") if unit else "",
        key=f"{key}-short",
        max_chars=NAME_LIMIT,
        placeholder=_("For grids and charts"),
    )
    kinds = list(_KINDS)
    kind = st.selectbox(
        _("Kind"), kinds, kinds.index(unit.kind) if unit else 0, format_func=kind_name, key=f"{key}-kind"
    )
    scored = st.checkbox(_("Is scored and ranked"), value=not unit or unit.scored, key=f"{key}-scored")
    votes = st.checkbox(_("Has a vote"), value=not unit or unit.votes, key=f"{key}-votes")
    return UnitEntry(name=name, short_name=short_name, kind=kind, scored=scored, votes=votes)
