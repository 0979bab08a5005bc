"""Why a unit has its place: what it gained and lost against the units above and below it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from models.enums import RankingKey
from pages.scoring.place_words import difference_text, gap_sentence, part_text
from pages.scoring.standings_words import criterion_name
from pages.shared import charts, finality, formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.reason_chart import Gain, gains_and_losses
from services.queries.places import YearPlaces, sheets_of_year
from services.queries.registry import UnitLine
from services.rules.place_reasons import Gap, PlaceReasons, reasons_of_places

_BARS = 12
_NAME_SHOWN = 60  # characters


def draw(ctx: Context, places: YearPlaces, units: Mapping[str, UnitLine]) -> None:
    """Choose a unit; then its place, both neighbours, and the criteria that made the difference."""
    st.subheader(_("Why this place"))
    chosen = st.selectbox(
        _("Unit"),
        [line.unit for line in places.standings],
        index=None,
        format_func=lambda code: units[code].name,
        placeholder=_("Choose a unit"),
        key=f"place_of-{ctx.block_year_id}",
    )
    if chosen is None:
        st.caption(_("Shows the criteria that the unit gained or lost against the one above and below it."))
        return
    with ctx.reading() as session:
        sheets = sheets_of_year(session, ctx.actor, ctx.block_year_id)
    if sheets is None:  # the right was taken away since the screen was drawn
        st.info(_("The standings of this year have not been released yet."))
        return
    found = reasons_of_places(sheets.criteria, sheets.cells, sheets.rule, only={chosen})
    names = {code: unit.name for code, unit in units.items()}
    for reasons in found:
        _say(places, reasons, names)
        for title, gap in ((_("Above"), reasons.above), (_("Below"), reasons.below)):
            if gap is not None:
                st.markdown(f"**{title}: {plain(names[gap.other])}**")
                st.write(gap_sentence(places, gap, names))
                _parts(ctx, places, gap, names)


def _say(places: YearPlaces, reasons: PlaceReasons, names: Mapping[str, str]) -> None:
    unit = plain(names[reasons.unit])
    if reasons.rank is None:
        lacking = "\n".join(f"- {plain(criterion_name(places, code))}" for code in reasons.missing)
        st.write(_("{unit} has no place, because these criteria have no score:").format(unit=unit))
        st.markdown(lacking)
        return
    place = formats.place(reasons.rank, tied=bool(reasons.tied_with))
    if not reasons.tied_with:
        st.write(_("{unit}: {place}.").format(unit=unit, place=place))
        return
    others = ", ".join(plain(names[one]) for one in reasons.tied_with)
    said = _("{unit}: {place}, with {others}; they are equal in all that decides.")
    st.write(said.format(unit=unit, place=place, others=others))


def _parts(ctx: Context, places: YearPlaces, gap: Gap, names: Mapping[str, str]) -> None:
    if not gap.parts:
        st.caption(_("No criterion makes a difference between them."))
        return
    gains = [
        Gain(_short(criterion_name(places, part.criterion)), part.shown, difference_text(places, part.shown))
        for part in gap.parts[:_BARS]
    ]
    note = finality.chart_note(places.finality, illustrative=ctx.illustrative)
    alt = _("What was gained and lost against {unit}").format(unit=names[gap.other])
    charts.show(gains_and_losses(gains, note=note), alt=alt, key=f"gap-{gap.other}")
    if len(gap.parts) > _BARS:
        rest = _("The {count} largest are drawn; the table has all of them.")
        st.caption(rest.format(count=formats.count(_BARS)))
    _table(places, gap)


def _table(places: YearPlaces, gap: Gap) -> None:
    titles = {line.rule.code: line.rule.name for line in places.criteria}
    rows = [
        {
            "code": part.criterion,
            "difference": difference_text(places, part.shown),
            "own": part_text(part.own),
            "others": part_text(part.others),
            "criterion": titles[part.criterion],
        }
        for part in gap.parts
    ]
    sums = {_("Rounding"): gap.rest} if gap.rest else {}
    for said, figure in (sums | {_("In all"): gap.difference}).items():
        sum_row = {"code": "", "difference": difference_text(places, figure), "own": "", "others": ""}
        rows.append(sum_row | {"criterion": said})
    by_percent = places.facts.rule.by is RankingKey.PERCENT
    figures = {
        "difference": _("Percent gained or lost") if by_percent else _("Gained or lost"),
        "own": _("Own points"),
        "others": _("Points of the other"),
    }
    columns = {
        "code": st.column_config.TextColumn(_("No."), width=64),
        "criterion": st.column_config.TextColumn(_("Criterion"), width="large"),
    }
    st.dataframe(
        formats.sortable(pd.DataFrame(rows), figures),
        hide_index=True,
        column_config=columns | formats.number_columns(figures),
        height="content" if len(rows) < 20 else 620,
        key=f"gap_table-{gap.other}",
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1].rstrip()}\u2026"
