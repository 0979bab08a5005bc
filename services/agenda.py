"""Commands on the agenda of a conference before it is held: points added, changed, moved, removed, copied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.conference import AgendaItem, Incident
from models.conference_enums import AgendaKind
from models.polls import Poll
from models.year import BlockYear
from services import audit
from services.access import require_in_year, require_other_year
from services.errors.conference import ItemFault, ItemUnfit
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.queries.agenda import year_of_item
from services.rules.rights import Actor, Permission
from services.rules.text import (
    SENTENCE_LIMIT,
    clean_name,
    clean_or_blank,
    clean_paragraphs,
    duplicate_key,
    in_another_year,
)
from services.storage.agenda import customary_points, hold_item, item_subject
from services.storage.conference import conference_subject
from services.storage.year import lock_year

MOST_MINUTES = 600
_APART = 10_000  # where points wait while their places change, since no two may share one


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """What people type of a point: how many minutes it takes, who speaks, and what is read aloud."""

    kind: AgendaKind
    title: str
    minutes: int
    owner: str = ""
    read_aloud: str = ""


def add_item(session: Session, actor: Actor, block_year_id: int, entry: ItemEntry) -> int:
    """Add a point at the end of the agenda and give its id.

    Raises:
        NameRefused: the title is blank or too long.
        TypedNumberRefused: it takes less than a minute, or more than MOST_MINUTES.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    lock_year(session, block_year_id)
    (row,) = _append(session, block_year_id, [entry])
    audit.record(session, actor, "add_item", item_subject(row.id), title=row.title, after=audit.state_of(row))
    return row.id or 0


def edit_item(session: Session, actor: Actor, item_id: int, entry: ItemEntry, *, seen_version: int) -> None:
    """Change what a point is about.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        NameRefused, TypedNumberRefused: as when it is added.
    """
    row = _held(session, actor, item_id, seen_version)
    before = audit.state_of(row)
    _write(row, entry)
    facts = {"before": before, "after": audit.state_of(row)}
    audit.record(session, actor, "edit_item", item_subject(row.id), title=row.title, **facts)


def move_item(session: Session, actor: Actor, item_id: int, place: int, *, seen_version: int) -> None:
    """Put a point at that place of the agenda, the first being 1; beyond the last it becomes the last.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
    """
    row = _held(session, actor, item_id, seen_version)
    rows = [one for one in _rows(session, row.block_year_id) if one.id != item_id]
    was = row.position + 1
    rows.insert(max(place, 1) - 1, row)
    _number(session, rows)
    facts: dict[str, audit.Fact] = {"before": {"position": was}, "after": {"position": row.position + 1}}
    audit.record(session, actor, "move_item", item_subject(row.id), title=row.title, **facts)


def remove_item(session: Session, actor: Actor, item_id: int, *, seen_version: int) -> None:
    """Take a point off the agenda.

    Raises:
        Stale: somebody has changed it since `seen_version` was read.
        ItemUnfit: it has begun, or a vote or an incident belongs to it.
    """
    row = _held(session, actor, item_id, seen_version)
    if row.started_at is not None:
        raise ItemUnfit(reason=ItemFault.BEGUN, title=row.title)
    votes = select(Poll.id).where(Poll.item_id == item_id)
    incidents = select(Incident.id).where(Incident.item_id == item_id)
    if session.exec(votes).first() is not None or session.exec(incidents).first() is not None:
        raise ItemUnfit(reason=ItemFault.IN_USE, title=row.title)
    before, key = audit.state_of(row), row.block_year_id
    session.delete(row)
    session.flush()
    _number(session, _rows(session, key))
    audit.record(session, actor, "remove_item", item_subject(item_id), title=row.title, before=before)


def add_customary_items(session: Session, actor: Actor, block_year_id: int) -> int:
    """Add those customary points that the agenda does not have, and give their number."""
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    entries = [
        ItemEntry(**point | {"kind": AgendaKind(point["kind"])}) for point in customary_points(year.year)
    ]
    return _add_missing(session, actor, year, "add_customary_items", entries)


def copy_agenda(session: Session, actor: Actor, block_year_id: int, copy_from: int) -> int:
    """Add those points of another year's agenda that this one does not have, and give their number.

    Where they name that year or the one after it, they name this one and the one after it.

    Raises:
        NotFound: there is no such year in the block.
    """
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    before = require_other_year(session, actor, year.block_id, copy_from)
    entries = [_moved(row, before, year.year) for row in _rows(session, copy_from)]
    return _add_missing(session, actor, year, "copy_agenda", entries, copy_from=before)


def _held(session: Session, actor: Actor, item_id: int, seen_version: int) -> AgendaItem:
    block_year_id = year_of_item(session, item_id)
    require_in_year(session, actor, Permission.PREPARE_POLLS, block_year_id)
    return hold_item(session, block_year_id, item_id, seen_version)[0]


def _rows(session: Session, block_year_id: int) -> list[AgendaItem]:
    wanted = select(AgendaItem).where(AgendaItem.block_year_id == block_year_id)
    return list(session.exec(wanted.order_by(col(AgendaItem.position))))


def _write(row: AgendaItem, entry: ItemEntry) -> None:
    row.kind = entry.kind
    row.title = clean_name(entry.title, SENTENCE_LIMIT)
    row.minutes = _minutes(entry.minutes)
    row.owner = clean_or_blank(entry.owner)
    row.read_aloud = clean_paragraphs(entry.read_aloud)


def _minutes(number: int) -> int:
    limits = {"minimum": 100, "maximum": MOST_MINUTES * 100}
    if number < 1:
        raise TypedNumberRefused(reason=TypedNumberFault.BELOW_MINIMUM, text=str(number), **limits)
    if number > MOST_MINUTES:
        raise TypedNumberRefused(reason=TypedNumberFault.ABOVE_MAXIMUM, text=str(number), **limits)
    return number


def _append(session: Session, block_year_id: int, entries: Iterable[ItemEntry]) -> list[AgendaItem]:
    added = []
    for position, entry in enumerate(entries, start=len(_rows(session, block_year_id))):
        row = AgendaItem(
            block_year_id=block_year_id, position=position, kind=entry.kind, title=entry.title, minutes=1
        )
        _write(row, entry)
        added.append(row)
    session.add_all(added)
    session.flush()
    return added


def _number(session: Session, rows: Sequence[AgendaItem]) -> None:
    for apart in (_APART, 0):
        for place, row in enumerate(rows):
            row.position = apart + place
        session.flush()


def _add_missing(
    session: Session,
    actor: Actor,
    year: BlockYear,
    action: str,
    entries: Sequence[ItemEntry],
    **facts: audit.Fact,
) -> int:
    key = year.id or 0
    taken = {duplicate_key(row.title) for row in _rows(session, key)}
    added = _append(session, key, [entry for entry in entries if duplicate_key(entry.title) not in taken])
    titles = [row.title for row in added]
    audit.record(session, actor, action, conference_subject(key), year=year.year, titles=titles, **facts)
    return len(added)


def _moved(row: AgendaItem, before: int, year: int) -> ItemEntry:
    """The point as another year has it, with the years that it speaks of moved on."""
    return ItemEntry(
        kind=row.kind,
        title=in_another_year(row.title, before, year),
        minutes=row.minutes,
        owner=row.owner,
        read_aloud=in_another_year(row.read_aloud, before, year),
    )
