"""A unit's sheet cell by cell, for who may see it: figures of every step, remarks, and how much evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import Session

from models.accounts import Account
from models.enums import Method, SheetStep, Stage, YearState
from models.scoring import ScoreChange
from models.sheets import CellRemark, Evidence, ScoringLock
from models.types import table_of
from models.year import BlockYear
from services.errors.base import NotFound
from services.errors.typed import TypedNumberRefused
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.registry import UnitLine, roll_of_year
from services.queries.scope import RELEASED_TO_ALL, visible_units
from services.queries.scores import StoredCell, stored_cells
from services.queries.sheet_steps import STEPS_OF_STAGE, Steps, steps_of_year
from services.rules.cell_history import CellChange, both_reviews
from services.rules.cells import NOT_ASSIGNED, cell_text, entry_of_cell
from services.rules.rights import Actor
from services.rules.scoring import leaf_points

_REMARK, _EVIDENCE, _CHANGE = table_of(CellRemark), table_of(Evidence), table_of(ScoreChange)
_YEAR, _LOCK, _PERSON = table_of(BlockYear), table_of(ScoringLock), table_of(Account)


@dataclass(frozen=True, slots=True)
class Reach:
    """The units of a year whose cells somebody may see by the database's word now, in protocol order.

    `closed`: the cells take no changes any more, whatever the right.
    """

    block_year_id: int
    block_id: int
    year: int
    closed: bool
    units: tuple[UnitLine, ...]

    def unit(self, unit_id: int) -> UnitLine:
        """The unit.

        Raises:
            NotFound: it is none of them.
        """
        found = next((unit for unit in self.units if unit.unit_id == unit_id), None)
        if found is None:
            raise NotFound(kind="unit", name=str(unit_id))
        return found


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in a cell at a step, as typed and in hundredths, put there by whom and when.

    `points` is None for what is not assigned, and where they rested on what other units had then. `by` None:
    by the command line or an import; `at` None: from before there was a history.
    """

    text: str
    points: int | None
    by: str | None
    at: datetime | None

    @property
    def not_assigned(self) -> bool:
        """Whether the criterion is left out of the unit's total."""
        return self.text == NOT_ASSIGNED


@dataclass(frozen=True, slots=True)
class Remark:
    """What is remarked on a cell at a step."""

    text: str
    version: int
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A criterion on a unit's sheet; a step without an entry has no figure, or no remark."""

    line: CriterionLine
    figures: Mapping[SheetStep, Figure]
    remarks: Mapping[SheetStep, Remark]
    files: int

    @property
    def review(self) -> Figure | None:
        """What the reviews have come to."""
        return self.figures.get(SheetStep.SECOND_REVIEW) or self.figures.get(SheetStep.REVIEW)

    @property
    def difference(self) -> int | None:
        """Self score minus review in hundredths; None where one of the two has no points."""
        own = self.figures.get(SheetStep.SELF)
        if own is None or self.review is None or own.points is None or self.review.points is None:
            return None
        return own.points - self.review.points

    @property
    def differs(self) -> bool:
        """Whether the review does not leave the self score as it is.

        Quantitative points follow from those of others too, so where the same was entered nothing differs.
        """
        own = self.figures.get(SheetStep.SELF)
        if own is None or self.review is None or own.text == self.review.text:
            return False
        return own.points != self.review.points or own.not_assigned != self.review.not_assigned

    @property
    def unexplained(self) -> bool:
        """Whether the review differs and the unit has not explained itself."""
        return self.differs and SheetStep.EXPLANATION not in self.remarks


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """A unit's sheet: the steps of the year, the whole tree, and a cell for each criterion that is for it."""

    unit: UnitLine
    steps: Steps
    tree: tuple[CriterionLine, ...]
    cells: tuple[Cell, ...]


def reach_of(session: Session, actor: Actor, block_year_id: int) -> Reach:
    """The units of the year whose cells the actor may see.

    Raises:
        NotFound: there is no such year.
    """
    locked = select(_LOCK.c.block_year_id).where(_LOCK.c.block_year_id == _YEAR.c.id).exists()
    wanted = select(_YEAR.c.block_id, _YEAR.c.year, _YEAR.c.state, locked).where(_YEAR.c.id == block_year_id)
    row = session.connection().execute(wanted).first()
    if row is None:
        raise NotFound(kind="year", name=str(block_year_id))
    block_id, year, state, is_locked = row
    visible = visible_units(session, actor, block_id, year, YearState(state))
    roll = roll_of_year(session, block_id, block_year_id, year)
    units = tuple(unit for unit in roll if visible is None or unit.unit_id in visible)
    return Reach(block_year_id, block_id, year, bool(is_locked) or state in RELEASED_TO_ALL, units)


