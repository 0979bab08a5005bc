"""The standings of the year: places over complete sheets, and the parts that they rest on."""

import pandas as pd
import streamlit as st

from models.enums import RankingKey, YearState
from pages.shared import charts, formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries import criteria, registry, standings
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.standings import RankingFacts
from services.rules.evaluation import Standing

_STAGES = {"self": N_("self scores"), "review": N_("review scores"), "final": N_("final scores")}


def render(ctx: Context) -> None:
    """Say who leads; then the table, the parts of the total, and the bars."""
    with ctx.reading() as session:
        lines = criteria.criteria_of_year(session, ctx.block_year_id)
        tops = [line for line in lines if line.parent_id is None]
        branches = [top.rule.code for top in tops]
        placed = standings.released_standings(session, ctx.actor, ctx.block_year_id, branches)
        facts = standings.ranking_facts(session, ctx.block_year_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    units = {unit.code: unit for unit in roll}
    st.title(_finding(ctx, placed if lines else None, units))
    if placed is None:
        st.info(_("The standings of this year have not been released yet."))
        return
    if not placed or not lines:
        st.info(_("There is nothing to rank yet: enter the units, the criteria and the scores first."))
        return
    st.caption(_basis(ctx, facts, lines))
    bands = {band.code: band.name for band in facts.bands}
    _table(placed, units, bands)
    _missing(placed, units)
    with st.expander(_("Points by part")):
        _parts(placed, units, tops)
    charts.show(
        charts.standings_bars(
            _bars(placed, units),
            by=facts.rule.by,
            note=_("illustrative data") if ctx.illustrative else "",
        ),
        alt=_("Points of each unit, in rank order"),
    )


def _finding(ctx: Context, placed: tuple[Standing, ...] | None, units: dict[str, UnitLine]) -> str:
    first = [plain(units[line.unit].name) for line in placed or () if line.rank == 1]
    if not first:
        return _("Standings {year}").format(year=ctx.year)
    return _("{year}: {unit} in first place").format(year=ctx.year, unit=", ".join(first))


def _basis(ctx: Context, facts: RankingFacts, lines: list[CriterionLine]) -> str:
    names = {line.rule.code: line.rule.name for line in lines} | {"bonus": _("bonus and penalty")}
    final = ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    parts = [
        _("Published") if final else _("Provisional"),
        _("by {stage}").format(stage=_(_STAGES[facts.rule.stage.value])),
        _("ranked by percent") if facts.rule.by is RankingKey.PERCENT else _("ranked by points"),
    ]
    if facts.rule.tie_breaks:
        chain = ", ".join(plain(names.get(code, code)) for code in facts.rule.tie_breaks)
        parts.append(_("ties broken by: {chain}").format(chain=chain))
    return "; ".join(parts) + "."


def _table(placed: tuple[Standing, ...], units: dict[str, UnitLine], bands: dict[str, str]) -> None:
    frame = pd.DataFrame(
        {
            "place": formats.count(line.rank) + ("=" if line.tied else " ") if line.rank else "-",
            "unit": units[line.unit].brief,
            "points": formats.points(line.points),
            "percent": formats.percent(line.percent),
            "bonus": formats.points(line.bonus),
            "max": formats.points(line.max),
            "classification": bands.get(line.classification or "", ""),
        }
        for line in placed
    )
    figures = {
        "place": _("Place"),
        "points": _("Points"),
        "percent": _("Percent"),
        "bonus": _("Bonus"),
        "max": _("Maximum"),
    }
    columns = {
        "unit": st.column_config.TextColumn(_("Unit")),
        "classification": st.column_config.TextColumn(_("Classification")),
    } | formats.number_columns(figures)
    frame = formats.sortable(frame, figures)
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
    if any(line.tied for line in placed):
        st.caption(_("= shares the place"))


def _missing(placed: tuple[Standing, ...], units: dict[str, UnitLine]) -> None:
    for line in placed:
        if line.rank is None:
            text = _("{unit} has no place yet: {count} criteria without a score.")
            st.warning(
                text.format(unit=plain(units[line.unit].name), count=line.missing), icon=":material/info:"
            )


def _parts(placed: tuple[Standing, ...], units: dict[str, UnitLine], tops: list[CriterionLine]) -> None:
    rows = []
    for line in placed:
        parts = {top.rule.code: formats.points(line.branches[top.rule.code]) for top in tops}
        rows.append({"unit": units[line.unit].brief, **parts})
    labels = {top.rule.code: f"{top.rule.code}. {top.rule.name}" for top in tops}
    columns = {"unit": st.column_config.TextColumn(_("Unit"), pinned=True)} | formats.number_columns(labels)
    frame = formats.sortable(pd.DataFrame(rows), labels)
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _bars(placed: tuple[Standing, ...], units: dict[str, UnitLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": units[line.unit].name,
            "points": line.points,
            "percent": line.percent,
            "place": line.rank,
        }
        for line in placed
    )
