"""Remarks and evidence: a unit's sheet cell by cell, and all that is known of the one that is chosen."""

from collections.abc import Sequence

import streamlit as st

from models.enums import SheetStep
from pages.scoring import cell_address, cell_page, cell_table
from pages.shared import finality
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries.cells import Cell, Reach, UnitSheet, reach_of, sheet_of_unit
from services.queries.sheet_steps import units_to_fill
from services.rules.rights import Permission

_SHOWN = {"all": N_("All criteria"), "different": N_("Review differs from self score")}


def render(ctx: Context) -> None:
    """Choose a unit, then one of its cells; below stands what may be seen and done there."""
    heading = st.container()
    with ctx.reading() as session:
        reach = reach_of(session, ctx.actor, ctx.block_year_id)
    if not reach.units:
        heading.title(_("Remarks and evidence {year}").format(year=ctx.year))
        st.info(_nothing_to_see(ctx))
        return
    unit_id = _choose_unit(ctx, reach)
    with ctx.reading() as session:
        sheet = sheet_of_unit(session, reach, unit_id)
    heading.title(_finding(sheet))
    if not sheet.cells:
        st.info(_("The criteria of this year have not been entered yet."))
        return
    finality.show_mark_of_year(ctx)
    cell = cell_table.choose(ctx, sheet, _shown(ctx, sheet))
    cell_page.render(ctx, reach, sheet, cell)


def _nothing_to_see(ctx: Context) -> str:
    if ctx.may(Permission.SEE_DRAFTS):
        return _("There is nothing to score yet: enter the units and the criteria first.")
    return _("The score sheets of this year have not been released to this account yet.")


def _choose_unit(ctx: Context, reach: Reach) -> int:
    names = {unit.unit_id: unit.name for unit in reach.units}
    if len(names) == 1:
        return next(iter(names))
    key = f"cell-unit-{ctx.block_year_id}"
    if named := cell_address.asked("unit", names):
        st.session_state[key] = named
    elif st.session_state.get(key) not in names:  # a choice that is not offered is no choice
        st.session_state[key] = _first_to_fill(ctx, list(names))
    chosen = st.selectbox(_("Unit"), list(names), format_func=names.__getitem__, key=key)
    cell_address.tell("unit", chosen)
    return chosen


def _first_to_fill(ctx: Context, units: Sequence[int]) -> int:
    """The unit that the actor is to do something for: the own, or the first to review."""
    for step in (SheetStep.SELF, SheetStep.REVIEW):
        if found := units_to_fill(ctx.actor, ctx.block_id, ctx.year, step, units):
            return next(one for one in units if one in found)
    return units[0]


def _shown(ctx: Context, sheet: UnitSheet) -> Sequence[Cell]:
    """All cells, or those to explain: where the review differs, first what is not explained yet."""
    different = [cell for cell in sheet.cells if cell.differs]
    if not different:
        return sheet.cells
    unit_id = sheet.unit.unit_id
    own = unit_id in ctx.actor.units(ctx.block_id, ctx.year)
    key = f"cell-shown-{ctx.block_year_id}-{unit_id}"
    others = [cell.line.criterion_id for cell in sheet.cells if not cell.differs]
    if cell_address.asked("criterion", others, unit_id):
        st.session_state[key] = "all"
    wanted = st.segmented_control(
        _("Show"),
        list(_SHOWN),
        default="different" if own and any(cell.unexplained for cell in different) else "all",
        required=True,
        format_func=lambda one: _(_SHOWN[one]),
        key=key,
    )
    return sorted(different, key=lambda cell: not cell.unexplained) if wanted == "different" else sheet.cells


def _finding(sheet: UnitSheet) -> str:
    name = plain(sheet.unit.name)
    if missing := sum(cell.unexplained for cell in sheet.cells):
        return ngettext(
            "{unit}: {count} review that differs is not explained yet",
            "{unit}: {count} reviews that differ are not explained yet",
            missing,
        ).format(unit=name, count=missing)
    if different := sum(cell.differs for cell in sheet.cells):
        return ngettext(
            "{unit}: {count} review differs, and it is explained",
            "{unit}: {count} reviews differ, and all are explained",
            different,
        ).format(unit=name, count=different)
    if any(cell.review for cell in sheet.cells):
        return _("{unit}: the review leaves the self scores as they are").format(unit=name)
    return _("{unit}: remarks and evidence").format(unit=name)
