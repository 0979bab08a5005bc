"""The chain of the trail: what of an entry is hashed, and where a chain was tampered with."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from services.errors.trail import AnchorUnreadable, TrailUnreadable
from services.rules.canonical import canonical_json

Fact: TypeAlias = "str | int | bool | Sequence[Fact] | Mapping[str, Fact] | None"

_HEAD = re.compile(r"(0|[1-9][0-9]{0,17}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain, or one that was the last when it was written down; 0 stands for none yet."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


START = Head(0, "0" * 64)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `number` counts from 1, `previous` is the hash of the entry before it.

    `role` gave the right ("" for the command line), `origin` is the address it was asked from ("" likewise),
    `blocks` are those that it concerns, from the lowest id; none: the whole installation.
    """

    number: int
    at: datetime
    account_id: int | None
    actor: str
    role: str
    origin: str
    action: str
    subject: str
    blocks: list[int]
    reason: str
    facts: Mapping[str, Fact]
    previous: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the hash that is stored beside it."""

    entry: Entry
    hash: str


class Damage(StrEnum):
    """What was done to a chain."""

    EDITED = "edited"  # an entry is not the one that was hashed
    MISSING = "missing"  # an entry is gone, and later ones stand
    SWAPPED = "swapped"  # an entry stands after a later one
    TRUNCATED = "truncated"  # the end is gone
    FORKED = "forked"  # an entry does not follow the one before it, or another one was seen in its place


@dataclass(frozen=True, slots=True)
class TrailFault:
    """The first thing wrong with a chain, and the number of the entry where it shows."""

    damage: Damage
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a chain holds, and what is wrong behind that; no fault, and `head` is its end."""

    head: Head
    fault: TrailFault | None


def settled(fact: Any) -> Fact:
    """The fact as it is stored and hashed: its texts in NFC.

    Source: house rule (ADR 8).

    Raises:
        TypeError: a float, a date, or anything else that JSON writes in more than one way.
    """
    if isinstance(fact, str):
        return text(fact)
    if fact is None or type(fact) in (bool, int):
        return fact  # type: ignore[no-any-return]
    if isinstance(fact, list | tuple):
        return [settled(part) for part in fact]
    if isinstance(fact, Mapping):
        return {text(str(name)): settled(part) for name, part in fact.items()}
    raise TypeError(f"a fact of the trail is text, a whole number, yes, no or nothing, not {type(fact)}")


def text(typed: str) -> str:
    """A text as it is stored and hashed: in NFC.

    Source: house rule (ADR 8).
    """
    return unicodedata.normalize("NFC", str(typed))


def canonical(entry: Entry) -> bytes:
    """What is hashed of an entry: JSON in UTF-8, names sorted, no blanks, the moment in UTC microseconds.

    Source: house rule (ADR 8).

    Raises:
        TypeError, ValueError: the entry holds what the trail never writes.
    """
    return canonical_json({**asdict(entry), "at": moment_text(entry.at)}).encode()


def moment_text(moment: datetime) -> str:
    """A moment as the trail writes it: 2017-12-25T01:30:00.000000Z.

    Source: house rule (ADR 8).
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def hash_of(entry: Entry) -> str:
    """The hash of an entry: SHA-256 over its canonical form, 64 lower-case digits.

    Source: house rule (ADR 8).
    """
    return hashlib.sha256(canonical(entry)).hexdigest()


def linked(entry: Entry) -> Link:
    """The entry with its hash.

    Source: house rule (ADR 8).
    """
    return Link(entry, hash_of(entry))


def verify(links: Iterable[Link], anchors: Iterable[Head] = ()) -> Verdict:
    """Whether a chain is whole, and where it is not; reads it once and keeps one entry at a time.

    An anchor is a head that was written down elsewhere. Without one a chain can be cut off, or written anew
    from any entry on, and nothing shows it.
    Source: house rule (ADR 8).
    """
    seen = set(anchors)
    last = START
    for link in links:
        own = Head(link.entry.number, link.hash)
        if damage := _damage(link, last):
            return Verdict(last, TrailFault(damage, last.number + 1))
        if any(anchor.number == own.number and anchor != own for anchor in seen):
            return Verdict(last, TrailFault(Damage.FORKED, own.number))
        last = own
    if any(anchor.number > last.number for anchor in seen):
        return Verdict(last, TrailFault(Damage.TRUNCATED, last.number + 1))
    return Verdict(last, None)


def _damage(link: Link, last: Head) -> Damage | None:
    number, expected = link.entry.number, last.number + 1
    if number > expected:
        return Damage.MISSING
    if number < expected:
        return Damage.FORKED if number == last.number else Damage.SWAPPED
    if not _is_its_own(link):
        return Damage.EDITED
    return Damage.FORKED if link.entry.previous != last.hash else None


def _is_its_own(link: Link) -> bool:
    try:
        return hash_of(link.entry) == link.hash
    except (TypeError, ValueError):
        return False


def head_of(text: str) -> Head:
    """The head that somebody wrote down as "number:hash".

    Source: house rule (ADR 8).

    Raises:
        AnchorUnreadable: it is not one.
    """
    match = _HEAD.fullmatch(text.strip())
    if not match:
        raise AnchorUnreadable(text=text)
    return Head(int(match[1]), match[2])


def line_of(link: Link) -> str:
    """An entry with its hash as one line of an exported trail.

    Source: house rule (ADR 8).
    """
    return canonical_json({**asdict(link.entry), "at": moment_text(link.entry.at), "hash": link.hash})


def links_of(lines: Iterable[str]) -> Iterator[Link]:
    """The entries of an exported trail, one at a time; blank lines are passed over.

    Source: house rule (ADR 8).

    Raises:
        TrailUnreadable: a line is no entry; `line` counts from 1.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _link(dict(json.loads(line)))
            except (TypeError, ValueError, KeyError, RecursionError) as fault:
                raise TrailUnreadable(line=number) from fault


def _link(fields: dict[str, Any]) -> Link:
    written = fields.pop("hash")
    moment = datetime.strptime(fields.pop("at"), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    entry = Entry(at=moment, **fields)
    if type(entry.number) is not int:
        raise TypeError(entry.number)
    return Link(entry, written)
