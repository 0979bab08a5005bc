"""Commands on the calendar of a year: its milestones, and its movements and exchange activities."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, select

from models.enums import ActivityKind, YearState
from models.record import Activity, Milestone
from models.types import table_of
from models.year import BlockYear, YearUnit
from services import audit
from services.access import Actor, Permission, require
from services.errors import EndsBeforeStart, NotFound, YearLocked
from services.queries.years import block_of_year
from services.rules.loading import plain_mapping
from services.rules.terms import calendar_days, day_within
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank, duplicate_key
from services.storage.versions import take_version
from services.storage.year import hold_year, lock_year

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
    row = Milestone(block_year_id=block_year_id, **_milestone_values(session, year, entry))
    session.add(row)
    session.flush()
    audit.record(session, actor, "add_milestone", _subject(Milestone, row.id or 0), title=row.title)
    return row.id or 0


def edit_milestone(
    session: Session, actor: Actor, milestone_id: int, entry: MilestoneEntry, *, seen_version: int
) -> None:
    """Change a milestone.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        DayOutsideYear, NotFound: as when it is added.
    """
    year = _open_year(session, actor, _year_with(session, Milestone, milestone_id))
    values = _milestone_values(session, year, entry)
    _change(session, Milestone, milestone_id, seen_version, values)
    audit.record(session, actor, "edit_milestone", _subject(Milestone, milestone_id), title=values["title"])


def complete_milestone(
    session: Session, actor: Actor, milestone_id: int, done_on: date | None, *, seen_version: int
) -> None:
    """Write down on which day a milestone was done; None: it was not, after all.

    A published year takes this too, since its dossiers go out after it; an archived one does not.

    Raises:
        Stale: somebody has changed the milestone since `seen_version` was read.
        YearLocked: the year is archived.
    """
    block_year_id = _year_with(session, Milestone, milestone_id)
    require(session, actor, Permission.EDIT_YEAR, block_id=block_of_year(session, block_year_id))
    year = hold_year(session, block_year_id)
    if year.state is YearState.ARCHIVED:
        raise YearLocked(year=year.year, state=year.state.value)
    _change(session, Milestone, milestone_id, seen_version, {"done_on": done_on})
    day = done_on.isoformat() if done_on else None
    audit.record(session, actor, "complete_milestone", _subject(Milestone, milestone_id), done_on=day)


def remove_milestone(session: Session, actor: Actor, milestone_id: int, *, seen_version: int) -> None:
    """Take a milestone out of the year.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    _open_year(session, actor, _year_with(session, Milestone, milestone_id))
    title = _remove(session, Milestone, milestone_id, seen_version)
    audit.record(session, actor, "remove_milestone", _subject(Milestone, milestone_id), title=title)


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
    audit.record(session, actor, "add_customary_milestones", f"year {block_year_id}", titles=titles)
    return len(added)


def add_activity(session: Session, actor: Actor, block_year_id: int, entry: ActivityEntry) -> int:
    """Add a movement or an exchange to the year and give its id.

    Raises:
        DayOutsideYear: it starts or ends before the year, or after March of the next.
        EndsBeforeStart: it ends before it starts.
        NotFound: its unit is not on the roll.
    """
    year = _open_year(session, actor, block_year_id)
    row = Activity(block_year_id=block_year_id, **_activity_values(session, year, entry))
    session.add(row)
    session.flush()
    audit.record(session, actor, "add_activity", _subject(Activity, row.id or 0), title=row.title)
    return row.id or 0


def edit_activity(
    session: Session, actor: Actor, activity_id: int, entry: ActivityEntry, *, seen_version: int
) -> None:
    """Change a movement or an exchange, or write down what came of it.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        DayOutsideYear, EndsBeforeStart, NotFound: as when it is added.
    """
    year = _open_year(session, actor, _year_with(session, Activity, activity_id))
    values = _activity_values(session, year, entry)
    _change(session, Activity, activity_id, seen_version, values)
    audit.record(session, actor, "edit_activity", _subject(Activity, activity_id), title=values["title"])


def remove_activity(session: Session, actor: Actor, activity_id: int, *, seen_version: int) -> None:
    """Take a movement or an exchange out of the year.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    _open_year(session, actor, _year_with(session, Activity, activity_id))
    title = _remove(session, Activity, activity_id, seen_version)
    audit.record(session, actor, "remove_activity", _subject(Activity, activity_id), title=title)


def _open_year(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    require(session, actor, Permission.EDIT_YEAR, block_id=block_of_year(session, block_year_id))
    return lock_year(session, block_year_id)


def _milestone_values(session: Session, year: BlockYear, entry: MilestoneEntry) -> dict[str, Any]:
    return {
        "title": clean_name(entry.title, SENTENCE_LIMIT),
        "due_on": day_within(entry.due_on, calendar_days(year.year)),
        "unit_id": _on_roll(session, year, entry.unit_id),
        "person": clean_or_blank(entry.person),
        "done_on": entry.done_on,
    }


def _activity_values(session: Session, year: BlockYear, entry: ActivityEntry) -> dict[str, Any]:
    days = calendar_days(year.year)
    starts_on = day_within(entry.starts_on, days)
    ends_on = day_within(entry.ends_on, days) if entry.ends_on else None
    if ends_on and ends_on < starts_on:
        raise EndsBeforeStart(starts_on=starts_on, ends_on=ends_on)
    return {
        "kind": entry.kind,
        "title": clean_name(entry.title, SENTENCE_LIMIT),
        "unit_id": _on_roll(session, year, entry.unit_id),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "result": clean_or_blank(entry.result, SENTENCE_LIMIT),
    }


def _on_roll(session: Session, year: BlockYear, unit_id: int | None) -> int | None:
    if unit_id is not None and session.get(YearUnit, (year.id, unit_id)) is None:
        raise NotFound(kind="unit", name=str(unit_id))
    return unit_id


def _year_with(session: Session, table: type[Milestone] | type[Activity], key: int) -> int:
    found = session.exec(select(table.block_year_id).where(table.id == key)).first()
    if found is None:
        raise NotFound(kind=table_of(table).name, name=str(key))
    return found


def _change(
    session: Session,
    table: type[Milestone] | type[Activity],
    key: int,
    seen_version: int,
    values: dict[str, Any],
) -> None:
    take_version(session, table, key, seen_version, _subject(table, key))
    rows = table_of(table)
    session.connection().execute(update(rows).where(rows.c.id == key).values(values))


def _remove(session: Session, table: type[Milestone] | type[Activity], key: int, seen_version: int) -> str:
    take_version(session, table, key, seen_version, _subject(table, key))
    rows = table_of(table)
    gone = session.connection().execute(delete(rows).where(rows.c.id == key).returning(rows.c.title))
    return str(gone.scalar_one())


def _subject(table: type[Milestone] | type[Activity], key: int) -> str:
    return f"{table_of(table).name} {key}"
