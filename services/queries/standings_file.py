"""The standings of a year as a workbook: places as on the screen, and every point that they rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlmodel import Session

from models.enums import Method
from models.year import BlockYear
from services.errors.accounts import NotAllowed
from services.queries.places import ScoredSheets, YearPlaces, places_of_year, sheets_of_year
from services.queries.printed_mark import printed_mark
from services.queries.registry import UnitLine, block_styles, roll_of_year
from services.rules.document import BONUS
from services.rules.rights import Actor, Permission
from services.rules.scoring import unit_total
from services.workbooks.layouts import CellKind, ColumnLayout, Layout, layout_of, loaded_template
from services.workbooks.printing import PrintedSheet, printed_workbook
from services.workbooks.writing import Value

_NOT_ASSIGNED = "-"
_RECKONED = (Method.GROUP, Method.BONUS_PENALTY)
_WIDTH_OF_UNIT = 13  # characters


def standings_workbook(session: Session, actor: Actor, block_year_id: int) -> bytes:
    """Two sheets: the standings, and the points by criterion and unit; both marked provisional or final.

    Raises:
        NotAllowed: the actor may not see every unit's scores in the year.
    """
    year = session.get_one(BlockYear, block_year_id)
    places = places_of_year(session, actor, block_year_id)
    sheets = sheets_of_year(session, actor, block_year_id)
    if places is None or sheets is None:
        raise NotAllowed(permission=Permission.SEE_DRAFTS.value, block_id=year.block_id)
    roll = roll_of_year(session, year.block_id, block_year_id, year.year)
    units = {unit.code: unit for unit in roll}
    mark = printed_mark(places.finality)
    words = {
        "block": block_styles(session, year.block_id).at(year.block_id, year.year).name,
        "year": year.year,
        "mark": f"{mark}; {_words()['illustrative']}" if year.illustrative else mark,
        "basis": _basis(places),
    }
    alarm = _alarm(places)
    layout, rows, bold = _points(_noted("standings_points", words), sheets, units)
    return printed_workbook(
        [
            PrintedSheet(_noted("standings", words), list(_places(places, units)), alarm=alarm),
            PrintedSheet(layout, rows, bold, alarm=alarm),
        ]
    )


def _noted(name: str, words: Mapping[str, object]) -> Layout:
    layout = layout_of(name)
    return replace(layout, note=tuple(line.format(**words) for line in layout.note))


def _alarm(places: YearPlaces) -> str:
    if places.check is None or places.check.holds:
        return ""
    said: str = _words()["changed" if places.check.whole else "damaged"]
    return said


def _basis(places: YearPlaces) -> str:
    words, rule = _words(), places.facts.rule
    names = {line.rule.code: f"{line.rule.code}. {line.rule.name}" for line in places.criteria}
    chain = "; ".join(words["bonus"] if code == BONUS else names.get(code, code) for code in rule.tie_breaks)
    ties = words["tie_breaks"].format(chain=chain) if chain else words["no_tie_breaks"]
    return f"{words['stages'][rule.stage]}; {words['keys'][rule.by]}; {ties}."


def _places(places: YearPlaces, units: Mapping[str, UnitLine]) -> Iterator[Mapping[str, Value]]:
    words, bands = _words(), {band.code: band.name for band in places.facts.bands}
    for line in places.standings:
        yield {
            "place": line.rank,
            "tied": words["tied"] if line.tied else "",
            "unit": units[line.unit].name,
            "base": line.points - line.bonus,
            "bonus": line.bonus,
            "points": line.points,
            "max": line.max,
            "percent": line.percent,
            "classification": bands.get(line.classification or "", ""),
            "remark": words["missing"].format(count=line.missing) if line.missing else "",
        }


def _points(
    layout: Layout, sheets: ScoredSheets, units: Mapping[str, UnitLine]
) -> tuple[Layout, list[Mapping[str, Value]], set[int]]:
    """The layout with a column for each unit, a row for each criterion and the totals, and the bold rows."""
    columns = [
        ColumnLayout(unit, (units[unit].brief,), width=_WIDTH_OF_UNIT, kind=CellKind.POINTS)
        for unit in sheets.cells
    ]
    criteria = sheets.criteria
    codes = [criterion.code for criterion in criteria]
    totals = {unit: unit_total(criteria, cells, codes) for unit, cells in sheets.cells.items()}
    rows: list[Mapping[str, Value]] = []
    for criterion in criteria:
        row: dict[str, Value] = {
            "criterion_code": criterion.code,
            "criterion_name": criterion.name,
            "max_points": criterion.max,
        }
        for unit, cells in sheets.cells.items():
            # Of a group the sum; a bonus without an entry is none, and not missing
            reckoned = totals[unit].branches[criterion.code] if criterion.method in _RECKONED else None
            points = cells.get(criterion.code, reckoned)
            row[unit] = _NOT_ASSIGNED if points is None and criterion.code in cells else points
        rows.append(row)
    sums: dict[str, Value] = {"criterion_name": _words()["total"]}
    rows.append(sums | {unit: total.points for unit, total in totals.items()})
    bold = {number for number, one in enumerate(criteria) if one.method is Method.GROUP}
    return replace(layout, columns=(*layout.columns, *columns)), rows, bold | {len(criteria)}


@cache
def _words() -> dict[str, Any]:
    return loaded_template("standings.yaml")
