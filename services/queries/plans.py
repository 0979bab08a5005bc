"""What a year has learned: the shortcomings that it notes, and the key tasks that it sets for the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

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
    """The tasks that a year has set; `version` is another whenever anything in them is."""

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


def task_rows(session: Session, block_year_id: int) -> Sequence[YearTask]:
    """The rows of the tasks that a year has set, in their order, as they are now."""
    rows = select(YearTask).where(YearTask.block_year_id == block_year_id).order_by(col(YearTask.position))
    return session.exec(rows.execution_options(populate_existing=True)).all()


def tasks_version(rows: Sequence[YearTask]) -> int:
    """What tells one state of the tasks from another, since they have no version of their own."""
    said = [(row.text, row.solution, row.owner_id, row.due_on, row.progress.value, row.note) for row in rows]
    return crc32(repr(said).encode())


def tasks_set_in(session: Session, block_id: int, year: int, called_in: int) -> TaskList | None:
    """The tasks that the block's `year` has set, owners called as in `called_in`; None without that year."""
    key = session.exec(
        select(BlockYear.id).where(BlockYear.block_id == block_id, BlockYear.year == year)
    ).first()
    if key is None:
        return None
    rows = task_rows(session, key)
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
    return TaskList(key, tasks_version(rows), tasks)


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
