"""Who has led the block in each year, how they came to it, and which units have led least."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import Chosen, OfficeRole, OfficeTerm, YearState
from pages.registry import handover_form, office_form
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.leadership import Labels, office_labels, years_led
from pages.shared.plain import plain
from services.queries import offices, registry, years
from services.queries.offices import OfficeHeld, UnitTurns
from services.queries.registry import UnitLine
from services.rules.rights import Permission

_CHOSEN = {Chosen.VOTE: N_("By vote"), Chosen.APPOINTMENT: N_("By appointment")}
_NEVER = N_("never")


def render(ctx: Context) -> None:
    """Show the offices of all years and whose turn it is; whoever may, fills them and notes handovers."""
    with ctx.reading() as session:
        held = offices.offices_of_block(session, ctx.actor, ctx.block_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        facts = years.year_facts(session, ctx.block_year_id)
    labels = office_labels(facts.head_label, facts.deputy_label)
    st.title(_finding(held, ctx.year, labels[OfficeRole.HEAD]))
    if held:
        years_led(held, labels)
        st.subheader(_("How they were chosen and handed over"))
        _details(held, labels)
    else:
        st.info(_("Nobody has been named as head or deputy in any year yet."))
    if roll:
        st.subheader(_("Who has led how often"))
        _turns(offices.turns_of(held, roll, ctx.year), labels)
    if ctx.may(Permission.EDIT_ROLL):
        _forms(ctx, roll, [line for line in held if line.block_year_id == ctx.block_year_id], labels)


def _forms(ctx: Context, roll: Sequence[UnitLine], held: Sequence[OfficeHeld], labels: Labels) -> None:
    if roll and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED):
        with st.expander(_("Set head and deputies")):
            office_form.render(ctx, roll, held, labels)
    if current := [line for line in held if line.term is OfficeTerm.CURRENT]:
        with st.expander(_("Note a handover")):
            handover_form.render(ctx, current, labels)


def _finding(held: Sequence[OfficeHeld], year: int, label: str) -> str:
    heads = [line.name for line in held if line.year == year and line.role is OfficeRole.HEAD]
    said = _("{label} {year}: {unit}") if heads else _("{label} {year}: nobody is named yet")
    return said.format(label=plain(label), year=year, unit=", ".join(map(plain, heads)))


def _details(held: Sequence[OfficeHeld], labels: Labels) -> None:
    frame = pd.DataFrame(
        {
            "year": str(line.year),
            "office": labels[line.role],
            "unit": line.brief,
            "chosen": _how(line),
            "document": _joined(line.document_number, _day(line.document_on)),
            "handover": _joined(_day(line.handed_over_on), line.handover_note),
        }
        for line in held
    )
    columns = {
        "year": st.column_config.TextColumn(_("Year"), width=60),
        "office": st.column_config.TextColumn(_("Office"), width=135),
        "unit": st.column_config.TextColumn(_("Unit"), width=105),
        "chosen": st.column_config.TextColumn(_("How chosen"), width=295),
        "document": st.column_config.TextColumn(_("Document"), width=260),
        "handover": st.column_config.TextColumn(_("Handed over"), width=360),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
    if any(line.illustrative for line in held):
        st.caption(_("illustrative data"))


def _how(line: OfficeHeld) -> str:
    if line.chosen is None:
        return ""
    return _joined(_(_CHOSEN[line.chosen]), line.round, sign=": ")


def _day(day: date | None) -> str:
    return formats.day(day) if day else ""


def _joined(*parts: str | None, sign: str = ", ") -> str:
    return sign.join(part for part in parts if part)


def _turns(turns: Sequence[UnitTurns], labels: Labels) -> None:
    head, deputy = labels[OfficeRole.HEAD], labels[OfficeRole.DEPUTY]
    frame = pd.DataFrame(
        {
            "unit": unit.name,
            "head": str(unit.head[-1]) if unit.head else _(_NEVER),
            "head_times": formats.count(len(unit.head)),
            "deputy": str(unit.deputy[-1]) if unit.deputy else _(_NEVER),
            "deputy_times": formats.count(len(unit.deputy)),
        }
        for unit in turns
    )
    columns = {"unit": st.column_config.TextColumn(_("Unit"), width=250)}
    for role, name in ((head, "head"), (deputy, "deputy")):
        last, times = _("{office}, last").format(office=role), _("Times")
        columns[name] = st.column_config.TextColumn(last, width=195, alignment="right")
        columns[f"{name}_times"] = st.column_config.TextColumn(times, width=75, alignment="right")
    shown = formats.sortable(frame, ("head_times", "deputy_times"))
    st.dataframe(shown, hide_index=True, column_config=columns, height="content")
    st.caption(_("First those who have never been head, then those for whom it is longest ago."))
