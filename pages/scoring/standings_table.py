"""The tables of the standings: places, points by part, classes, awards, and who has no place yet."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.scoring.standings_words import quota_words, range_words
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.display import figures_right
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries.places import YearPlaces
from services.queries.registry import UnitLine

_MISSING_SHOWN = 5


def draw(places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    """A line for each unit in rank order; points of criteria, bonus and total each for itself."""
    bands = {band.code: band.name for band in places.facts.bands}
    frame = pd.DataFrame(
        {
            "place": formats.count(line.rank) + ("=" if line.tied else " ") if line.rank else "-",
            "unit": units[line.unit].brief,
            "points": formats.points(line.points),
            "percent": formats.percent(line.percent),
            "classification": bands.get(line.classification or "", ""),
            "base": formats.points(line.points - line.bonus),
            "bonus": formats.points(line.bonus),
            "max": formats.points(line.max),
        }
        for line in places.standings
    )
    figures = {
        "place": _("Place"),
        "points": _("Points"),
        "percent": _("Percent"),
        "base": _("Points of criteria"),
        "bonus": _("Bonus, penalty"),
        "max": _("Maximum"),
    }
    columns = {
        "unit": st.column_config.TextColumn(_("Unit")),
        "classification": st.column_config.TextColumn(_("Classification")) if bands else None,
    } | formats.number_columns(figures)
    frame = formats.sortable(frame, figures)
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
    if any(line.tied for line in places.standings):
        st.caption(_("= shares the place"))


def missing(places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    """The units without a place, each with the first criteria that it lacks."""
    waiting = [line for line in places.standings if line.rank is None]
    if not waiting:
        return
    summary = ngettext(
        "{count} unit has no place yet, because scores are missing:",
        "{count} units have no place yet, because scores are missing:",
        len(waiting),
    ).format(count=formats.count(len(waiting)))
    names = {line.rule.code: line.rule.name for line in places.criteria}
    lines = []
    for line in waiting:
        first = [f"{plain(code)} {plain(names[code])}" for code in places.missing[line.unit][:_MISSING_SHOWN]]
        more = line.missing - len(first)
        rest = [_("and {count} more").format(count=formats.count(more))] if more > 0 else []
        lines.append(f"- **{plain(units[line.unit].name)}**: {'; '.join(first + rest)}")
    st.warning("\n".join([summary, "", *lines]), icon=":material/pending_actions:")


def parts(places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    """The points of each unit in every criterion at the top."""
    tops = places.tops
    rows = [
        {"unit": units[line.unit].brief} | {top.code: formats.points(line.branches[top.code]) for top in tops}
        for line in places.standings
    ]
    labels = {top.code: f"{top.code}. {top.name}" for top in tops}
    columns = {"unit": st.column_config.TextColumn(_("Unit"), pinned=True)} | formats.number_columns(labels)
    frame = formats.sortable(pd.DataFrame(rows), labels)
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def classes(places: YearPlaces) -> None:
    """The bands in the order in which they are tried, and how many units are in each."""
    if not places.facts.bands:
        st.write(_("No bands are set for this year."))
        return
    found = [line.classification for line in places.standings]
    rows = [
        {
            _("Classification"): plain(band.name),
            _("Percent of the maximum"): range_words(band),
            _("Units in it"): formats.count(found.count(band.code)),
        }
        for band in places.facts.bands
    ]
    with figures_right("classes", 3):
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
    outside = sum(1 for line in places.standings if line.rank and line.classification is None)
    if outside:
        st.caption(_("In no band: {count}").format(count=formats.count(outside)))


def awards(places: YearPlaces) -> None:
    """How many of each award the block may put forward, with the rule that gives the number."""
    if not places.quotas:
        st.write(_("No quotas of awards are set for this year."))
        return
    units = len(places.standings)
    rows = [
        {
            _("Award"): plain(award_name(quota.award)),
            _("At most"): formats.count(places.counts.get(quota.award, 0)),
            _("Rule"): quota_words(quota, places.counts, units),
        }
        for quota in places.quotas
    ]
    with figures_right("awards", 2):
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
