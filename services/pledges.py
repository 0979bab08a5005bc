"""Commands on what the units pledge for a year: the day, the titles that they register for, the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from models.record import Pledge
from models.year import BlockYear
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.years import PledgeExists
from services.queries.files import file_label
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.terms import day_within, pledge_days
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank, duplicate_key
from services.storage.files import Upload, attach_file, drop_file
from services.storage.versions import take_version
from services.storage.year import lock_year


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeEntry:
    """What people type of a pledge; blank titles and those that stand twice are left out."""

    signed_on: date
    titles: Sequence[str] = ()
    text: str = ""


def sign_pledge(
    session: Session,
    actor: Actor,
    block_year_id: int,
    unit_id: int,
    entry: PledgeEntry,
    *,
    folder: Path,
    upload: Upload | None = None,
) -> int:
    """Write down what a unit has pledged for the year, and give the pledge's id.

    Raises:
        PledgeExists: the unit has pledged already.
        NotFound: the unit is not on the roll.
        DayOutsideYear: it was signed neither in the year nor in the one before.
        FileRefused: the file is none that is kept.
    """
    year = _open_year(session, actor, block_year_id)
    name = name_in_year(session, block_year_id, unit_on_roll(session, block_year_id, unit_id))
    pledged = select(Pledge.id).where(Pledge.block_year_id == block_year_id, Pledge.unit_id == unit_id)
    if session.exec(pledged).first() is not None:
        raise PledgeExists(name=name)
    row = Pledge(block_year_id=block_year_id, unit_id=unit_id, signed_on=entry.signed_on)
    _write(session, year, row, entry, folder, upload)
    audit.record(session, actor, "sign_pledge", _subject(row), after=_state(session, row))
    return row.id or 0


def edit_pledge(
    session: Session,
    actor: Actor,
    pledge_id: int,
    entry: PledgeEntry,
    *,
    seen_version: int,
    folder: Path,
    upload: Upload | None = None,
    drop_attached: bool = False,
) -> None:
    """Change a pledge; a new file takes the place of the one that is there.

    Raises:
        Stale: somebody has changed the pledge since `seen_version` was read.
        DayOutsideYear, FileRefused: as when it is signed.
    """
    year, row = _opened(session, actor, pledge_id, seen_version)
    before = _state(session, row)
    _write(session, year, row, entry, folder, upload, drop_attached)
    after = _state(session, row)
    unit = after["unit_id"]
    audit.record(session, actor, "edit_pledge", _subject(row), unit=unit, before=before, after=after)


def remove_pledge(session: Session, actor: Actor, pledge_id: int, *, seen_version: int, folder: Path) -> None:
    """Take a pledge, with its file, out of the year.

    Raises:
        Stale: somebody has changed the pledge since `seen_version` was read.
    """
    _year, row = _opened(session, actor, pledge_id, seen_version)
    before = _state(session, row)
    session.delete(row)
    if row.file_id is not None:
        drop_file(session, folder, row.file_id)
    audit.record(session, actor, "remove_pledge", _subject(row), before=before)


def _open_year(session: Session, actor: Actor, block_year_id: int) -> BlockYear:
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    return lock_year(session, block_year_id)


def _opened(session: Session, actor: Actor, pledge_id: int, seen_version: int) -> tuple[BlockYear, Pledge]:
    row = session.get(Pledge, pledge_id)
    if row is None:
        raise NotFound(kind="pledge", name=str(pledge_id))
    year = _open_year(session, actor, row.block_year_id)
    take_version(session, Pledge, pledge_id, seen_version, _subject(row))
    session.refresh(row)
    return year, row


def _write(
    session: Session,
    year: BlockYear,
    row: Pledge,
    entry: PledgeEntry,
    folder: Path,
    upload: Upload | None,
    drop: bool = False,
) -> None:
    row.signed_on = day_within(entry.signed_on, pledge_days(year.year))
    titles = [clean_name(title) for title in entry.titles if title.strip()]
    row.titles = list({duplicate_key(title): title for title in reversed(titles)}.values())[::-1]
    clean_or_blank("; ".join(row.titles), SENTENCE_LIMIT)
    row.text = clean_or_blank(entry.text, SENTENCE_LIMIT)
    attach_file(session, folder, year.block_id, row, upload, drop=drop)
    session.add(row)
    session.flush()


def _state(session: Session, row: Pledge) -> dict[str, audit.Fact]:
    unit = name_in_year(session, row.block_year_id, row.unit_id)
    return audit.state_of(row, unit_id=unit, file_id=file_label(session, row.file_id))


def _subject(row: Pledge) -> str:
    return f"pledge {row.id}"
