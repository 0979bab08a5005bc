"""The sealed box of a secret round as the chair and the voters know it: opened, cast into, closed.

It is a file of its own beside the database, in no backup. It knows who has voted, without a time and in the
order of the voters' ids, and all sealed ballots as one piece, shuffled anew at each cast. Nothing here writes
a log or a trail; what the trail tells of a box (opened, closed, counted, certified, void) its commands write.
Each step may be asked for again once it is done, since the main database commits apart from the box.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import SystemRandom, token_hex

from models.enums import Answer, BoxMode
from services.ballot_box.content import (
    BoxContent,
    BoxState,
    content_of,
    move,
    refuse_destroyed,
    refuse_unequal,
)
from services.ballot_box.file import changing, lay_out, looking
from services.ballot_box.kept_key import drop_key, keep_key
from services.ballot_box.private_file import write_private
from services.ballot_box.seals import (
    MOST_OPTIONS,
    new_private_key,
    public_key_of,
    sealed_ballot,
    tracking_code,
    wrapped_key,
)
from services.errors.ballots import AlreadyCast, BoxClosed, NotOnRoll
from services.rules.ballots import ballot_of, marks_of
from services.rules.manifest import Manifest, check_manifest, manifest_text

_INSERT = "INSERT INTO box (id, state, manifest, public_key, wrapped_key) VALUES (1, ?, ?, ?, ?)"
_TICK_OFF = "UPDATE roll SET used = 1 WHERE voter = ? AND used = 0 RETURNING unit"


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of how many have voted; nothing else is known of an open box."""

    cast: int
    issued: int


def new_box_name() -> str:
    """The name of a box to be made, in which nothing tells the round."""
    return f"{token_hex(8)}.box"


def box_path(folder: Path, name: str) -> Path:
    """Where the box of that name stands in the data folder."""
    return folder / "ballots" / name


def open_box(path: Path, manifest: Manifest, passphrase: str = "") -> None:
    """Make the box with its roll and its pair of keys; the passphrase is kept nowhere.

    Raises:
        PollUnfit, CountAbove: the round cannot be voted on so.
        PassphraseUnfit: the passphrase is too short or too long.
        FolderNotWritable: the data folder takes no files.
    """
    check_manifest(manifest, MOST_OPTIONS)
    private_key = new_private_key()
    quick = manifest.mode is BoxMode.QUICK
    wrapped = None if quick else wrapped_key(private_key, passphrase)
    row = (BoxState.OPEN.value, manifest_text(manifest), public_key_of(private_key), wrapped)
    write_private(path, b"")
    try:
        if quick:
            keep_key(path, private_key)
        with changing(path) as box:
            lay_out(box)
            box.execute(_INSERT, row)
            box.execute("INSERT INTO ballots (id, sealed) VALUES (1, x'')")
            roll = [(one.voter, one.unit) for one in manifest.electors]
            box.executemany("INSERT INTO roll (voter, unit) VALUES (?, ?)", roll)
    except BaseException:
        discard_box(path)
        raise


def discard_box(path: Path) -> None:
    """Remove a box into which nobody has voted, or one that cannot be read any more."""
    drop_key(path)
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def cast(path: Path, voter: str, given: Mapping[str, Answer]) -> str:
    """Put the voter's one ballot into the box and give its tracking code, once it is there for good.

    Raises:
        NotOnRoll: the voter was not there when the box was opened.
        AlreadyCast: the voter's ballot is in the box already, also where its answer got lost on the way.
        BoxClosed, BoxDestroyed: the box takes no ballots any more.
        BallotRefused, NotFound: the ballot does not fit the round.
        DatabaseBusy, FolderNotWritable, BoxDamaged: the box could not be written; nothing is in it.
    """
    with changing(path) as box:
        content = content_of(box, path)
        refuse_destroyed(content)
        unit = _tick_off(box, content, voter)
        if content.state is not BoxState.OPEN:
            raise BoxClosed(title=content.title)
        form = content.manifest.form
        ballot = ballot_of(form, given, content.manifest.names, unit)
        sealed = sealed_ballot(marks_of(form, ballot), content.public_key)
        ballots = [*content.ballots, sealed]
        SystemRandom().shuffle(ballots)
        refuse_unequal(box, ballots, path)
        box.execute("UPDATE ballots SET sealed = ?", (b"".join(ballots),))
    return tracking_code(sealed)


def has_cast(path: Path, voter: str) -> bool:
    """Whether the voter's ballot is in the box, for the voter alone to know while it is open.

    Raises:
        NotOnRoll: the voter was not there when the box was opened.
    """
    with looking(path) as box:
        content = content_of(box, path)
        used = box.execute("SELECT used FROM roll WHERE voter = ?", (voter,)).fetchone()
    if used is None:
        raise NotOnRoll(title=content.title)
    return bool(used[0])


def turnout_of(path: Path) -> Turnout:
    """How many have voted, whatever the state of the box."""
    with looking(path) as box:
        return Turnout(*box.execute("SELECT coalesce(sum(used), 0), count(*) FROM roll").fetchone())


def close_box(path: Path) -> Turnout:
    """Have the box take no ballots from here on, and say how many are in it.

    Raises:
        BoxDestroyed: the round is certified or void.
    """
    with changing(path) as box:
        content = content_of(box, path)
        refuse_destroyed(content)
        if content.state is BoxState.OPEN:
            move(box, BoxState.CLOSED)
    return turnout_of(path)


def _tick_off(box: sqlite3.Connection, content: BoxContent, voter: str) -> str | None:
    """Mark on the roll that the voter has voted, which can be done once, and give the unit voted for."""
    ticked = box.execute(_TICK_OFF, (voter,)).fetchall()
    if ticked:
        unit: str | None = ticked[0][0]
        return unit
    if box.execute("SELECT 1 FROM roll WHERE voter = ?", (voter,)).fetchone():
        raise AlreadyCast(title=content.title)
    raise NotOnRoll(title=content.title)
