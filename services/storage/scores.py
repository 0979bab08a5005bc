"""Writes score cells, and in the same transaction the points and totals that follow from them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from models.enums import Method, Stage
from models.scoring import Score, UnitTotal
from models.types import table_of
from services.queries.criteria import CriterionLine
from services.queries.scores import entry_of, score_rows
from services.rules import document as rules
from services.rules.exact import decimal_text
from services.rules.scoring import UnitTotal as Total
from services.rules.scoring import leaf_points, quantitative_points, unit_total

_SCORE, _TOTAL = table_of(Score), table_of(UnitTotal)

# Written once: building a statement costs more than running it.
_OF_STAGE = (_SCORE.c.block_year_id == bindparam("of_year")) & (_SCORE.c.stage == bindparam("of_stage"))
_MEASURED = select(
    _SCORE.c.criterion_id, _SCORE.c.unit_id, _SCORE.c.target, _SCORE.c.actual, _SCORE.c.points
).where(
    _OF_STAGE,
    _SCORE.c.criterion_id.in_(bindparam("of_criteria", expanding=True)),
    _SCORE.c.actual.is_not(None),
)
_SETTLE = (
    update(_SCORE)
    .where(
        _OF_STAGE,
        _SCORE.c.criterion_id == bindparam("of_criterion"),
        _SCORE.c.unit_id == bindparam("of_unit"),
    )
    .values(points=bindparam("settled"))
)
_CELLS = select(_SCORE.c.unit_id, _SCORE.c.criterion_id, _SCORE.c.points).where(
    _OF_STAGE, _SCORE.c.unit_id.in_(bindparam("of_units", expanding=True))
)
_CLEAR_TOTALS = delete(_TOTAL).where(
    _TOTAL.c.block_year_id == bindparam("of_year"),
    _TOTAL.c.stage == bindparam("of_stage"),
    _TOTAL.c.unit_id.in_(bindparam("of_units", expanding=True)),
)


def cell_row(
    key: int,
    unit_id: int,
    line: CriterionLine,
    entry: rules.Score,
    version: int,
    account_id: int | None,
    at: datetime,
) -> dict[str, Any]:
    """The row of a cell; quantitative points start at 0 and are settled by `settle_quantitative`."""
    points = leaf_points(line.rule, entry)
    if points is None and not entry.not_assigned:
        points = 0
    return {
        "block_year_id": key,
        "stage": entry.stage,
        "unit_id": unit_id,
        "criterion_id": line.criterion_id,
        "points": points,
        "not_assigned": entry.not_assigned,
        "achieved": entry.achieved,
        "target": None if entry.target is None else decimal_text(entry.target),
        "actual": None if entry.actual is None else decimal_text(entry.actual),
        "count": entry.count,
        "bonus_count": entry.bonus_count,
        "penalty_count": entry.penalty_count,
        "version": version,
        "changed_by": account_id,
        "changed_at": at,
    }


def write_scores(
    session: Session,
    key: int,
    scores: Iterable[rules.Score],
    units: Mapping[str, int],
    lines: Collection[CriterionLine],
    tie_breaks: Collection[str],
) -> None:
    """Add the entries to a year that has none, with points and totals at every stage; units by code."""
    now, by_code = datetime.now(UTC), {line.rule.code: line for line in lines}
    rows = [
        cell_row(key, units[entry.unit], by_code[entry.criterion], entry, 1, None, now) for entry in scores
    ]
    if rows:
        session.connection().execute(insert(_SCORE), rows)
    measured = _measured(lines)
    for stage in Stage:
        settle_quantitative(session, key, stage, measured)
        rewrite_totals(session, key, stage, lines, list(units.values()), tie_breaks)


def rewrite_points(session: Session, key: int, stage: Stage, lines: Collection[CriterionLine]) -> None:
    """Reckon the points of every cell at the stage again from what was entered, after criteria changed."""
    by_id = {line.criterion_id: line for line in lines}
    settled = []
    for row in score_rows(session, key, stage):
        criterion = by_id[row["criterion_id"]].rule
        points = leaf_points(criterion, entry_of(row, "", criterion))
        if points is not None and points != row["points"]:
            settled.append(_settled(row["criterion_id"], row["unit_id"], points))
    _settle(session, key, stage, settled)
    settle_quantitative(session, key, stage, _measured(lines))


def settle_quantitative(
    session: Session, key: int, stage: Stage, lines: Collection[CriterionLine]
) -> set[int]:
    """Give every unit its quantitative points, seen against the others; the units whose points changed."""
    if not lines:
        return set()
    maxima = {line.criterion_id: line.rule.max or 0 for line in lines}
    rows = session.connection().execute(
        _MEASURED, {"of_year": key, "of_stage": stage, "of_criteria": list(maxima)}
    )
    results: dict[int, dict[str, tuple[Decimal | None, Decimal]]] = {}
    before: dict[tuple[int, int], int] = {}
    for criterion_id, unit_id, target, actual, points in rows:
        before[criterion_id, unit_id] = points
        figures = (None if target is None else Decimal(target), Decimal(actual))
        results.setdefault(criterion_id, {})[str(unit_id)] = figures
    settled = [
        _settled(criterion_id, int(unit), points)
        for criterion_id, figures_of in results.items()
        for unit, points in quantitative_points(maxima[criterion_id], figures_of).items()
        if points != before[criterion_id, int(unit)]
    ]
    _settle(session, key, stage, settled)
    return {row["of_unit"] for row in settled}


def _measured(lines: Iterable[CriterionLine]) -> list[CriterionLine]:
    return [line for line in lines if line.rule.method is Method.QUANTITATIVE]


def _settled(criterion_id: int, unit_id: int, points: int) -> dict[str, int]:
    return {"of_criterion": criterion_id, "of_unit": unit_id, "settled": points}


def _settle(session: Session, key: int, stage: Stage, settled: list[dict[str, int]]) -> None:
    if not settled:
        return
    of_stage = {"of_year": key, "of_stage": stage}
    session.connection().execute(_SETTLE, [of_stage | row for row in settled])


def rewrite_totals(
    session: Session,
    key: int,
    stage: Stage,
    lines: Collection[CriterionLine],
    unit_ids: Collection[int],
    tie_breaks: Collection[str],
) -> None:
    """Reckon the totals of the units at the stage again from their cells, and keep them."""
    codes = {line.criterion_id: line.rule.code for line in lines}
    criteria = [line.rule for line in lines]
    cells: dict[int, dict[str, int | None]] = {unit_id: {} for unit_id in unit_ids}
    connection, wanted = session.connection(), {"of_year": key, "of_stage": stage, "of_units": list(cells)}
    for unit_id, criterion_id, points in connection.execute(_CELLS, wanted).all():
        cells[unit_id][codes[criterion_id]] = points
    connection.execute(_CLEAR_TOTALS, wanted)
    totals = [
        _total_row(key, stage, unit_id, unit_total(criteria, found, tie_breaks))
        for unit_id, found in cells.items()
    ]
    if totals:
        session.connection().execute(insert(_TOTAL), totals)


def _total_row(key: int, stage: Stage, unit_id: int, total: Total) -> dict[str, Any]:
    return {
        "block_year_id": key,
        "stage": stage,
        "unit_id": unit_id,
        "points": total.points,
        "bonus": total.bonus,
        "maximum": total.max,
        "missing": total.missing,
        "branches": total.branches,
    }
