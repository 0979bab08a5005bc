"""The calendar of a year: all that has a day in it, and of that what is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from sqlmodel import Session, col, select

from models.enums import ActivityKind, TaskProgress
from models.record import Activity, Milestone, Pledge, Regulation
from models.year import BlockYear, YearTask, YearUnit
from services.queries.events import events_of_block
from services.queries.registry import (
    DatedStyles,
    EventNames,
    unit_styles,
)
from services.rules.naming import UnitStyle


class EntryKind(StrEnum):
    """What can stand in a calendar."""

    MILESTONE = "milestone"
    MOVEMENT = "movement"
    EXCHANGE = "exchange"
    CONFERENCE = "conference"
    PLEDGE = "pledge"
    TASK = "task"
    EVENT = "event"
    REGULATION = "regulation"


# What somebody has to have done by its day; the others come and go by themselves.
_WORK = (EntryKind.MILESTONE, EntryKind.TASK)


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone; `unit` is called as in the year and empty where the whole block answers for it."""

    id: int
    title: str
    due_on: date
    unit_id: int | None
    unit: str
    person: str
    done_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A movement or an exchange; `unit` is called as in the year and empty where the whole block holds it."""

    id: int
    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date | None
    unit_id: int | None
    unit: str
    result: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """Something on a day; `title` is empty where its kind or its `event` says it all.

    `details`: who answers for it or holds it; of the conference its place, of a regulation its number.
    """

    kind: EntryKind
    day: date
    until: date | None = None
    title: str = ""
    details: tuple[str, ...] = ()
    done: bool = False
    event: EventNames | None = None


def milestones_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[MilestoneLine]:
    """The milestones of a year in the order of their days."""
    return _milestones(session, block_year_id, year, unit_styles(session, block_id))


def activities_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[ActivityLine]:
    """The movements and exchanges of a year in the order of their days."""
    return _activities(session, block_year_id, year, unit_styles(session, block_id))


def calendar_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[CalendarEntry]:
    """All that has a day in the year, in the order of the days, units called as in the year."""
    styles = unit_styles(session, block_id)
    entries = [
        *_of_milestones(_milestones(session, block_year_id, year, styles)),
        *_of_activities(_activities(session, block_year_id, year, styles)),
        *_conference(session, block_year_id),
        *_pledges(session, block_year_id, year, styles),
        *_tasks(session, block_id, year, styles),
        *_events(session, block_id, block_year_id, year),
        *_regulations(session, block_id, year),
    ]
    order = list(EntryKind)
    return sorted(entries, key=lambda entry: (entry.day, order.index(entry.kind)))


def due_soon(
    session: Session, block_id: int, block_year_id: int, year: int, today: date, days: int = 30
) -> list[CalendarEntry]:
    """Of the year's calendar what is due, as `due_of` says."""
    return due_of(calendar_of_year(session, block_id, block_year_id, year), today, days)


def due_of(entries: Iterable[CalendarEntry], today: date, days: int = 30) -> list[CalendarEntry]:
    """What is overdue, and what comes from today until so many days later, done things left out.

    The entries stand in the order of their days and keep it, so the overdue ones come first.
    """
    last = today + timedelta(days)
    return [
        entry
        for entry in entries
        if is_overdue(entry, today) or (today <= entry.day <= last and not entry.done)
    ]


def is_overdue(entry: CalendarEntry, today: date) -> bool:
    """Whether it is work that should be done by now and is not."""
    return entry.kind in _WORK and entry.day < today and not entry.done


def _milestones(
    session: Session, block_year_id: int, year: int, styles: DatedStyles[UnitStyle]
) -> list[MilestoneLine]:
    rows = session.exec(
        select(Milestone)
        .where(Milestone.block_year_id == block_year_id)
        .order_by(col(Milestone.due_on), col(Milestone.id))
    )
    return [
        MilestoneLine(
            row.id or 0,
            row.title,
            row.due_on,
            row.unit_id,
            _called(styles, row.unit_id, year),
            row.person,
            row.done_on,
            row.version,
        )
        for row in rows
    ]


