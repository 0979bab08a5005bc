"""What rests on a unit: the rows of every table that names it."""

from collections.abc import Collection

from sqlalchemy import Table, extract, func, not_, select, union_all
from sqlmodel import Session, SQLModel

from models.polls import Poll, PollOption
from models.record import Pledge
from models.registry import BlockMembership, Unit, UnitEventPart, UnitName
from models.scoring import Score
from models.sheets import CellRemark, Evidence
from models.types import table_of
from models.year import Award, BlockYear, YearUnit
from services.errors.registry import UnitUse

_SCORE = table_of(Score).c
# What an event wrote of a unit goes with the event; every other row is somebody's work.
_OF_EVENTS = {table_of(UnitName), table_of(BlockMembership), table_of(UnitEventPart)}


def units_in_use(session: Session, unit_ids: Collection[int], event_ids: Collection[int] = ()) -> list[int]:
    """Those of the units that stand in any row but those that these events wrote, in one statement."""
    statements = []
    for table in _tables_of_units():
        for column in table.columns:
            if any(key.column is table_of(Unit).c.id for key in column.foreign_keys):
                statement = select(column.label("unit_id")).where(column.in_(unit_ids))
                if table in _OF_EVENTS:
                    mine = func.coalesce(table.c.event_id, 0).in_(event_ids)
                    statement = statement.where(not_(mine))
                statements.append(statement)
    return sorted({row[0] for row in session.connection().execute(union_all(*statements))})


def units_on_rolls_by(session: Session, event_ids: Collection[int]) -> list[int]:
    """The units that these events moved into a block on whose roll they stand since."""
    moved, roll, year = table_of(BlockMembership), table_of(YearUnit), table_of(BlockYear)
    statement = (
        select(moved.c.unit_id)
        .join(roll, roll.c.unit_id == moved.c.unit_id)
        .join(year, (year.c.id == roll.c.block_year_id) & (year.c.block_id == moved.c.block_id))
        .where(moved.c.event_id.in_(event_ids), year.c.year >= extract("year", moved.c.valid_from))
    )
    return sorted({row[0] for row in session.connection().execute(statement)})


def use_in_year(session: Session, block_year_id: int, unit_id: int) -> UnitUse | None:
    """What of the year rests on a unit, so that it cannot leave the roll."""

    def any_row(table: type[CellRemark] | type[Evidence] | type[Award] | type[Pledge]) -> bool:
        columns = table_of(table).c
        count = select(func.count()).where(columns.block_year_id == block_year_id, columns.unit_id == unit_id)
        return bool(session.connection().execute(count).scalar_one())

    given = select(func.count()).where(
        _SCORE.block_year_id == block_year_id, _SCORE.unit_id == unit_id, not_(_SCORE.not_assigned)
    )
    if session.connection().execute(given).scalar_one() or any_row(CellRemark) or any_row(Evidence):
        return UnitUse.SCORES
    polls = select(table_of(Poll).c.id).where(table_of(Poll).c.block_year_id == block_year_id)
    stands = select(func.count()).where(
        table_of(PollOption).c.poll_id.in_(polls), table_of(PollOption).c.unit_id == unit_id
    )
    if session.connection().execute(stands).scalar_one():
        return UnitUse.POLL
    if any_row(Award):
        return UnitUse.AWARD
    return UnitUse.PLEDGE if any_row(Pledge) else None


def _tables_of_units() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table is not table_of(Unit)]
