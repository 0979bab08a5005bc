"""The lines of the chosen units over the years: percent or points, and places."""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared import charts, finality
from pages.shared.events import event_word
from pages.shared.i18n import N_, _
from services.queries.comparison import Comparison, UnitHistory

_CHOSEN_AT_FIRST = 5
_MEASURES = {"percent": N_("Percent"), "points": N_("Points")}


def render(block_id: int, found: Comparison, units: list[UnitHistory]) -> None:
    """Choose units and what their scores are measured in; then both charts."""
    by_id = {unit.unit_id: unit for unit in units}
    which, how = st.columns([3, 1])
    chosen = which.multiselect(
        _("Units in the charts"),
        list(by_id),
        default=list(by_id)[:_CHOSEN_AT_FIRST],
        format_func=lambda unit_id: by_id[unit_id].brief,
        key=f"compared_units_{block_id}",
        select_all=False,  # Streamlit's own words for it are English
    )
    measure = how.segmented_control(
        _("Score in"),
        list(_MEASURES),
        default="percent",
        required=True,
        format_func=lambda name: _(_MEASURES[name]),
        key="compared_measure",
    )
    if not chosen:
        st.info(_("Choose at least one unit to see its line."))
        return
    frame = _frame(by_id[unit_id] for unit_id in chosen)
    note = finality.years_note(found.marks, illustrative=found.illustrative)
    score, place = st.columns(2, gap="medium")
    with score:
        st.subheader(_("Score"))
        if measure == "points":
            _points(found, frame, note)
        else:
            figure = charts.percents_by_year(frame, note=note)
            _show(figure, found, frame, _("Score of the chosen units by year"))
    with place:
        st.subheader(_("Place"))
        figure = charts.places_by_year(frame, note=note)
        _show(figure, found, frame, _("Place of the chosen units by year"))


def _points(found: Comparison, frame: pd.DataFrame, note: str) -> None:
    """Points of the years on the newest scale only: 95 of 100 and 950 of 1000 do not fit on one axis."""
    largest: dict[int, int] = {}
    for line in (line for unit in found.units for line in unit.years):
        largest[line.year] = max(line.max, largest.get(line.year, 0))
    others = sorted(year for year, most in largest.items() if most != largest[max(largest)])
    frame = frame[~frame["year"].isin(others)]
    if frame.empty:
        st.info(_("The chosen units have no points on the newest scale."))
        return
    figure = charts.points_by_year(frame, note=note)
    _show(figure, found, frame, _("Score of the chosen units by year"))
    if others:
        text = _("Years with another maximum are left out: {years}. Percent compares all years.")
        st.caption(text.format(years=", ".join(map(str, others))))


def _frame(units: Iterable[UnitHistory]) -> pd.DataFrame:
    rows = [
        {
            "unit": unit.unit_id,
            "name": line.name,
            "label": unit.brief,
            "year": line.year,
            "points": None if line.missing else line.points,
            "percent": None if line.missing else line.percent,
            "place": line.rank,
        }
        for unit in units
        for line in unit.years
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(("points", "percent", "place"), "Int64"))


def _show(figure: go.Figure, found: Comparison, frame: pd.DataFrame, alt: str) -> None:
    """Draw the figure with a dotted line before each of its years that begins with other units or names."""
    words: dict[int, list[str]] = {}
    for event in found.events:
        if frame["year"].min() < event.effective_on.year <= frame["year"].max():
            words.setdefault(event.effective_on.year, []).append(event_word(event.kind))
    for year, kinds in words.items():
        figure.add_vline(
            x=year - 0.5,
            line={"color": charts.QUIET, "width": 1, "dash": "dot"},
            layer="below",
            annotation={"text": "<br>".join(dict.fromkeys(kinds)), "font": {"size": 11}, "xshift": -1},
            annotation_position="bottom right",
        )
    charts.show(figure, alt=alt, key=alt)
