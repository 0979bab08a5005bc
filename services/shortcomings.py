"""Commands on what did not go well in a year, of one unit or of the block, and what is to mend it."""

from dataclasses import dataclass

from sqlmodel import Session

from models.record import Shortcoming
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank
from services.storage.versions import take_version
from services.storage.year import lock_year


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcomingEntry:
    """What people type of a shortcoming; without a unit it is the block's."""

    text: str
    remedy: str = ""
    unit_id: int | None = None


def note_shortcoming(session: Session, actor: Actor, block_year_id: int, entry: ShortcomingEntry) -> int:
    """Note a shortcoming of the year and give its id.

    Raises:
        NotFound: its unit is not on the roll.
    """
    _open_year(session, actor, block_year_id)
    row = Shortcoming(block_year_id=block_year_id, text="")
    _write(session, row, entry)
    audit.record(session, actor, "note_shortcoming", _subject(row), after=_state(session, row))
    return row.id or 0


def edit_shortcoming(
    session: Session, actor: Actor, shortcoming_id: int, entry: ShortcomingEntry, *, seen_version: int
) -> None:
    """Change a shortcoming.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        NotFound: its unit is not on the roll.
    """
    row = _opened(session, actor, shortcoming_id, seen_version)
    before = _state(session, row)
    _write(session, row, entry)
    after = _state(session, row)
    audit.record(session, actor, "edit_shortcoming", _subject(row), text=row.text, before=before, after=after)


def remove_shortcoming(session: Session, actor: Actor, shortcoming_id: int, *, seen_version: int) -> None:
    """Take a shortcoming out of the year.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    row = _opened(session, actor, shortcoming_id, seen_version)
    session.delete(row)
    audit.record(session, actor, "remove_shortcoming", _subject(row), before=_state(session, row))


def _open_year(session: Session, actor: Actor, block_year_id: int) -> None:
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    lock_year(session, block_year_id)


def _opened(session: Session, actor: Actor, shortcoming_id: int, seen_version: int) -> Shortcoming:
    row = session.get(Shortcoming, shortcoming_id)
    if row is None:
        raise NotFound(kind="shortcoming", name=str(shortcoming_id))
    _open_year(session, actor, row.block_year_id)
    take_version(session, Shortcoming, shortcoming_id, seen_version, _subject(row))
    session.refresh(row)
    return row


def _write(session: Session, row: Shortcoming, entry: ShortcomingEntry) -> None:
    row.text = clean_name(entry.text, SENTENCE_LIMIT)
    row.remedy = clean_or_blank(entry.remedy, SENTENCE_LIMIT)
    row.unit_id = None if entry.unit_id is None else unit_on_roll(session, row.block_year_id, entry.unit_id)
    session.add(row)
    session.flush()


def _state(session: Session, row: Shortcoming) -> dict[str, audit.Fact]:
    unit = row.unit_id and name_in_year(session, row.block_year_id, row.unit_id)
    return audit.state_of(row, unit_id=unit)


def _subject(row: Shortcoming) -> str:
    return f"shortcoming {row.id}"
