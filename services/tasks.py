"""Commands on the key tasks that a year sets for the next one, and on how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.enums import TaskProgress
from models.year import BlockYear, YearTask
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.queries.plans import task_rows, tasks_version
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.terms import day_within, task_days
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank
from services.storage.versions import stale
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
        Stale: somebody has changed the tasks since `seen_version` was read.
        NotFound: an owner is not on the roll, or `before` names no task.
        DayOutsideYear: a task is not due in the year that follows.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    year = lock_year(session, block_year_id)
    stood = _stood(session, block_year_id, seen_version)
    rows = [_row(session, year, position, entry, stood) for position, entry in enumerate(tasks)]
    before = _told(session, stood)
    for task in stood:
        session.delete(task)
    session.flush()
    session.add_all(rows)
    session.flush()
    audit.record(
        session,
        actor,
        "set_tasks",
        _subject(block_year_id),
        year=year.year,
        before=before,
        after=_told(session, rows),
    )


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
        Stale: somebody has changed the tasks since `seen_version` was read.
        NotFound: there is no task at that place.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    year = hold_year(session, block_year_id)
    task = _at(_stood(session, block_year_id, seen_version), position)
    before = audit.state_of(task)
    task.progress, task.note = progress, clean_or_blank(note, SENTENCE_LIMIT)
    after = audit.state_of(task)
    audit.record(
        session,
        actor,
        "note_progress",
        _subject(block_year_id),
        year=year.year,
        task=task.text,
        before=before,
        after=after,
    )


def _row(
    session: Session,
    year: BlockYear,
    position: int,
    entry: TaskEntry,
    stood: Sequence[YearTask],
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
        before = _at(stood, entry.before)
        row.progress, row.note = before.progress, before.note
    return row


def _stood(session: Session, block_year_id: int, seen_version: int) -> Sequence[YearTask]:
    rows = task_rows(session, block_year_id)
    if tasks_version(rows) != seen_version:
        raise stale(session, _subject(block_year_id))
    return rows


def _told(session: Session, tasks: Sequence[YearTask]) -> dict[str, audit.Fact]:
    """What the trail says of the tasks, by their place."""
    return {
        str(place): {
            "text": task.text,
            "solution": task.solution,
            "owner_id": task.owner_id and name_in_year(session, task.block_year_id, task.owner_id),
            "due_on": task.due_on.isoformat() if task.due_on else None,
        }
        for place, task in enumerate(tasks, start=1)
    }


def _at(tasks: Sequence[YearTask], position: int) -> YearTask:
    if not 0 <= position < len(tasks):
        raise NotFound(kind="task", name=str(position + 1))
    return tasks[position]


def _subject(block_year_id: int) -> str:
    return f"tasks of year {block_year_id}"
