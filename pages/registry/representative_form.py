"""Who speaks for a unit from a day on: one more, or a line of those that are there."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from models.enums import ContactRole
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import representatives
from services.queries.registry import UnitLine
from services.queries.representatives import RepresentativeLine, representatives_of_unit
from services.representatives import RepresentativeEntry
from services.rules.terms import CALENDAR
from services.rules.text import NAME_LIMIT

_NEW = -1
_ROLES = {ContactRole.LEADER: N_("Leader"), ContactRole.OFFICER: N_("Officer in charge")}


def role_name(role: ContactRole) -> str:
    """Whether somebody leads the unit or does its daily work, in a word."""
    return _(_ROLES[role])


def render(ctx: Context, roll: Sequence[UnitLine]) -> None:
    """Choose a unit and a line of it; save it, or remove it."""
    names = {unit.unit_id: unit.name for unit in roll}
    unit_id = st.selectbox(
        _("Unit"), list(names), format_func=names.__getitem__, key=f"representative-{ctx.block_year_id}"
    )
    with ctx.reading() as session:
        known = representatives_of_unit(session, unit_id)
    by_place = dict(enumerate(known))
    place = st.selectbox(
        _("Line"),
        [_NEW, *by_place],
        format_func=lambda key: _("A new one") if key == _NEW else _line(by_place[key]),
        key=f"representative-line-{unit_id}-{len(known)}",
    )
    _form(ctx, unit_id, by_place.get(place))


def _line(line: RepresentativeLine) -> str:
    person = line.person or _("nobody")
    return _("{role} from {day}: {person}").format(
        role=role_name(line.role), day=formats.day(line.valid_from), person=person
    )


def _form(ctx: Context, unit_id: int, line: RepresentativeLine | None) -> None:
    name = f"representative-{unit_id}-" + (f"{line.role}-{line.valid_from}" if line else "new")
    key, _seen = opened_form(name, 0)
    roles, first = list(ContactRole), line.valid_from if line else date(ctx.year, 1, 1)
    with st.form(f"{key}-form"):
        role = st.selectbox(
            _("Named as"),
            roles,
            roles.index(line.role) if line else 0,
            format_func=role_name,
            key=f"{key}-role",
            disabled=line is not None,
        )
        day = st.date_input(
            _("From the day"),
            first,
            *CALENDAR,
            key=f"{key}-day",
            format="DD/MM/YYYY",
        )
        entry = _entry(key, line)
        if st.form_submit_button(_("Save the representative"), type="primary"):
            with ctx.acting(_("The representative is saved."), then=partial(close_form, name)) as session:
                representatives.name_representative(
                    session,
                    ctx.actor,
                    unit_id,
                    role,
                    day,
                    entry,
                    edits=line.valid_from if line else None,
                )
    if line:
        _removal(ctx, unit_id, line)


def _removal(ctx: Context, unit_id: int, line: RepresentativeLine) -> None:
    with st.popover(_("Remove this line")):
        st.write(_("{line}: whoever was named before speaks on.").format(line=plain(_line(line))))
        key = f"representative-gone-{unit_id}-{line.role}-{line.valid_from}"
        if st.button(_("Yes, remove the line"), key=key):
            with ctx.acting(_("The line is removed.")) as session:
                representatives.remove_representative(session, ctx.actor, unit_id, line.role, line.valid_from)


def _entry(key: str, line: RepresentativeLine | None) -> RepresentativeEntry:
    person = st.text_input(
        _("Full name"),
        line.person if line else "",
        key=f"{key}-person",
        max_chars=NAME_LIMIT,
        placeholder=_("Left blank: nobody from that day on"),
    )
    position = st.text_input(
        _("Position"), line.position if line else "", key=f"{key}-position", max_chars=NAME_LIMIT
    )
    phone = st.text_input(
        _("Phone of the office"),
        line.phone if line else "",
        key=f"{key}-phone",
        placeholder=_("Never a private number"),
    )
    return RepresentativeEntry(person=person, position=position, phone=phone)