def _activities(
    session: Session, block_year_id: int, year: int, styles: DatedStyles[UnitStyle]
) -> list[ActivityLine]:
    rows = session.exec(
        select(Activity)
        .where(Activity.block_year_id == block_year_id)
        .order_by(col(Activity.starts_on), col(Activity.id))
    )
    return [
        ActivityLine(
            row.id or 0,
            row.kind,
            row.title,
            row.starts_on,
            row.ends_on,
            row.unit_id,
            _called(styles, row.unit_id, year),
            row.result,
            row.version,
        )
        for row in rows
    ]


def _called(styles: DatedStyles[UnitStyle], unit_id: int | None, year: int) -> str:
    return styles.at(unit_id, year).name if unit_id is not None else ""


def _some(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _of_milestones(lines: Sequence[MilestoneLine]) -> Iterator[CalendarEntry]:
    for line in lines:
        yield CalendarEntry(
            kind=EntryKind.MILESTONE,
            day=line.due_on,
            title=line.title,
            details=_some(line.unit, line.person),
            done=line.done_on is not None,
        )


def _of_activities(lines: Sequence[ActivityLine]) -> Iterator[CalendarEntry]:
    for line in lines:
        yield CalendarEntry(
            kind=EntryKind(line.kind.value),
            day=line.starts_on,
            until=line.ends_on,
            title=line.title,
            details=_some(line.unit),
        )


def _conference(session: Session, block_year_id: int) -> Iterator[CalendarEntry]:
    held = select(col(BlockYear.conference_on), col(BlockYear.conference_place)).where(
        BlockYear.id == block_year_id
    )
    for day, place in session.exec(held):
        if day:
            yield CalendarEntry(kind=EntryKind.CONFERENCE, day=day, details=_some(place))


def _pledges(
    session: Session, block_year_id: int, year: int, styles: DatedStyles[UnitStyle]
) -> Iterator[CalendarEntry]:
    """One entry a day, since units mostly sign together."""
    signed = session.exec(
        select(col(Pledge.signed_on), col(Pledge.unit_id))
        .join(
            YearUnit,
            (col(YearUnit.block_year_id) == Pledge.block_year_id) & (col(YearUnit.unit_id) == Pledge.unit_id),
        )
        .where(Pledge.block_year_id == block_year_id, col(Pledge.signed_on).is_not(None))
        .order_by(col(Pledge.signed_on), col(YearUnit.position))
    ).all()
    for day, of_day in groupby(signed, key=lambda row: row[0]):
        units = tuple(_called(styles, unit_id, year) for _day, unit_id in of_day)
        if day:
            yield CalendarEntry(kind=EntryKind.PLEDGE, day=day, details=units)


def _tasks(
    session: Session, block_id: int, year: int, styles: DatedStyles[UnitStyle]
) -> Iterator[CalendarEntry]:
    """Those that last year planned for this one, and those that this year plans, as far as due in it."""
    rows = session.exec(
        select(YearTask)
        .join(BlockYear)
        .where(
            BlockYear.block_id == block_id,
            col(BlockYear.year).in_((year - 1, year)),
            col(YearTask.due_on).between(*_days_of(year)),
        )
        .order_by(col(BlockYear.year), col(YearTask.position))
    )
    for row in rows:
        if row.due_on:
            yield CalendarEntry(
                kind=EntryKind.TASK,
                day=row.due_on,
                title=row.text,
                details=_some(_called(styles, row.owner_id, year)),
                done=row.progress is TaskProgress.DONE,
            )


def _events(session: Session, block_id: int, block_year_id: int, year: int) -> Iterator[CalendarEntry]:
    on_roll = set(session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id)))
    for event in events_of_block(session, block_id):
        if event.turn.day.year == year and on_roll & {*event.turn.before, *event.turn.after}:
            yield CalendarEntry(kind=EntryKind.EVENT, day=event.turn.day, event=event.names)


def _regulations(session: Session, block_id: int, year: int) -> Iterator[CalendarEntry]:
    rows = session.exec(
        select(Regulation)
        .where(
            Regulation.block_id == block_id,
            col(Regulation.valid_from).between(*_days_of(year)),
        )
        .order_by(col(Regulation.valid_from), col(Regulation.id))
    )
    for row in rows:
        yield CalendarEntry(
            kind=EntryKind.REGULATION,
            day=row.valid_from,
            title=row.title,
            details=_some(row.document_number),
        )


def _days_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
