"""The sealed box as the tellers know it: unsealed by their passphrase, counted, and at the end destroyed."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from secrets import SystemRandom

from services.ballot_box.content import (
    BoxContent,
    BoxState,
    content_of,
    move,
    refuse_destroyed,
    refuse_open,
    refuse_unequal,
)
from services.ballot_box.file import changing, looking, rewrite
from services.ballot_box.kept_key import drop_key, kept_key
from services.ballot_box.seals import is_pair, opened_ballot, tracking_code, unwrapped_key
from services.errors.ballots import BoxDamaged, BoxUncounted, PassphraseWrong
from services.rules.ballots import Ballot, ballot_from
from services.rules.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What was in a box: the ballots in an order that chance has made, the tracking codes sorted."""

    manifest: Manifest
    ballots: tuple[Ballot, ...]
    codes: tuple[str, ...]


def unseal(path: Path, passphrase: str = "") -> Unsealed:
    """Take all ballots out of a closed box, which stays as it is: it can be counted again.

    Raises:
        BoxStillOpen, BoxDestroyed: there is nothing to be counted yet, or any more.
        PassphraseWrong, PassphraseUnfit: it is not the tellers' passphrase.
        BoxDamaged: what is in the box is not what was put into it.
    """
    with looking(path) as box:
        content = content_of(box, path)
        refuse_open(content)
        refuse_destroyed(content)
        sealed = content.ballots
        refuse_unequal(box, sealed, path)
    private_key = _private_key(content, path, passphrase)
    try:
        ballots = [ballot_from(content.manifest.form, opened_ballot(one, private_key)) for one in sealed]
    except ValueError as fault:
        raise BoxDamaged(place=path.name) from fault
    SystemRandom().shuffle(ballots)
    return Unsealed(content.manifest, tuple(ballots), tuple(sorted(map(tracking_code, sealed))))


def voters_of(path: Path) -> tuple[str, ...]:
    """Who has voted, by id, so that each can object whose vote somebody else has given.

    Raises:
        BoxStillOpen: until the vote is closed nobody is to know.
    """
    with looking(path) as box:
        content = content_of(box, path)
        refuse_open(content)
        return tuple(
            voter for (voter,) in box.execute("SELECT voter FROM roll WHERE used = 1 ORDER BY voter")
        )


def keep_bundle(path: Path, bundle: bytes) -> None:
    """Keep the signed result beside the box; until it is certified, a recount may take its place.

    Raises:
        BoxStillOpen, BoxDestroyed: there is no result yet, or none any more but the one that was certified.
    """
    with changing(path) as box:
        content = content_of(box, path)
        refuse_open(content)
        refuse_destroyed(content)
        box.execute("UPDATE box SET bundle = ?", (bundle,))
        move(box, BoxState.COUNTED)


def bundle_in(path: Path) -> bytes | None:
    """The signed result that was kept; None before the count."""
    with looking(path) as box:
        return content_of(box, path).bundle


def certify_box(path: Path) -> None:
    """Destroy ballots and key, and keep roll, manifest and result.

    Raises:
        BoxUncounted: no result has been kept.
        BoxDestroyed: the round is void.
    """
    with changing(path) as box:
        content = content_of(box, path)
        if content.state is BoxState.VOID:
            refuse_destroyed(content)
        if content.bundle is None:
            raise BoxUncounted(title=content.title)
        _empty(box, BoxState.CERTIFIED)
    _leave_no_trace(path)


def void_box(path: Path) -> None:
    """Destroy ballots and key: the passphrase is lost, or the round declared void.

    Raises:
        BoxDestroyed: the round is certified.
    """
    with changing(path) as box:
        content = content_of(box, path)
        if content.state is BoxState.CERTIFIED:
            refuse_destroyed(content)
        _empty(box, BoxState.VOID)
    _leave_no_trace(path)


def _private_key(content: BoxContent, path: Path, passphrase: str) -> bytes:
    private_key = unwrapped_key(content.wrapped_key, passphrase) if content.wrapped_key else kept_key(path)
    if private_key is None:
        raise PassphraseWrong(title=content.title)
    if not is_pair(private_key, content.public_key):
        raise BoxDamaged(place=path.name)
    return private_key


def _empty(box: sqlite3.Connection, state: BoxState) -> None:
    box.execute("UPDATE ballots SET sealed = x''")
    box.execute("UPDATE box SET wrapped_key = NULL")
    move(box, state)


def _leave_no_trace(path: Path) -> None:
    drop_key(path)
    rewrite(path)
