"""Years side by side: lines of scores and places, over the figures that they are drawn from."""

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.years import history, lines
from services.queries.comparison import Comparison, UnitHistory, comparison_of_block


def render(ctx: Context) -> None:
    """Say who leads; then the lines of the chosen units, the figures of all, and who led and won."""
    with ctx.reading() as session:
        found = comparison_of_block(session, ctx.actor, ctx.block_id)
    units = _by_newest_place(found)
    st.title(_finding(found, units))
    if len(found.years) < 2:
        st.info(_("There is one year so far. From the second year on, all years stand here side by side."))
        return
    if closed := [str(year.year) for year in found.years if not year.released]:
        text = _("Not released yet: {years}. Places and titles of these years are not shown.")
        st.info(text.format(years=", ".join(closed)), icon=":material/lock:")
    if units:
        lines.render(ctx.block_id, found, units)
    history.render(found, units)


def _by_newest_place(found: Comparison) -> list[UnitHistory]:
    """The units by their places in the newest released year; those without one last, by protocol."""
    newest = max((year.year for year in found.years if year.released), default=0)
    places = {unit.unit_id: line.rank for unit in found.units for line in unit.years if line.year == newest}
    return sorted(found.units, key=lambda unit: places.get(unit.unit_id) or len(found.units) + 1)


def _finding(found: Comparison, units: list[UnitHistory]) -> str:
    released = [year.year for year in found.years if year.released]
    first = [_years_in_first_place(unit) for unit in units]
    leading = [unit for unit, years in zip(units, first, strict=True) if released and released[-1] in years]
    if len(found.years) < 2 or not leading:
        return _("Years side by side")
    if len(leading) > 1:
        names = ", ".join(plain(unit.name) for unit in leading)
        return _("{units} share the first place in {year}").format(units=names, year=released[-1])
    return _("{unit} leads {year}: first in {times} of {count} years").format(
        unit=plain(leading[0].name), year=released[-1], times=len(first[0]), count=len(released)
    )


def _years_in_first_place(unit: UnitHistory) -> list[int]:
    return [line.year for line in unit.years if line.rank == 1]
