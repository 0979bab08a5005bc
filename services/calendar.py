"""Commands on the calendar of a year: its milestones, and its movements and exchange activities."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session, select

from models.enums import ActivityKind, YearState
from models.record import Activity, Milestone
from models.types import table_of
from models.year import BlockYear
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.typed import EndsBeforeStart
from services.errors.years import YearLocked
from services.queries.years import name_in_year, unit_on_roll
from services.rules.loading import plain_mapping
from services.rules.rights import Actor, Permission
from services.rules.terms import calendar_days, day_within
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank, duplicate_key
from services.storage.versions import take_version
from services.storage.year import hold_year, lock_year

Row = TypeVar("Row", Milestone, Activity)

_CUSTOMARY = Path(__file__).parent / "templates" / "milestones.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneEntry:
    """What people type of a milestone; without a unit it is the block's."""

    title: str
    due_on: date
    unit_id: int | None = None
    person: str = ""
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """What people type of a movement or an exchange; without `ends_on` it is of one day, or goes on."""

    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date | None = None
    unit_id: int | None = None
    result: str = ""


def add_milestone(session: Session, actor: Actor, block_year_id: int, entry: MilestoneEntry) -> int:
    """Add a milestone to the year and give its id.

    Raises:
        DayOutsideYear: it is due before the year, or after March of the next.
        NotFound: its unit is not on the roll.
    """
    year = _open_year(session, actor, block_year_id)
    row = Milestone(block_year_id=block_year_id, title=entry.title, due_on=entry.due_on)
    _write_milestone(session, year, row, entry)
    audit.record(session, actor, "add_milestone", _subject(row), title=row.title, after=_state(session, row))
    return row.id or 0


def edit_milestone(
    session: Session, actor: Actor, milestone_id: int, entry: MilestoneEntry, *, seen_version: int
) -> None:
    """Change a milestone.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        DayOutsideYear, NotFound: as when it is added.
    """
    row = _row(session, Milestone, milestone_id)
    year = _opened(session, actor, row, seen_version)
    before = _state(session, row)
    _write_milestone(session, year, row, entry)
    audit.record(
        session,
        actor,
        "edit_milestone",
        _subject(row),
        title=row.title,
        before=before,
        after=_state(session, row),
    )


def complete_milestone(
    session: Session, actor: Actor, milestone_id: int, done_on: date | None, *, seen_version: int
) -> None:
    """Write down on which day a milestone was done; None: it was not, after all.

    A published year takes this too, since its dossiers go out after it; an archived one does not.

    Raises:
        Stale: somebody has changed the milestone since `seen_version` was read.
        YearLocked: the year is archived.
    """
    row = _row(session, Milestone, milestone_id)
    require_in_year(session, actor, Permission.EDIT_YEAR, row.block_year_id)
    year = hold_year(session, row.block_year_id)
    if year.state is YearState.ARCHIVED:
        raise YearLocked(year=year.year, state=year.state.value)
    take_version(session, Milestone, milestone_id, seen_version, _subject(row))
    session.refresh(row)
    before, row.done_on = _state(session, row), done_on
    after = _state(session, row)
    audit.record(
        session, actor, "complete_milestone", _subject(row), title=row.title, before=before, after=after
    )


def remove_milestone(session: Session, actor: Actor, milestone_id: int, *, seen_version: int) -> None:
    """Take a milestone out of the year.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    row = _row(session, Milestone, milestone_id)
    _opened(session, actor, row, seen_version)
    session.delete(row)
    audit.record(
        session, actor, "remove_milestone", _subject(row), title=row.title, before=_state(session, row)
    )


def add_customary_milestones(session: Session, actor: Actor, block_year_id: int) -> int:
    """Add those customary steps of a block's year that the year does not have, and give their number."""
    year = _open_year(session, actor, block_year_id)
    known = select(Milestone.title).where(Milestone.block_year_id == block_year_id)
    taken = {duplicate_key(title) for title in session.exec(known)}
    added = [
        Milestone(
            block_year_id=block_year_id,
            title=step["title"],
            due_on=date(year.year + step.get("next_year", False), step["month"], step["day"]),
        )
        for step in plain_mapping(_CUSTOMARY.read_bytes())["milestones"]
        if duplicate_key(step["title"]) not in taken
    ]
    session.add_all(added)
    titles = [row.title for row in added]
    facts: dict[str, audit.Fact] = {"year": year.year, "titles": titles}
    audit.record(session, actor, "add_customary_milestones", f"year {block_year_id}", **facts)
    return len(added)


