"""How far the score sheets of a year are: what is filled at each step, and the first that is missing.

The database counts: the sheets of a block have tens of thousands of cells.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, Subquery, and_, bindparam, func, or_, select, union_all
from sqlmodel import Session

from models.enums import Method, SheetStep, Stage
from models.scoring import Criterion, Score
from models.sheets import CellRemark
from models.types import table_of
from models.year import YearUnit
from services.queries.sheet_steps import Steps
from services.rules.sheet_progress import MissingCell, SheetState

_CRITERION, _SCORE, _REMARK = table_of(Criterion), table_of(Score), table_of(CellRemark)
_PLACE = table_of(YearUnit)
_OWN, _REVIEW = _SCORE.alias("own"), _SCORE.alias("review")
_KEY: BindParameter[int] = bindparam("key")
_UNITS: BindParameter[int] = bindparam("units", expanding=True)
_OF_CELL = ("block_year_id", "unit_id", "criterion_id")
_STAGES = {
    SheetStep.SELF: Stage.SELF,
    SheetStep.REVIEW: Stage.REVIEW,
    SheetStep.SECOND_REVIEW: Stage.REVIEW,
    SheetStep.FINAL: Stage.FINAL,
}


def _cells_to_fill() -> Subquery:
    """The cells to fill: a criterion is for the units of its group, or of that of the nearest above it.

    A bonus or penalty may stay empty.
    """
    figures = _CRITERION.c.id, _CRITERION.c.method, _CRITERION.c.position
    top = select(*figures, _CRITERION.c.group_id).where(
        _CRITERION.c.block_year_id == _KEY, _CRITERION.c.parent_id.is_(None)
    )
    held = top.cte("held", recursive=True)
    of_group = func.coalesce(_CRITERION.c.group_id, held.c.group_id)
    below = select(*figures, of_group).join_from(_CRITERION, held, held.c.id == _CRITERION.c.parent_id)
    held = held.union_all(below)
    for_unit = or_(held.c.group_id.is_(None), held.c.group_id == _PLACE.c.group_id)
    return (
        select(_PLACE.c.block_year_id, _PLACE.c.unit_id, held.c.id.label("criterion_id"), held.c.position)
        .join_from(_PLACE, held, for_unit)
        .where(
            _PLACE.c.block_year_id == _KEY,
            _PLACE.c.unit_id.in_(_UNITS),
            held.c.method.not_in((Method.GROUP, Method.BONUS_PENALTY)),
        )
        .subquery("cell")
    )


def _cells_to_explain() -> Subquery:
    """The cells that the review has seen otherwise than the unit; `said_by` is the unit that explained.

    Quantitative points follow from those of others, so there it counts what was entered.
    """
    entered = (_REVIEW.c[name].is_distinct_from(_OWN.c[name]) for name in ("target", "actual"))
    return (
        select(
            *(_OWN.c[name] for name in _OF_CELL), _CRITERION.c.position, _REMARK.c.unit_id.label("said_by")
        )
        .join_from(_OWN, _CRITERION, _CRITERION.c.id == _OWN.c.criterion_id)
        .join(_REVIEW, and_(*(_REVIEW.c[name] == _OWN.c[name] for name in _OF_CELL)))
        .outerjoin(
            _REMARK,
            and_(
                *(_REMARK.c[name] == _OWN.c[name] for name in _OF_CELL),
                _REMARK.c.step == SheetStep.EXPLANATION,
            ),
        )
        .where(
            _OWN.c.block_year_id == _KEY,
            _OWN.c.unit_id.in_(_UNITS),
            _OWN.c.stage == Stage.SELF,
            _REVIEW.c.stage == Stage.REVIEW,
            _REVIEW.c.points.is_distinct_from(_OWN.c.points),
            or_(_OWN.c.actual.is_(None), *entered),
        )
        .subquery("cell")
    )


def _first(empty: Subquery) -> Select[Any]:
    """The criteria of the first empty cells of each unit."""
    place = func.row_number().over(partition_by=empty.c.unit_id, order_by=empty.c.position)
    ordered = select(empty.c.unit_id, empty.c.criterion_id, place.label("place")).subquery("ordered")
    return (
        select(ordered.c.unit_id, _CRITERION.c.code, _CRITERION.c.name)
        .join_from(ordered, _CRITERION, _CRITERION.c.id == ordered.c.criterion_id)
        .where(ordered.c.place <= bindparam("most"))
        .order_by(ordered.c.unit_id, ordered.c.place)
    )


def _without_score() -> Select[Any]:
    cell = _cells_to_fill()
    scored = and_(
        *(_SCORE.c[name] == cell.c[name] for name in _OF_CELL), _SCORE.c.stage == bindparam("of_stage")
    )
    empty = select(cell).outerjoin_from(cell, _SCORE, scored).where(_SCORE.c.unit_id.is_(None))
    return _first(empty.subquery("empty"))


def _without_word() -> Select[Any]:
    cell = _cells_to_explain()
    return _first(select(cell).where(cell.c.said_by.is_(None)).subquery("empty"))


def _counted(*figures: Any, of: Subquery) -> Select[Any]:
    return select(of.c.unit_id, *figures).group_by(of.c.unit_id)


def _filled(cell: Subquery, stage: Stage) -> Select[Any]:
    scored = and_(*(_SCORE.c[name] == cell.c[name] for name in _OF_CELL), _SCORE.c.stage == stage)
    return (
        _counted(_SCORE.c.stage, func.count(), of=cell)
        .join_from(cell, _SCORE, scored)
        .group_by(_SCORE.c.stage)
    )


# Written once: building a statement costs more than running it.
_CELL, _DISPUTED = _cells_to_fill(), _cells_to_explain()
_TO_FILL = _counted(func.count(), of=_CELL)
# A stage by itself, since only with all of its key a score is looked up and not looked for
_FILLED = union_all(*(_filled(_CELL, stage) for stage in Stage))
_EXPLAINED = _counted(func.count(), func.count(_DISPUTED.c.said_by), of=_DISPUTED)
_WITHOUT_SCORE, _WITHOUT_WORD = _without_score(), _without_word()


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the sheets of a year have; the counts of scores by unit and stage, the others by unit."""

    steps: Steps
    to_fill: Mapping[int, int]
    filled: Mapping[tuple[int, Stage], int]
    explained: Mapping[int, tuple[int, int]]

    def state(self, step: SheetStep, unit: int) -> SheetState:
        """How the unit's sheet stands at the step."""
        handed_in = (step, unit) in self.steps.locks
        if step is SheetStep.EXPLANATION:
            to_fill, filled = self.explained.get(unit, (0, 0))
            waits = not all(self.state(one, unit).done for one in self._reviews())
            return SheetState(filled=filled, to_fill=to_fill, handed_in=handed_in, waits=waits)
        second = step is SheetStep.SECOND_REVIEW and SheetStep.REVIEW in self.steps.deadlines
        return SheetState(
            filled=self.filled.get((unit, _STAGES[step]), 0),
            to_fill=self.to_fill.get(unit, 0),
            handed_in=handed_in,
            waits=second and (SheetStep.REVIEW, unit) not in self.steps.locks,
            looked_through=second,
        )

    def _reviews(self) -> list[SheetStep]:
        return [one for one in self.steps.deadlines if _STAGES.get(one) is Stage.REVIEW]


