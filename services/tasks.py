"""Commands on the key tasks that a year sets for the next one, and on how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.enums import TaskProgress
from models.year import BlockYear, YearTask
from services import audit
from services.access import Actor, Permission, require
from services.errors import NotFound
from services.queries.years import block_of_year, unit_on_roll
from services.rules.terms import day_within, task_days
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank
from services.storage.versions import take_version
from services.storage.year import hold_year, lock_year


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEntry:
    """What people type of a task; `before` is where it stood until now, so that its progress goes with it."""

    text: str
    solution: str = ""
    owner_id: int | None = None
    due_on: date | None = None
    before: int | None = None


def set_tasks(
    session: Session, actor: Actor, block_year_id: int, tasks: Sequence[TaskEntry], *, seen_version: int
) -> None:
    """Set the key tasks for the year that follows, in their order.

    Raises:
        Stale: somebody has changed the year since `seen_version` was read.
        NotFound: an owner is not on the roll, or `before` names no task.
        DayOutsideYear: a task is not due in the year that follows.
    """
    require(session, actor, Permission.EDIT_YEAR, block_id=block_of_year(session, block_year_id))
    year = lock_year(session, block_year_id)
    take_version(session, BlockYear, block_year_id, seen_version, _subject(block_year_id))
    session.refresh(year)
    of_year = col(YearTask.block_year_id) == block_year_id
    noted = select(col(YearTask.position), col(YearTask.progress), col(YearTask.note)).where(of_year)
    stood = {position: (progress, note) for position, progress, note in session.exec(noted)}
    rows = [_row(session, year, position, entry, stood) for position, entry in enumerate(tasks)]
    session.exec(delete(YearTask).where(of_year))
    session.add_all(rows)
    session.flush()
    audit.record(session, actor, "set_tasks", _subject(block_year_id), tasks=[row.text for row in rows])


def note_progress(
    session: Session,
    actor: Actor,
    block_year_id: int,
    position: int,
    progress: TaskProgress,
    note: str,
    *,
    seen_version: int,
) -> None:
    """Write down how far a task has come; the year that has set it may be published by then.

    Raises:
        Stale: somebody has changed the year since `seen_version` was read.
        NotFound: there is no task at that place.
    """
    require(session, actor, Permission.EDIT_YEAR, block_id=block_of_year(session, block_year_id))
    year = hold_year(session, block_year_id)
    take_version(session, BlockYear, block_year_id, seen_version, _subject(block_year_id))
    session.refresh(year)
    task = session.get(YearTask, (block_year_id, position))
    if task is None:
        raise NotFound(kind="task", name=str(position + 1))
    task.progress, task.note = progress, clean_or_blank(note, SENTENCE_LIMIT)
    audit.record(
        session, actor, "note_progress", _subject(block_year_id), task=task.text, progress=progress.value
    )


def _row(
    session: Session,
    year: BlockYear,
    position: int,
    entry: TaskEntry,
    stood: Mapping[int, tuple[TaskProgress, str]],
) -> YearTask:
    key = year.id or 0
    row = YearTask(
        block_year_id=key,
        position=position,
        text=clean_name(entry.text, SENTENCE_LIMIT),
        solution=clean_or_blank(entry.solution, SENTENCE_LIMIT),
        owner_id=None if entry.owner_id is None else unit_on_roll(session, key, entry.owner_id),
        due_on=day_within(entry.due_on, task_days(year.year)) if entry.due_on else None,
    )
    if entry.before is not None:
        if entry.before not in stood:
            raise NotFound(kind="task", name=str(entry.before + 1))
        row.progress, row.note = stood[entry.before]
    return row


def _subject(block_year_id: int) -> str:
    return f"year {block_year_id}"
