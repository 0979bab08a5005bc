"""What stands in the file of a box, and what each state of it refuses."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from json import loads
from pathlib import Path

from services.ballot_box.seals import SEALED_SIZE
from services.errors.ballots import BoxDamaged, BoxDestroyed, BoxStillOpen
from services.rules.manifest import Manifest, manifest_of

_ROW = "SELECT state, manifest, public_key, wrapped_key, bundle, sealed FROM box JOIN ballots USING (id)"


class BoxState(StrEnum):
    """Where a box stands; there is no way back."""

    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    CERTIFIED = "certified"
    VOID = "void"


_DESTROYED = (BoxState.CERTIFIED, BoxState.VOID)


@dataclass(frozen=True, slots=True)
class BoxContent:
    """The one row of a box; a quick one has no wrapped key, one that was destroyed no key and no ballots."""

    state: BoxState
    manifest: Manifest
    public_key: bytes
    wrapped_key: bytes | None
    bundle: bytes | None
    sealed: bytes

    @property
    def title(self) -> str:
        """What the round is about."""
        return self.manifest.title

    @property
    def ballots(self) -> list[bytes]:
        """The sealed ballots one by one."""
        starts = range(0, len(self.sealed), SEALED_SIZE)
        return [self.sealed[start : start + SEALED_SIZE] for start in starts]


def content_of(box: sqlite3.Connection, path: Path) -> BoxContent:
    """What stands in the box.

    Raises:
        BoxDamaged: nothing does.
    """
    found = box.execute(_ROW).fetchone()
    if found is None:
        raise BoxDamaged(place=path.name)
    state, text, *rest = found
    return BoxContent(BoxState(state), _manifest(text), *rest)


@lru_cache(maxsize=8)
def _manifest(text: str) -> Manifest:
    """Reading a long roll takes longer than all the rest of a cast."""
    return manifest_of(loads(text))


def refuse_unequal(box: sqlite3.Connection, ballots: list[bytes], path: Path) -> None:
    """Refuse a box that has not one ballot for each voter who has voted.

    Raises:
        BoxDamaged: it has more or fewer, or a part of one.
    """
    (used,) = box.execute("SELECT count(*) FROM roll WHERE used = 1").fetchone()
    if used != len(ballots) or any(len(ballot) != SEALED_SIZE for ballot in ballots):
        raise BoxDamaged(place=path.name)


def refuse_open(content: BoxContent) -> None:
    """Refuse to look into a box that still takes ballots."""
    if content.state is BoxState.OPEN:
        raise BoxStillOpen(title=content.title)


def refuse_destroyed(content: BoxContent) -> None:
    """Refuse what needs the ballots of a box that has none any more."""
    if content.state in _DESTROYED:
        raise BoxDestroyed(title=content.title)


def move(box: sqlite3.Connection, state: BoxState) -> None:
    """Have the box stand there."""
    box.execute("UPDATE box SET state = ?", (state.value,))
