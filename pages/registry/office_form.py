"""Who leads the block in the year or in the next, and how they came to it."""

from collections.abc import Sequence

import streamlit as st

from models.enums import Chosen, OfficeRole, OfficeTerm
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.leadership import Labels
from pages.shared.plain import plain
from services import offices
from services.offices import OfficeEntry
from services.queries.offices import ChoosingRound, OfficeHeld, rounds_that_chose
from services.queries.registry import UnitLine
from services.rules.terms import choice_days
from services.rules.text import NAME_LIMIT

Choice = tuple[Chosen | None, str | None]  # with the code of the round, where a vote of the block chose


def render(ctx: Context, roll: Sequence[UnitLine], held: Sequence[OfficeHeld], labels: Labels) -> None:
    """Choose the term, then head and deputies; they replace those of that term."""
    terms = {
        OfficeTerm.CURRENT: _("In {year}").format(year=ctx.year),
        OfficeTerm.NEXT: _("In {year}").format(year=ctx.year + 1),
    }
    term = st.segmented_control(
        _("Term"),
        list(terms),
        format_func=terms.__getitem__,
        default=OfficeTerm.CURRENT,
        required=True,
        key="office_term",
    )
    with ctx.reading() as session:
        rounds = rounds_that_chose(session, ctx.block_id, ctx.year, term)
    names = {unit.unit_id: unit.name for unit in roll}
    in_term = [line for line in held if line.term is term]
    with st.form(f"offices-{ctx.block_year_id}-{term}"):
        seats: list[OfficeEntry] = []
        for role, column in zip(OfficeRole, st.columns(2, gap="large"), strict=True):
            with column:
                of_role = [line for line in in_term if line.role is role]
                units = _units(role, names, of_role, plain(labels[role]))
                seats += _entries(ctx, term, role, units, rounds, of_role)
        if st.form_submit_button(_("Save head and deputies"), type="primary"):
            with ctx.acting(_("Head and deputies are saved.")) as session:
                offices.set_offices(session, ctx.actor, ctx.block_year_id, term, seats)


def _units(role: OfficeRole, names: dict[int, str], held: Sequence[OfficeHeld], label: str) -> list[int]:
    leading = [line.unit_id for line in held if line.unit_id in names]
    if role is OfficeRole.HEAD:
        place = list(names).index(leading[0]) if leading else None
        head = st.selectbox(
            label, list(names), place, format_func=names.__getitem__, placeholder=_("None yet")
        )
        return [] if head is None else [head]
    return st.multiselect(
        label,
        list(names),
        leading,
        format_func=names.__getitem__,
        placeholder=_("None yet"),
        select_all=False,  # Streamlit's own words for it are English
    )


def _entries(
    ctx: Context,
    term: OfficeTerm,
    role: OfficeRole,
    units: Sequence[int],
    rounds: Sequence[ChoosingRound],
    held: Sequence[OfficeHeld],
) -> list[OfficeEntry]:
    """The units with what is typed below them, which holds for all that share the office."""
    known = held[0] if held else None
    key = f"office-{ctx.block_year_id}-{term}-{role}"
    chosen, code = _choice(f"{key}-chosen", rounds, known)
    number = st.text_input(
        _("Number of the document"),
        known.document_number if known else "",
        key=f"{key}-number",
        max_chars=NAME_LIMIT,
    )
    day = st.date_input(
        _("Day of the document"),
        known.document_on if known else None,
        *choice_days(ctx.year + (term is OfficeTerm.NEXT)),
        key=f"{key}-day",
        format="DD/MM/YYYY",
    )
    return [
        OfficeEntry(unit_id, role, chosen=chosen, poll_code=code, document_number=number, document_on=day)
        for unit_id in units
    ]


def _choice(key: str, rounds: Sequence[ChoosingRound], known: OfficeHeld | None) -> Choice:
    choices: dict[Choice, str] = {
        (None, None): _("Not recorded"),
        (Chosen.APPOINTMENT, None): _("By appointment"),
        (Chosen.VOTE, None): _("By a vote that is not in the data"),
    }
    choices |= {(Chosen.VOTE, one.code): _("By vote: {title}").format(title=one.title) for one in rounds}
    before = (known.chosen, known.poll_code if known.round else None) if known else (None, None)
    return st.selectbox(
        _("How chosen"),
        list(choices),
        list(choices).index(before) if before in choices else 0,
        format_func=choices.__getitem__,
        key=key,
    )
