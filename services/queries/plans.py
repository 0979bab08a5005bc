"""What a year has learned: the shortcomings that it notes, and the key tasks that it sets for the next."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import TaskProgress
from models.record import Shortcoming
from models.year import BlockYear, YearTask
from services.queries.registry import unit_styles


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A key task; `owner` is what its unit is called."""

    position: int
    text: str
    solution: str
    owner_id: int | None
    owner: str | None
    due_on: date | None
    progress: TaskProgress
    note: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks that a year has set, and the version of that year."""

    block_year_id: int
    version: int
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class ShortcomingLine:
    """Something that did not go well; `unit` is None when it is the block's."""

    id: int
    unit_id: int | None
    unit: str | None
    text: str
    remedy: str
    version: int


def tasks_set_in(session: Session, block_id: int, year: int, called_in: int) -> TaskList | None:
    """The tasks that the block's `year` has set, owners called as in `called_in`; None without that year."""
    found = session.exec(
        select(BlockYear.id, BlockYear.version).where(BlockYear.block_id == block_id, BlockYear.year == year)
    ).first()
    if found is None:
        return None
    key, version = found
    rows = session.exec(
        select(YearTask).where(YearTask.block_year_id == key).order_by(col(YearTask.position))
    ).all()
    styles = unit_styles(session, block_id)
    tasks = tuple(
        TaskLine(
            row.position,
            row.text,
            row.solution,
            row.owner_id,
            None if row.owner_id is None else styles.at(row.owner_id, called_in).name,
            row.due_on,
            row.progress,
            row.note,
        )
        for row in rows
    )
    return TaskList(key or 0, version, tasks)


def shortcomings_of_year(
    session: Session, block_id: int, block_year_id: int, year: int
) -> list[ShortcomingLine]:
    """The shortcomings of a year in the order in which they were noted, units called as in the year."""
    styles = unit_styles(session, block_id)
    rows = session.exec(
        select(Shortcoming).where(Shortcoming.block_year_id == block_year_id).order_by(col(Shortcoming.id))
    )
    return [
        ShortcomingLine(
            row.id or 0,
            row.unit_id,
            None if row.unit_id is None else styles.at(row.unit_id, year).name,
            row.text,
            row.remedy,
            row.version,
        )
        for row in rows
    ]
