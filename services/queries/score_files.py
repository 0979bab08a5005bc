"""Score sheets as workbooks carry them: for whom, what stands in them, and what others changed since."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import Session

from models.enums import SheetStep, Stage
from models.registry import Block
from models.scoring import ScoreChange
from models.sheets import CellRemark
from models.types import table_of
from services.errors.base import DomainError, NotFound
from services.errors.scoring import StepNotUsed
from services.queries.bars import bar_of_scores, reviewing_units
from services.queries.cells import Reach, reach_of
from services.queries.criteria import criteria_of_year
from services.queries.finality import finality_of_years
from services.queries.printed_mark import printed_mark
from services.queries.registry import UnitLine, block_styles
from services.queries.scope import as_of_now
from services.queries.score_grids import STAGE_OF_STEP, ScoreFile, SheetStand, block_file, unit_file
from services.queries.sheet_steps import steps_of_year, units_to_fill
from services.queries.sheet_texts import sheet_texts
from services.rules.pasted_block import Place
from services.rules.rights import Actor

_BLOCK, _CHANGE, _REMARK = table_of(Block).c, table_of(ScoreChange).c, table_of(CellRemark).c


@dataclass(frozen=True, slots=True)
class Offer:
    """The steps of a year at which somebody may fill in sheets, each with those units in protocol order.

    `bar`: with what every change would be refused, None where the scores are open.
    """

    steps: Mapping[SheetStep, tuple[UnitLine, ...]]
    bar: DomainError | None


@dataclass(frozen=True, slots=True)
class FileScope:
    """Which sheet a workbook is for: a step of one unit's, or, without a unit, of all that one fills in."""

    block_year_id: int
    step: SheetStep
    unit_id: int | None = None


def offer_of(session: Session, actor: Actor, block_year_id: int) -> Offer:
    """What the actor may fill in, by the database's word now."""
    reach, now = reach_of(session, actor, block_year_id), as_of_now(session, actor)
    steps = steps_of_year(session, block_year_id).deadlines
    found = {step: _to_fill(now, reach, step) for step in steps}
    bar = bar_of_scores(session, block_year_id)
    return Offer({step: units for step, units in found.items() if units}, bar)


def score_file(session: Session, actor: Actor, scope: FileScope) -> ScoreFile:
    """The sheet, in a constant number of statements.

    Raises:
        StepNotUsed: the sheets of the year do not go through the step, or it has no sheet of the block.
        NotFound: the unit is none that the actor may fill in at the step.
    """
    if scope.unit_id is not None:
        stand = _stand(session, actor, scope, Stage)
        return unit_file(stand, stand.units[0])
    stage = STAGE_OF_STEP.get(scope.step)
    if stage is None:  # words alone are asked for unit by unit
        raise StepNotUsed(step=scope.step)
    return block_file(_stand(session, actor, scope, [stage]), stage)


def unit_files(session: Session, actor: Actor, scope: FileScope) -> Iterator[ScoreFile]:
    """The sheet of each unit that the actor may fill in at the step; read in the same number of statements.

    Raises:
        StepNotUsed: the sheets of the year do not go through the step.
    """
    stand = _stand(session, actor, scope, Stage)
    return (unit_file(stand, unit) for unit in stand.units)


def changed_by_others(session: Session, actor: Actor, file: ScoreFile, since: datetime) -> set[Place]:
    """The places of figures that somebody else has changed after that moment, emptied ones too."""
    columns = {column.unit: column.key for column in file.grid.columns if column.stage is file.stage}
    if file.stage is None:
        return set()
    wanted = select(_CHANGE.criterion_code, _CHANGE.unit_code).where(
        _CHANGE.block_year_id == file.block_year_id,
        _CHANGE.stage == file.stage,
        _CHANGE.unit_code.in_(columns),
        _CHANGE.changed_at > since,
        _CHANGE.changed_by.is_distinct_from(actor.account_id),
    )
    found = session.connection().execute(wanted.distinct())
    return {(criterion, columns[unit]) for criterion, unit in found}


def _to_fill(actor: Actor, reach: Reach, step: SheetStep) -> tuple[UnitLine, ...]:
    ids = [unit.unit_id for unit in reach.units]
    found = units_to_fill(actor, reach.block_id, reach.year, step, ids)
    return tuple(unit for unit in reach.units if unit.unit_id in found)


def _stand(session: Session, actor: Actor, scope: FileScope, stages: Iterable[Stage]) -> SheetStand:
    taken_at = datetime.now(UTC)  # before anything is read: what changes while that is done comes after
    key, step = scope.block_year_id, scope.step
    reach, now = reach_of(session, actor, key), as_of_now(session, actor)
    steps, lines = steps_of_year(session, key), criteria_of_year(session, key)
    if step not in steps.deadlines:
        raise StepNotUsed(step=step)
    units = tuple(one for one in _to_fill(now, reach, step) if scope.unit_id in (None, one.unit_id))
    if not units:
        raise NotFound(kind="unit", name=str(scope.unit_id or ""))
    ids = [unit.unit_id for unit in units]
    code = session.connection().scalar(select(_BLOCK.code).where(_BLOCK.id == reach.block_id))
    return SheetStand(
        reach=reach,
        step=step,
        block_code=str(code),
        block=block_styles(session, reach.block_id).at(reach.block_id, reach.year).name,
        lines=lines,
        units=units,
        steps=steps,
        reviewing=reviewing_units(now, reach.block_id, reach.year),
        texts=sheet_texts(session, key, stages, ids, lines),
        words=_words(session, key, ids, {step, SheetStep.EXPLANATION}),
        taken_at=taken_at,
        mark=printed_mark(finality_of_years(session, [key])[key]),
    )


def _words(
    session: Session, key: int, unit_ids: Collection[int], steps: Collection[SheetStep]
) -> dict[tuple[SheetStep, int, int], tuple[str, int]]:
    """What is remarked at the steps, and in which version, by step, unit and criterion."""
    columns = (_REMARK.step, _REMARK.unit_id, _REMARK.criterion_id, _REMARK.text, _REMARK.version)
    wanted = select(*columns).where(
        _REMARK.block_year_id == key, _REMARK.unit_id.in_(unit_ids), _REMARK.step.in_(steps)
    )
    found = session.connection().execute(wanted)
    return {(step, unit, criterion): (text, version) for step, unit, criterion, text, version in found}