def add_activity(session: Session, actor: Actor, block_year_id: int, entry: ActivityEntry) -> int:
    """Add a movement or an exchange to the year and give its id.

    Raises:
        DayOutsideYear: it starts or ends before the year, or after March of the next.
        EndsBeforeStart: it ends before it starts.
        NotFound: its unit is not on the roll.
    """
    year = _open_year(session, actor, block_year_id)
    row = Activity(block_year_id=block_year_id, kind=entry.kind, title=entry.title, starts_on=entry.starts_on)
    _write_activity(session, year, row, entry)
    audit.record(session, actor, "add_activity", _subject(row), title=row.title, after=_state(session, row))
    return row.id or 0


def edit_activity(
    session: Session, actor: Actor, activity_id: int, entry: ActivityEntry, *, seen_version: int
) -> None:
    """Change a movement or an exchange, or write down what came of it.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        DayOutsideYear, EndsBeforeStart, NotFound: as when it is added.
    """
    row = _row(session, Activity, activity_id)
    year = _opened(session, actor, row, seen_version)
    before = _state(session, row)
    _write_activity(session, year, row, entry)
    audit.record(
        session,
        actor,
        "edit_activity",
        _subject(row),
        title=row.title,
        before=before,
        after=_state(session, row),
    )


def remove_activity(session: Session, actor: Actor, activity_id: int, *, seen_version: int) -> None:
    """Take a movement or an exchange out of the year.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    row = _row(session, Activity, activity_id)
    _opened(session, actor, row, seen_version)
    session.delete(row)
    audit.record(
        session, actor, "remove_activity", _subject(row), title=row.title, before=_state(session, row)
    )


def _open_year(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    return lock_year(session, block_year_id)


def _row(session: Session, table: type[Row], key: int) -> Row:
    row = session.get(table, key)
    if row is None:
        raise NotFound(kind=table_of(table).name, name=str(key))
    return row


def _opened(session: Session, actor: Actor, row: Milestone | Activity, seen_version: int) -> BlockYear:
    year = _open_year(session, actor, row.block_year_id)
    take_version(session, type(row), row.id or 0, seen_version, _subject(row))
    session.refresh(row)
    return year


def _write_milestone(session: Session, year: BlockYear, row: Milestone, entry: MilestoneEntry) -> None:
    row.title = clean_name(entry.title, SENTENCE_LIMIT)
    row.due_on = day_within(entry.due_on, calendar_days(year.year))
    row.unit_id = _answering(session, year, entry.unit_id)
    row.person = clean_or_blank(entry.person)
    row.done_on = entry.done_on
    session.add(row)
    session.flush()


def _write_activity(session: Session, year: BlockYear, row: Activity, entry: ActivityEntry) -> None:
    days = calendar_days(year.year)
    row.kind = entry.kind
    row.title = clean_name(entry.title, SENTENCE_LIMIT)
    row.unit_id = _answering(session, year, entry.unit_id)
    row.starts_on = day_within(entry.starts_on, days)
    row.ends_on = day_within(entry.ends_on, days) if entry.ends_on else None
    if row.ends_on and row.ends_on < row.starts_on:
        raise EndsBeforeStart(starts_on=row.starts_on, ends_on=row.ends_on)
    row.result = clean_or_blank(entry.result, SENTENCE_LIMIT)
    session.add(row)
    session.flush()


def _answering(session: Session, year: BlockYear, unit_id: int | None) -> int | None:
    return None if unit_id is None else unit_on_roll(session, year.id or 0, unit_id)


def _state(session: Session, row: Milestone | Activity) -> dict[str, audit.Fact]:
    unit = row.unit_id and name_in_year(session, row.block_year_id, row.unit_id)
    return audit.state_of(row, unit_id=unit)


def _subject(row: Milestone | Activity) -> str:
    return f"{table_of(type(row)).name} {row.id}"
