"""The standings of the year: places over complete sheets, why they are so, and the end of the scoring."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from pages.scoring import place, standings_lock, standings_rules, standings_table
from pages.scoring.standings_words import basis, tie_sentence
from pages.shared import charts, finality, made_file
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries import registry
from services.queries.places import YearPlaces, places_of_year
from services.queries.registry import UnitLine
from services.queries.standings_file import standings_workbook
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Say who leads and whether that is final; then the table, its reasons, and what whoever may does."""
    with ctx.reading() as session:
        places = places_of_year(session, ctx.actor, ctx.block_year_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    units = {unit.code: unit for unit in roll}
    st.title(_finding(ctx, places, units))
    if places is None:
        st.info(_("The standings of this year have not been released yet."))
        return
    if places.standings and places.criteria:
        _places(ctx, places, units)
    else:
        st.info(_("There is nothing to rank yet: enter the units, the criteria and the scores first."))
    if ctx.may(Permission.EDIT_CRITERIA):
        standings_rules.draw(ctx, places)


def _finding(ctx: Context, places: YearPlaces | None, units: Mapping[str, UnitLine]) -> str:
    lines = places.standings if places and places.criteria else ()
    first = [plain(units[line.unit].name) for line in lines if line.rank == 1]
    if not first:
        return _("Standings {year}").format(year=ctx.year)
    return _("{year}: {unit} in first place").format(year=ctx.year, unit=", ".join(first))


def _places(ctx: Context, places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    finality.show_mark(places.finality)
    st.caption(basis(places))
    standings_lock.flag(places, units)
    standings_table.draw(places, units)
    _ties(places, units)
    standings_table.missing(places, units)
    made_file.offer(ctx, _("Standings in Excel"), f"xep-hang-{ctx.year}.xlsx", standings_workbook)
    charts.show(
        charts.standings_bars(
            _bars(places, units),
            by=places.facts.rule.by,
            note=finality.chart_note(places.finality, illustrative=ctx.illustrative),
        ),
        alt=_("Points of each unit, in rank order"),
    )
    with st.expander(_("Points by part")):
        standings_table.parts(places, units)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Classification"))
        standings_table.classes(places)
    with right:
        st.subheader(_("Quotas of awards"))
        standings_table.awards(places)
    if places.check is None or places.check.holds:  # else the scores of now are not what the places rest on
        place.draw(ctx, places, units)
    standings_lock.draw(ctx, places)


def _ties(places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    names = {code: unit.name for code, unit in units.items()}
    told = partial(tie_sentence, places, names=names)
    if places.ties:
        st.markdown("\n".join(f"- {told(tie)}" for tie in places.ties))


def _bars(places: YearPlaces, units: Mapping[str, UnitLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": units[line.unit].name,
            "points": line.points,
            "percent": line.percent,
            "place": line.rank,
        }
        for line in places.standings
    )
