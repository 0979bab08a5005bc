"""The trail as it is read: pages of it for who may see it, its head, and the whole chain for the verifier."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, or_, select, type_coerce
from sqlmodel import Session, col

from models.accounts import Account, RoleGrant, TrailEntry, TrailEntryBlock, TrailHead
from models.types import table_of
from services.access import require
from services.queries.registry import DatedStyles, block_styles
from services.rules.naming import BlockStyle, style_in
from services.rules.rights import Actor, Permission
from services.rules.trail import START, Damage, Entry, Head, Link, TrailFault, Verdict, line_of, verify

PAGE = 50
_BATCH = 500
_FIELDS = [field.name for field in fields(Entry)]
_TABLE, _PLACE = table_of(TrailEntry), table_of(TrailEntryBlock)
_TYPED = ("at", "blocks", "facts")
# Raw, since one text that is no moment or no JSON would end the reading of all the others
_RAW = [type_coerce(_TABLE.c[name], Text) if name in _TYPED else _TABLE.c[name] for name in _FIELDS]
# What the product writes never looks so, hence no hash fits it
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)
_NO_BLOCKS = [-1]
_UNSTEADY = timedelta(seconds=5)  # what a clock that is kept right may go back at once


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What is looked for; an empty field asks for nothing, no `block_id` is the whole installation.

    `since` is included, `until` is not.
    """

    block_id: int | None = None
    account_id: int | None = None
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An entry as people read it; the command line has no user name. `blocks` are the names of its day."""

    entry: Entry
    username: str | None
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, the newest first; the next page begins below the number `older`, if there is one."""

    lines: list[TrailLine]
    older: int | None


@dataclass(frozen=True, slots=True)
class Writer:
    """An account whose entries can be looked for."""

    account_id: int
    username: str
    display_name: str


def trail_page(
    session: Session, actor: Actor, wanted: TrailFilter, before: int | None = None, size: int = PAGE
) -> TrailPage:
    """The newest entries that are looked for, from below the number `before`.

    In their order of writing, which is not that of their moments where the clock was set back.

    Raises:
        NotAllowed: the actor may not see the trail of the block, or of the whole installation.
    """
    _require(session, actor, wanted.block_id)
    number = _TABLE.c.number if wanted.block_id is None else _PLACE.c.number
    query = _filtered(wanted, number).order_by(number.desc()).limit(size + 1)
    if before is not None:
        query = query.where(number < before)
    rows = session.connection().execute(query).all()
    styles = block_styles(session)
    lines = [_line(row, styles) for row in rows[:size]]
    return TrailPage(lines, lines[-1].entry.number if len(rows) > size else None)


def writers(session: Session, actor: Actor, block_id: int | None) -> list[Writer]:
    """The accounts that can have done something in the block, or anywhere, by name.

    Raises:
        NotAllowed: as for a page.
    """
    _require(session, actor, block_id)
    account = table_of(Account).c
    query = select(account.id, account.username, account.display_name).order_by(account.display_name)
    if block_id is not None:
        reach = or_(col(RoleGrant.block_id).is_(None), col(RoleGrant.block_id) == block_id)
        query = query.where(account.id.in_(select(col(RoleGrant.account_id)).where(reach)))
    return [Writer(*row) for row in session.connection().execute(query)]


def set_back(session: Session, now: datetime) -> timedelta:
    """How far the clock has been set back, going by the newest entry; a few seconds are none."""
    newest = session.scalar(select(col(TrailEntry.at)).order_by(col(TrailEntry.number).desc()).limit(1))
    behind = newest - now if newest is not None else timedelta()
    return behind if behind > _UNSTEADY else timedelta()


def stored_head(session: Session) -> Head:
    """The last entry, as whoever writes the next one finds it."""
    row = session.connection().execute(select(col(TrailHead.number), col(TrailHead.hash))).first()
    return Head(*row) if row else START


def links(session: Session) -> Iterator[Link]:
    """The whole chain in its order, a batch in memory at a time; what cannot be read is in no hash."""
    query = select(*_RAW, _TABLE.c.hash).order_by(_TABLE.c.number).execution_options(yield_per=_BATCH)
    with session.connection().execute(query) as rows:
        for row in rows:
            yield Link(_entry(row), row[-1])


def export_lines(session: Session, actor: Actor) -> Iterator[str]:
    """The whole chain as lines that a verifier reads without the database.

    Raises:
        NotAllowed: the actor may not see the trail of the whole installation.
    """
    _require(session, actor, None)
    return map(line_of, links(session))


def check_trail(session: Session, anchors: Iterable[Head] = ()) -> Verdict:
    """Whether the chain is whole, ends where the next entry would go on, and holds every anchor."""
    stored = stored_head(session)
    verdict = verify(links(session), [stored, *anchors])
    if verdict.fault is None and verdict.head != stored:
        return Verdict(stored, TrailFault(Damage.FORKED, stored.number + 1))
    return verdict


def _require(session: Session, actor: Actor, block_id: int | None) -> None:
    if block_id is None:
        require(session, actor, Permission.MANAGE_ACCOUNTS)
    else:
        require(session, actor, Permission.SEE_TRAIL, block_id=block_id)


def _filtered(wanted: TrailFilter, number: ColumnElement[int]) -> Select[Any]:
    account = table_of(Account)
    query: Select[Any] = select(*_RAW, account.c.username).select_from(
        _TABLE.outerjoin(account, account.c.id == _TABLE.c.account_id)
    )
    if wanted.block_id is not None:
        query = query.join(_PLACE, _PLACE.c.number == _TABLE.c.number)
        query = query.where(_PLACE.c.block_id == wanted.block_id)
    for name in ("account_id", "action", "subject"):
        if value := getattr(wanted, name):
            query = query.where(_TABLE.c[name] == value)
    return _in_time(query, wanted, number)


def _in_time(query: Select[Any], wanted: TrailFilter, number: ColumnElement[int]) -> Select[Any]:
    """The moments asked for; their numbers say where to look, so that no year is read through for another."""
    at = _TABLE.c.at
    numbers = _TABLE.c.number + 0  # of the bare column SQLite would take the first or last entry and read on
    days = [*([at >= wanted.since] if wanted.since else []), *([at < wanted.until] if wanted.until else [])]
    query = query.where(*days)
    if wanted.since:
        query = query.where(number >= select(func.min(numbers)).where(*days).scalar_subquery())
    if wanted.until:
        query = query.where(number <= select(func.max(numbers)).where(*days).scalar_subquery())
    return query


def _line(row: Sequence[Any], styles: DatedStyles[BlockStyle]) -> TrailLine:
    entry = _entry(row)
    known = {key: styles.all_of(key) for key in entry.blocks}
    names = [style_in(rows, entry.at.year).name if rows else str(key) for key, rows in known.items()]
    return TrailLine(entry, row[-1], tuple(names))


def _entry(row: Sequence[Any]) -> Entry:
    found = dict(zip(_FIELDS, row, strict=False))
    blocks, facts = _json(found["blocks"]), _json(found["facts"])
    moment = _moment(found["at"])
    return Entry(
        **{
            **found,
            "at": moment,
            "blocks": blocks if isinstance(blocks, list) else _NO_BLOCKS,
            "facts": facts,
        }
    )


def _moment(stored: Any) -> datetime:
    try:
        moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    except (TypeError, ValueError):
        return _NO_MOMENT
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(stored: Any) -> Any:
    try:
        return json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return None
