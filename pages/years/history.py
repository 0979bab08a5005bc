"""Beneath the lines of the years: every figure, who led the block, titles, what happened to units."""

import pandas as pd
import streamlit as st

from models.enums import AwardStage
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.events import event_sentence
from pages.shared.finality import years_note
from pages.shared.i18n import N_, _
from pages.shared.leadership import office_labels, years_led
from pages.shared.plain import plain
from services.queries.comparison import Comparison, UnitHistory, UnitInYear

_NO_PLACE = "\u2013"

_STAGES = {
    AwardStage.PROPOSED: N_("proposed"),
    AwardStage.PASSED: N_("passed by the Council"),
    AwardStage.DECIDED: N_("decided"),
}


def render(found: Comparison, units: list[UnitHistory]) -> None:
    """The table of all units, then who led the block, the titles and the events, each if there is any."""
    if units:
        st.subheader(_("Place and percent of every unit"))
        _figures(found, units)
    if found.offices:
        st.subheader(_("Who has led the block"))
        years_led(found.offices, office_labels(found.head_label, found.deputy_label))
    if found.titles:
        st.subheader(_("Titles and commendations"))
        _titles(found)
    if found.events:
        st.subheader(_("What happened to the units"))
        st.markdown("\n".join(f"- {event_sentence(event)}" for event in reversed(found.events)))
        st.caption(_("Units that merged or were split keep their own lines."))


def _figures(found: Comparison, units: list[UnitHistory]) -> None:
    years = [year.year for year in reversed(found.years) if any(_line(unit, year.year) for unit in units)]
    frame = pd.DataFrame(
        {"unit": unit.brief, **{str(year): _cell(_line(unit, year)) for year in years}} for unit in units
    )
    columns = {"unit": st.column_config.TextColumn(_("Unit"), pinned=True)}
    columns |= formats.number_columns({str(year): str(year) for year in years})
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
    legend = _("Place, then percent of the maximum. = shares the place; {dash} has no place.")
    st.caption(f"{legend.format(dash=_NO_PLACE)} {years_note(found.marks, illustrative=found.illustrative)}")


def _line(unit: UnitHistory, year: int) -> UnitInYear | None:
    return next((line for line in unit.years if line.year == year), None)


def _cell(line: UnitInYear | None) -> str:
    if line is None:
        return ""
    place = _NO_PLACE if line.rank is None else f"{line.rank}{'=' if line.tied else ''}"
    return place if line.missing else f"{place} \u00b7 {formats.points(line.percent)}"


def _titles(found: Comparison) -> None:
    places = {(unit.unit_id, line.year): line for unit in found.units for line in unit.years}
    groups: dict[tuple[int, str, AwardStage], list[str]] = {}
    for title in found.titles:
        line = places.get((title.unit_id, title.year))
        place = f" ({formats.place(line.rank, tied=line.tied)})" if line and line.rank else ""
        groups.setdefault((-title.year, title.award, title.stage), []).append(plain(title.name) + place)
    rows = [
        {
            _("Year"): str(-year),
            _("Title"): f"{plain(award_name(award))} ({_(_STAGES[stage])})",
            _("Units, with their places by score"): "; ".join(names),
        }
        for (year, award, stage), names in sorted(groups.items(), key=lambda group: group[0][0])
    ]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
