"""Commands on the course of a conference: a point begins, ends or is taken back, and what it came to.

While a rehearsal is on, they say how far it is, and its end wipes them.
"""

from datetime import datetime

from sqlmodel import Session

from models.conference import AgendaItem
from services import audit
from services.access import require_in_year
from services.errors.conference import ItemFault, ItemUnfit
from services.queries.agenda import year_of_item
from services.rules.rights import Actor, Permission
from services.rules.text import clean_paragraphs
from services.storage.agenda import hold_item, item_subject
from services.storage.conference import conference_held


def start_item(session: Session, actor: Actor, item_id: int, *, seen_version: int) -> None:
    """Begin a point, or go on with one that had ended; whichever was under way ends with it.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        ItemUnfit: it is under way already.
    """
    row = _held(session, actor, item_id, seen_version)
    conference = conference_held(session, row.block_year_id)
    if conference.item_id == item_id:
        raise ItemUnfit(reason=ItemFault.UNDER_WAY, title=row.title)
    ended = session.get(AgendaItem, conference.item_id) if conference.item_id else None
    conference.item_id = item_id
    conference.version += 1
    before: dict[str, audit.Fact] = {"ended": ended.title} if ended else {}
    at = _told(session, actor, "start_item", row, conference.rehearsing, **before)
    row.started_at, row.finished_at = row.started_at or at, None
    if ended is not None:
        ended.finished_at = at  # not its version: notes of it may still be typed


def finish_item(session: Session, actor: Actor, item_id: int, *, seen_version: int) -> None:
    """End the point that is under way.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        ItemUnfit: it is not under way.
    """
    row = _held(session, actor, item_id, seen_version)
    conference = conference_held(session, row.block_year_id)
    if conference.item_id != item_id:
        raise ItemUnfit(reason=ItemFault.NOT_UNDER_WAY, title=row.title)
    conference.item_id = None
    conference.version += 1
    row.finished_at = _told(session, actor, "finish_item", row, conference.rehearsing)


def take_back_item(session: Session, actor: Actor, item_id: int, *, seen_version: int) -> None:
    """Have a point that was begun by mistake not have begun.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        ItemUnfit: it has not begun, or notes were taken of it.
    """
    row = _held(session, actor, item_id, seen_version)
    conference = conference_held(session, row.block_year_id)
    if row.started_at is None:
        raise ItemUnfit(reason=ItemFault.NOT_BEGUN, title=row.title)
    if row.notes:
        raise ItemUnfit(reason=ItemFault.NOTED, title=row.title)
    if conference.item_id == item_id:
        conference.item_id = None
        conference.version += 1
    row.started_at = row.finished_at = None
    _told(session, actor, "take_back_item", row, conference.rehearsing)


def note_discussion(session: Session, actor: Actor, item_id: int, notes: str, *, seen_version: int) -> None:
    """Write down what the discussion of a point came to, in place of what stood there.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        ItemUnfit: the point has not begun.
        NameRefused: the notes are too long.
    """
    row = _held(session, actor, item_id, seen_version)
    conference = conference_held(session, row.block_year_id)
    if row.started_at is None:
        raise ItemUnfit(reason=ItemFault.NOT_BEGUN, title=row.title)
    before, row.notes = row.notes, clean_paragraphs(notes)
    facts: dict[str, audit.Fact] = {"before": {"notes": before}, "after": {"notes": row.notes}}
    _told(session, actor, "note_discussion", row, conference.rehearsing, **facts)


def _held(session: Session, actor: Actor, item_id: int, seen_version: int) -> AgendaItem:
    block_year_id = year_of_item(session, item_id)
    require_in_year(session, actor, Permission.CHAIR_POLLS, block_year_id)
    return hold_item(session, block_year_id, item_id, seen_version)[0]


def _told(
    session: Session, actor: Actor, action: str, row: AgendaItem, rehearsing: bool, **facts: audit.Fact
) -> datetime:
    marks: dict[str, audit.Fact] = {"rehearsal": True} if rehearsing else {}
    return audit.record(session, actor, action, item_subject(row.id), title=row.title, **facts, **marks)
