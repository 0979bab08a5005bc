"""The SQLite file of one box: its tables, its transactions, and what goes wrong with them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from services.errors.ballots import BoxDamaged
from services.errors.installation import DatabaseBusy, FolderNotWritable

BUSY_SECONDS = 10
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)

_TABLES = (
    """
    CREATE TABLE box (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'counted', 'certified', 'void')),
        manifest TEXT NOT NULL,
        public_key BLOB NOT NULL,
        wrapped_key BLOB,
        bundle BLOB
    )
    """,
    "CREATE TABLE ballots (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL)",
    """
    CREATE TABLE roll (
        voter TEXT PRIMARY KEY,
        unit TEXT,
        used INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
    ) WITHOUT ROWID
    """,
)

# SQLite has those who wait try again after ever longer pauses; within a process all take turns.
_TURN = Lock()


def lay_out(box: sqlite3.Connection) -> None:
    """Make the tables of an empty box; the roll lies in the order of the voters' ids, not of their votes."""
    for table in _TABLES:
        box.execute(table)


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """The box to be changed by one transaction, held from its first statement on; all of it or nothing.

    Raises:
        DatabaseBusy: others held it for longer than BUSY_SECONDS.
        FolderNotWritable: the disk is full, or closed to the product; nothing was changed.
        BoxDamaged: the file is gone, or is no box.
    """
    if not _TURN.acquire(timeout=BUSY_SECONDS):
        raise DatabaseBusy()
    try:
        with _connected(path) as box:
            box.execute("BEGIN IMMEDIATE")
            try:
                yield box
                box.execute("COMMIT")
            except BaseException:
                if box.in_transaction:
                    box.execute("ROLLBACK")
                raise
    finally:
        _TURN.release()


@contextmanager
def looking(path: Path) -> Iterator[sqlite3.Connection]:
    """The box to be looked at, as it stands at one moment.

    Raises: as `changing`.
    """
    with _connected(path) as box:
        box.execute("BEGIN")
        yield box


def rewrite(path: Path) -> None:
    """Write the file anew, so that nothing is left of what was taken out of it.

    Raises: as `changing`.
    """
    with _connected(path) as box:
        box.execute("VACUUM")


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"  # never a new file in place of one that is gone
        with closing(sqlite3.connect(address, BUSY_SECONDS, isolation_level=None, uri=True)) as box:
            # No history: the journal is cut off after each commit, and what is freed is overwritten
            for pragma in (
                "journal_mode=TRUNCATE",
                "synchronous=FULL",
                "secure_delete=ON",
                "temp_store=MEMORY",
            ):
                box.execute(f"PRAGMA {pragma}")
            yield box
    except sqlite3.DatabaseError as fault:
        kind = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the rest tells where exactly
        if kind in _BUSY:
            raise DatabaseBusy() from fault
        if kind in _FULL:
            raise FolderNotWritable() from fault
        raise BoxDamaged(place=path.name) from fault
