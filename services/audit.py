"""The trail: one entry for each command, in the command's own transaction, chained to the one before it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, SQLModel, col

from models.accounts import RefusalTally, TrailEntry, TrailEntryBlock, TrailHead
from models.enums import Role
from models.types import table_of
from services.access import right_used
from services.database import Database, writing
from services.errors.accounts import NotAllowed
from services.rules.rights import Actor
from services.rules.trail import Entry, Head, linked, settled, text
from services.rules.trail import Fact as Fact

REFUSED = "refused"
REFUSALS_APART = timedelta(minutes=1)
MOST_TOLD = 50
"""Things of one entry that are told with what they were before and are after."""

_UNTOLD = re.compile(r"^(version|block_id|block_year_id|.*hash|.*secret)$")
_ENTRY = insert(table_of(TrailEntry))
_PLACE = insert(table_of(TrailEntryBlock))
_HOLD_HEAD = select(col(TrailHead.number), col(TrailHead.hash)).with_for_update()
_MOVE_HEAD = update(table_of(TrailHead))


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    blocks: Iterable[int] | None = None,
    /,
    **facts: Fact,
) -> datetime:
    """Write that `actor` did `action` to `subject` and give the moment; never a password, token or ballot.

    The right by which it was done is the last that the command has asked for; so is its block, unless the
    command says which `blocks` it concerns: the secretaries of all of them see the entry. Among the facts
    `reason` says why; of `before` and `after`, where both are mappings, only what differs is kept, and of
    very many things the first: `untold` says how many more there were.
    """
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        before, after = _differing(before, after), _differing(after, before)
        names = list(dict.fromkeys([*before, *after]))
        told = names[:MOST_TOLD]
        facts["before"], facts["after"] = _some(before, told), _some(after, told)
        if len(names) > MOST_TOLD:
            facts["untold"] = len(names) - MOST_TOLD
    right = right_used(session, actor)
    concerned = _only(right.block_id) if blocks is None else sorted(set(blocks))
    return _chain(session, actor, right.role, concerned, action, subject, facts)


def state_of(row: SQLModel, **words: Fact) -> dict[str, Fact]:
    """What a row says, for `before` and `after`: neither what it belongs to nor what is hashed or sealed.

    `words` stand in place of what people cannot read, such as the name of a unit for its id.
    """
    table = table_of(type(row))
    told = [
        column.name for column in table.columns if not (column.primary_key or _UNTOLD.search(column.name))
    ]
    return {name: _fact(getattr(row, name)) for name in told} | words


@contextmanager
def witnessed(engine: Database, actor: Actor) -> Iterator[Session]:
    """The session of one command of the actor, all or nothing; one refused for want of a right leaves a line.

    Raises:
        NotAllowed: the refusal goes on, once it is written down.
        DatabaseBusy: others held the database for too long.
    """
    try:
        with writing(engine) as session:
            yield session
    except NotAllowed as refusal:
        with writing(engine) as session:
            record_refusal(session, actor, refusal, datetime.now(UTC))
        raise


def record_refusal(session: Session, actor: Actor, refusal: NotAllowed, now: datetime) -> None:
    """Write that the actor was refused; within a minute of such an entry it is only counted.

    The next entry tells how many were counted, so that nobody fills the disk by asking on and on.
    """
    account_id = actor.account_id or -(actor.link_id or 0)  # who has no account is counted by the link
    session.connection().execute(_HOLD_HEAD)  # two refusals at once meet here
    tally = session.get(RefusalTally, (account_id, refusal.permission))
    if tally is None:
        tally = RefusalTally(account_id=account_id, permission=refusal.permission, since=now, more=0)
        session.add(tally)
    elif abs(now - tally.since) < REFUSALS_APART:  # the clock may have been set back
        tally.more += 1
        return
    facts: dict[str, Fact] = {"more": tally.more} if tally.more else {}
    tally.since, tally.more = now, 0
    _chain(session, actor, None, _only(refusal.block_id), REFUSED, refusal.permission, facts)


def _only(block_id: int | None) -> list[int]:
    return [] if block_id is None else [block_id]


def _chain(
    session: Session,
    actor: Actor,
    role: Role | None,
    blocks: list[int],
    action: str,
    subject: str,
    facts: dict[str, Fact],
) -> datetime:
    session.flush()  # who holds the head must wait for no other row
    connection = session.connection()
    head = Head(*connection.execute(_HOLD_HEAD).one())
    link = linked(
        Entry(
            number=head.number + 1,
            at=datetime.now(UTC),
            account_id=actor.account_id,
            actor=text(actor.name),
            role=role.value if role else "",
            origin=text(actor.origin)[:64],
            action=action,
            subject=text(subject),
            blocks=blocks,
            reason=text(str(facts.pop("reason", None) or "")),
            facts={name: settled(fact) for name, fact in facts.items()},
            previous=head.hash,
        )
    )
    connection.execute(_ENTRY, {**asdict(link.entry), "hash": link.hash})
    if blocks:
        connection.execute(_PLACE, [{"block_id": block, "number": link.entry.number} for block in blocks])
    connection.execute(_MOVE_HEAD, {"number": link.entry.number, "hash": link.hash})
    return link.entry.at


def _differing(these: Mapping[str, Fact], those: Mapping[str, Fact]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for name, fact in these.items():
        other = those.get(name)
        if name not in those or other != fact:
            if isinstance(fact, Mapping) and isinstance(other, Mapping):
                fact = _differing(fact, other)
            found[name] = fact
    return found


def _some(facts: Mapping[str, Fact], names: Iterable[str]) -> dict[str, Fact]:
    return {name: facts[name] for name in names if name in facts}


def _fact(value: Any) -> Fact:
    return value.isoformat() if isinstance(value, date) else settled(value)
