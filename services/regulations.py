"""Commands on what a block works by: the versions of its regulation and of its criteria."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from models.enums import RegulationKind
from models.record import Regulation
from models.registry import Block
from services import audit
from services.access import require
from services.errors.base import NotFound
from services.errors.years import RegulationDayTaken
from services.queries.files import file_label
from services.rules.rights import Actor, Permission
from services.rules.terms import CALENDAR, day_within
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT, clean_name, clean_or_blank
from services.storage.files import Upload, attach_file, drop_file
from services.storage.versions import take_version


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationEntry:
    """What people type of a version; it is in force from `valid_from` until the next of its kind."""

    kind: RegulationKind
    title: str
    valid_from: date
    document_number: str = ""
    issued_on: date | None = None


def add_regulation(
    session: Session,
    actor: Actor,
    block_id: int,
    entry: RegulationEntry,
    *,
    folder: Path,
    upload: Upload | None = None,
) -> int:
    """Write down a version of the regulation or the criteria, and give its id.

    Raises:
        RegulationDayTaken: another version of that kind is in force from that day.
        DayOutsideYear: a day is outside the calendar.
        FileRefused: the file is none that is kept.
    """
    _open_block(session, actor, block_id)
    row = Regulation(block_id=block_id, kind=entry.kind, title="", valid_from=entry.valid_from)
    _write(session, row, entry, folder, upload)
    audit.record(session, actor, "add_regulation", _subject(row), title=row.title, after=_state(session, row))
    return row.id or 0


def edit_regulation(
    session: Session,
    actor: Actor,
    regulation_id: int,
    entry: RegulationEntry,
    *,
    seen_version: int,
    folder: Path,
    upload: Upload | None = None,
    drop_attached: bool = False,
) -> None:
    """Change a version; a new file takes the place of the one that is there.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        RegulationDayTaken, DayOutsideYear, FileRefused: as when it is added.
    """
    row = _opened(session, actor, regulation_id, seen_version)
    before = _state(session, row)
    _write(session, row, entry, folder, upload, drop_attached)
    audit.record(
        session,
        actor,
        "edit_regulation",
        _subject(row),
        title=row.title,
        before=before,
        after=_state(session, row),
    )


def remove_regulation(
    session: Session, actor: Actor, regulation_id: int, *, seen_version: int, folder: Path
) -> None:
    """Take a version, with its file, out of the list; the one before it is in force on.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    row = _opened(session, actor, regulation_id, seen_version)
    before = _state(session, row)
    session.delete(row)
    if row.file_id is not None:
        drop_file(session, folder, row.file_id)
    audit.record(session, actor, "remove_regulation", _subject(row), title=row.title, before=before)


def _open_block(session: Session, actor: Actor, block_id: int) -> None:
    """Of two who write the versions of a block the second waits here, until the first is done."""
    require(session, actor, Permission.EDIT_REGULATIONS, block_id=block_id)
    held = session.exec(select(Block.id).where(Block.id == block_id).with_for_update()).first()
    if held is None:
        raise NotFound(kind="block", name=str(block_id))


def _opened(session: Session, actor: Actor, regulation_id: int, seen_version: int) -> Regulation:
    row = session.get(Regulation, regulation_id)
    if row is None:
        raise NotFound(kind="regulation", name=str(regulation_id))
    _open_block(session, actor, row.block_id)
    take_version(session, Regulation, regulation_id, seen_version, _subject(row))
    session.refresh(row)
    return row


def _write(
    session: Session,
    row: Regulation,
    entry: RegulationEntry,
    folder: Path,
    upload: Upload | None,
    drop: bool = False,
) -> None:
    row.kind = entry.kind
    row.title = clean_name(entry.title, SENTENCE_LIMIT)
    row.document_number = clean_or_blank(entry.document_number, NAME_LIMIT)
    row.issued_on = day_within(entry.issued_on, CALENDAR) if entry.issued_on else None
    row.valid_from = day_within(entry.valid_from, CALENDAR)
    with session.no_autoflush:
        _refuse_second(session, row)
    attach_file(session, folder, row.block_id, row, upload, drop=drop)
    session.add(row)
    session.flush()


def _refuse_second(session: Session, row: Regulation) -> None:
    same_day = select(Regulation.id).where(
        Regulation.block_id == row.block_id,
        Regulation.kind == row.kind,
        Regulation.valid_from == row.valid_from,
        col(Regulation.id).is_distinct_from(row.id),
    )
    if session.exec(same_day).first() is not None:
        raise RegulationDayTaken(day=row.valid_from)


def _state(session: Session, row: Regulation) -> dict[str, audit.Fact]:
    return audit.state_of(row, file_id=file_label(session, row.file_id))


def _subject(row: Regulation) -> str:
    return f"regulation {row.id}"
