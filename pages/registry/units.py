"""The units of the year in protocol order, with who leads the block and what has happened to them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import OfficeRole, YearState
from pages.registry import groups, renewal, unit_forms
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.events import event_sentence
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries import events, registry, rolls, years
from services.queries.groups import groups_of_year
from services.queries.registry import UnitLine
from services.queries.years import YearFacts
from services.rules.rights import Permission
from services.rules.text import search_fold, sort_key

_ORDERS = {"protocol": N_("Protocol order"), "name": N_("By name")}


def render(ctx: Context) -> None:
    """Find a unit, see who leads, and, for whoever may, add and change units."""
    with ctx.reading() as session:
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        facts = years.year_facts(session, ctx.block_year_id)
        happened = events.events_of_block(session, ctx.block_id)
        grouped = groups_of_year(session, ctx.block_year_id)
        change = rolls.roll_change(session, ctx.block_id, ctx.block_year_id, roll, ctx.year)
    st.title(
        ngettext("{count} unit in {year}", "{count} units in {year}", len(roll)).format(
            count=formats.count(len(roll)), year=ctx.year
        )
    )
    closed = ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    may_edit = ctx.may(Permission.EDIT_ROLL) and not closed
    if may_edit and roll:
        renewal.render(ctx, change)
    if roll:
        _offices(roll, facts)
        _table(ctx, roll, facts)
    elif may_edit:
        st.info(_("No unit is on the roll yet. Add the first one below, in protocol order."))
    else:
        st.info(_("No unit is on the roll of this year yet."))
    if may_edit:
        unit_forms.render(ctx, roll)
    groups.render(ctx, roll, grouped, closed)
    if happened:
        st.subheader(_("What happened to the units"))
        st.markdown("\n".join(f"- {event_sentence(event.names)}" for event in reversed(happened)))


def _offices(roll: Sequence[UnitLine], facts: YearFacts) -> None:
    labels = {
        OfficeRole.HEAD: plain(facts.head_label) or _("Head unit"),
        OfficeRole.DEPUTY: plain(facts.deputy_label) or _("Deputy unit"),
    }
    parts = []
    for role, label in labels.items():
        if names := ", ".join(plain(unit.name) for unit in roll if unit.office is role):
            parts.append(f"{label}: **{names}**")
    if parts:
        st.markdown("; ".join(parts))


def _table(ctx: Context, roll: Sequence[UnitLine], facts: YearFacts) -> None:
    search, order = st.columns([2, 1], vertical_alignment="bottom")
    wanted = search_fold(
        search.text_input(_("Find a unit"), placeholder=_("for example: so tu phap"), key="unit_search")
    )
    by = order.segmented_control(
        _("Order"),
        list(_ORDERS),
        format_func=lambda one: _(_ORDERS[one]),
        default="protocol",
        required=True,
        key="unit_order",
    )
    found = [unit for unit in roll if wanted in search_fold(f"{unit.name} {unit.short_name or ''}")]
    if not found:
        st.info(_("No unit is called so. Search for a part of its name; tones do not matter."))
        return
    if by == "name":
        found.sort(key=lambda unit: sort_key(unit.name))
    frame = pd.DataFrame(
        {
            "number": str(unit.position + 1),
            "name": unit.name,
            "short_name": unit.short_name or "",
            "kind": unit_forms.kind_name(unit.kind),
            "office": _offices_of(unit, ctx.year, facts),
            "scored": unit.scored,
            "votes": unit.votes,
        }
        for unit in found
    )
    columns = formats.number_columns({"number": _("No.")}) | {
        "name": st.column_config.TextColumn(_("Unit"), width=330),
        "short_name": st.column_config.TextColumn(_("Short name"), width=110),
        "kind": st.column_config.TextColumn(_("Kind"), width="small"),
        "office": st.column_config.TextColumn(_("Head or deputy"), width=170),
        "scored": st.column_config.CheckboxColumn(_("Scored"), width="small"),
        "votes": st.column_config.CheckboxColumn(_("Votes"), width="small"),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _offices_of(unit: UnitLine, year: int, facts: YearFacts) -> str:
    labels = {
        OfficeRole.HEAD: facts.head_label or _("Head"),
        OfficeRole.DEPUTY: facts.deputy_label or _("Deputy"),
    }
    held = ((unit.office, year), (unit.next_office, year + 1))
    return "; ".join(f"{labels[role]} {of_year}" for role, of_year in held if role)
