"""What the hall follows: one thread reads the watched rounds after each change, and everybody looks.

Looking costs no SQL. The thread runs while somebody looks, and outlives an outage of the database: what is
seen then is marked as old. While the displays are frozen everybody sees what was seen last before.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from services import database
from services.errors.installation import DatabaseUnreachable
from services.queries.accounts import watchers_of
from services.queries.board import PollBoard
from services.queries.hall import HallBoard, hall_of
from services.queries.sharing import links_that_watch
from services.settings import settings

PERIOD_SECONDS = 0.25
MOVING_SECONDS = 0.5
STALE_SECONDS = 6.0
FORGET_SECONDS = 60.0
FIRST_LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Watch:
    """The hall of a year; with a `poll_id` that round, whatever the displays are set to."""

    block_id: int
    block_year_id: int
    poll_id: int | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees: when the database last said so, and whether that is too long ago.

    `checked_at` is None while the database has not answered yet.
    """

    hall: HallBoard | None
    checked_at: datetime | None
    stale: bool

    @property
    def board(self) -> PollBoard | None:
        """The round that is shown."""
        return self.hall.round if self.hall else None


@dataclass(frozen=True, slots=True)
class _Snapshot:
    hall: HallBoard | None
    viewers: frozenset[int]
    links: Mapping[int, datetime]
    read_at: float

    def is_due(self) -> bool:
        """Whether it shows something that moves by itself, and has been read long enough ago."""
        return self.hall is not None and self.hall.moves and time.monotonic() - self.read_at > MOVING_SECONDS

    def after(self, before: "_Snapshot | None") -> "_Snapshot":
        """What is shown after that one: the same, as long as the displays are frozen."""
        if self.hall is None or self.hall.frozen_at is None:
            return self
        shown = before.hall if before else None
        return replace(self, hall=self.hall.kept_as(shown))

    def is_for(self, account_id: int | None, link_id: int | None) -> bool:
        """Whether it may be seen now; that a link runs out, no change of the database tells."""
        if link_id is None:
            return account_id in self.viewers
        return link_id in self.links and datetime.now(UTC) < self.links[link_id]


class Boards:
    """The boards that somebody looks at, kept up to date by a thread of their own."""

    def __init__(self, engine: database.Database, folder: Path | None = None) -> None:
        self._engine, self._folder = engine, folder or settings().data_folder
        self._changed = threading.Condition()
        self._looked: dict[Watch, float] = {}
        self._snapshots: dict[Watch, _Snapshot] = {}
        self._checked_at: datetime | None = None
        self._checked = 0.0
        self._thread: threading.Thread | None = None

    def look(self, watch: Watch, account_id: int | None, link_id: int | None = None) -> Sight | None:
        """What the account, or the share link, may see of the watched round now; None if it may see nothing.

        Only the first look at a round waits for the database.
        """
        with self._changed:
            self._looked[watch] = time.monotonic()
            self._start()
            if watch not in self._snapshots:
                self._changed.notify_all()
                self._changed.wait_for(lambda: watch in self._snapshots, FIRST_LOOK_SECONDS)
            snapshot = self._snapshots.get(watch)
            stale = time.monotonic() - self._checked > STALE_SECONDS
            checked_at = self._checked_at
        if snapshot is None:
            return Sight(None, None, stale=True)
        return Sight(snapshot.hall, checked_at, stale) if snapshot.is_for(account_id, link_id) else None

    def has_seen(self, watch: Watch) -> bool:
        """Whether a look at that hall is answered at once."""
        return watch in self._snapshots

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="boards", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        changes = database.ChangeWatch(self._engine)
        while watches := self._watched():
            self._refresh(changes, watches)
            with self._changed:
                self._changed.wait(PERIOD_SECONDS)
        changes.close()

    def _watched(self) -> list[Watch]:
        """The rounds that somebody looked at within a minute; with the last of them the thread ends."""
        with self._changed:
            oldest = time.monotonic() - FORGET_SECONDS
            for watch in [watch for watch, looked in self._looked.items() if looked < oldest]:
                del self._looked[watch]
                self._snapshots.pop(watch, None)
            if not self._looked:
                self._thread = None
            return list(self._looked)

    def _refresh(self, changes: database.ChangeWatch, watches: Sequence[Watch]) -> None:
        try:
            due = watches if changes.moved() else [one for one in watches if self._is_due(one)]
            read = self._read(due) if due else {}
        except DatabaseUnreachable:
            changes.close()  # so that everything is read again once it answers
            return
        with self._changed:
            self._snapshots |= read
            self._checked_at, self._checked = datetime.now(UTC), time.monotonic()
            self._changed.notify_all()

    def _is_due(self, watch: Watch) -> bool:
        return watch not in self._snapshots or self._snapshots[watch].is_due()

    def _read(self, watches: Sequence[Watch]) -> Mapping[Watch, _Snapshot]:
        with database.answering(self._engine), database.reading(self._engine) as session:
            return {
                watch: _Snapshot(
                    hall_of(session, watch.block_year_id, watch.poll_id, datetime.now(UTC), self._folder),
                    watchers_of(session, watch.block_id, watch.block_year_id),
                    links_that_watch(session, watch.block_year_id, datetime.now(UTC)),
                    time.monotonic(),
                ).after(self._snapshots.get(watch))
                for watch in watches
            }


@st.cache_resource(show_spinner=False, hash_funcs={database.Database: id})
def boards(engine: database.Database) -> Boards:
    """The one keeper of boards that this process has for the database."""
    return Boards(engine)