def sheet_of_unit(session: Session, reach: Reach, unit_id: int) -> UnitSheet:
    """The unit's sheet, in a constant number of statements.

    Raises:
        NotFound: it is none of the units within reach.
    """
    unit, key = reach.unit(unit_id), reach.block_year_id
    tree = criteria_of_year(session, key)
    leaves = [line for line in tree if line.rule.method is not Method.GROUP and _is_for(line, unit)]
    steps = steps_of_year(session, key)
    stored = {stage: stored_cells(session, key, stage, [unit_id], leaves, [unit]) for stage in Stage}
    reviews = _review_changes(session, key, unit, steps)
    remarks, files = _remarks(session, key, unit_id), _files(session, key, unit_id)
    cells = []
    for line in leaves:
        standing = {stage: found.get((unit_id, line.criterion_id)) for stage, found in stored.items()}
        figures = {STEPS_OF_STAGE[stage][0]: _figure(cell, line) for stage, cell in standing.items() if cell}
        if SheetStep.SECOND_REVIEW in steps.deadlines:
            standing_review = figures.pop(SheetStep.REVIEW, None)
            figures |= _two_reviews(unit, line, steps, standing_review, reviews.get(line.rule.code, ()))
        said = remarks.get(line.criterion_id, {})
        cells.append(Cell(line, figures, said, files.get(line.criterion_id, 0)))
    return UnitSheet(unit, steps, tuple(tree), tuple(cells))


def _is_for(line: CriterionLine, unit: UnitLine) -> bool:
    return line.for_group in (None, unit.group_id)


def _figure(cell: StoredCell, line: CriterionLine) -> Figure:
    points = None if cell.entry.not_assigned else cell.points
    return Figure(cell_text(cell.entry, line.rule), points, cell.changed_by, cell.changed_at)


def _two_reviews(
    unit: UnitLine,
    line: CriterionLine,
    steps: Steps,
    now: Figure | None,
    changes: Collection[CellChange],
) -> dict[SheetStep, Figure]:
    """What each of two reviews left in their one column, where that figure stands now."""
    lock = steps.locks.get((SheetStep.REVIEW, unit.unit_id))
    confirmed = (SheetStep.SECOND_REVIEW, unit.unit_id) in steps.locks
    told = both_reviews(now.text if now else None, [*changes], lock.at if lock else None, confirmed)
    found = {}
    if now is not None and not told.second:
        found[SheetStep.REVIEW] = now
    elif told.text:
        by, at = (told.first.by, told.first.at) if told.first else (None, None)
        points = now.points if now and now.text == told.text else _points_then(told.text, unit, line)
        found[SheetStep.REVIEW] = Figure(told.text, points, by, at)
    if now is not None and told.second:
        found[SheetStep.SECOND_REVIEW] = now
    return found


def _points_then(text: str, unit: UnitLine, line: CriterionLine) -> int | None:
    """The points of a text that stood there once; None where the criterion would not take it any more."""
    try:
        entry = entry_of_cell(text, unit.code, line.rule, Stage.REVIEW)
    except TypedNumberRefused:
        return None
    return leaf_points(line.rule, entry) if entry else None


def _review_changes(
    session: Session, key: int, unit: UnitLine, steps: Steps
) -> Mapping[str, list[CellChange]]:
    """The changes of the reviews' column by criterion code, where the year has two reviews."""
    if SheetStep.SECOND_REVIEW not in steps.deadlines:
        return {}
    of_column = and_(_CHANGE.c.unit_code == unit.code, _CHANGE.c.stage == Stage.REVIEW)
    found: dict[str, list[CellChange]] = {}
    for code, *told in session.connection().execute(changes_where(key, of_column)):
        found.setdefault(code, []).append(CellChange(*told))
    return found


def changes_where(key: int, wanted: ColumnElement[bool]) -> Select[Any]:
    """The changes of a year's cells for which the condition holds: criterion's code, then a `CellChange`."""
    columns = (_CHANGE.c.criterion_code, _CHANGE.c.before, _CHANGE.c.after)
    return (
        select(*columns, _PERSON.c.display_name, _CHANGE.c.changed_at)
        .outerjoin_from(_CHANGE, _PERSON, _PERSON.c.id == _CHANGE.c.changed_by)
        .where(_CHANGE.c.block_year_id == key, wanted)
        .order_by(_CHANGE.c.id)
    )


def _remarks(session: Session, key: int, unit_id: int) -> dict[int, dict[SheetStep, Remark]]:
    said = _REMARK.c
    wanted = (
        select(said.criterion_id, said.step, said.text, said.version, _PERSON.c.display_name, said.changed_at)
        .outerjoin_from(_REMARK, _PERSON, _PERSON.c.id == said.changed_by)
        .where(said.block_year_id == key, said.unit_id == unit_id)
    )
    found: dict[int, dict[SheetStep, Remark]] = {}
    for criterion_id, step, *remark in session.connection().execute(wanted):
        found.setdefault(criterion_id, {})[step] = Remark(*remark)
    return found


def _files(session: Session, key: int, unit_id: int) -> dict[int, int]:
    """How many files there are for each criterion that has any."""
    brought = _EVIDENCE.c
    wanted = (
        select(brought.criterion_id, func.count())
        .where(brought.block_year_id == key, brought.unit_id == unit_id)
        .group_by(brought.criterion_id)
    )
    return dict(map(tuple, session.connection().execute(wanted)))