def states_of_sheets(
    session: Session, block_year_id: int, steps: Steps, unit_ids: Sequence[int]
) -> dict[SheetStep, dict[int, SheetState]]:
    """How the sheets of the units stand at each step that the year uses, in three statements.

    What is to be explained are the cells that the review has seen otherwise than the unit.
    """
    wanted = {"key": block_year_id, "units": list(unit_ids)}
    connection = session.connection()
    counts = _Counts(
        steps,
        {unit: count for unit, count, *_rest in connection.execute(_TO_FILL, wanted)},
        {(unit, stage): count for unit, stage, count in connection.execute(_FILLED, wanted)},
        {unit: (count, said) for unit, count, said in connection.execute(_EXPLAINED, wanted)},
    )
    return {step: {unit: counts.state(step, unit) for unit in unit_ids} for step in steps.deadlines}


def missing_cells(
    session: Session, block_year_id: int, step: SheetStep, unit_ids: Collection[int], most: int
) -> Mapping[int, Sequence[MissingCell]]:
    """The first cells that the units' sheets lack at the step, in one statement."""
    wanted = {"key": block_year_id, "units": list(unit_ids), "most": most}
    if step is SheetStep.EXPLANATION:
        rows = session.connection().execute(_WITHOUT_WORD, wanted)
    else:
        rows = session.connection().execute(_WITHOUT_SCORE, wanted | {"of_stage": _STAGES[step]})
    found: dict[int, list[MissingCell]] = defaultdict(list)
    for unit, code, name in rows:
        found[unit].append(MissingCell(code, name))
    return found
