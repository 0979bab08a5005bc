"""A hall that follows the projector, beside the same hall before an app that redraws one constant line.

Every second viewer has an account, the others came by a share link.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from urllib.request import urlopen

from sqlmodel import Session, col, select

from bench.crowds import Figures, Row, figures_of, print_beside
from bench.measuring import load
from bench.processes import cpu_seconds, memory_of
from bench.viewers import Screen, watch
from models.conference import Delegate
from models.conference_enums import AttendanceState
from models.enums import Role
from models.polls import Poll
from models.year import BlockYear, YearUnit
from pages.account.entry import COOKIE
from pages.account.sharing_entry import COOKIE as LINK_COOKIE
from services.attendance import mark_attendance
from services.database import Database, engine_of, prepare, writing
from services.demonstration import load_demonstration
from services.rules.rights import OPERATOR
from services.settings import ROOT, Settings
from tests import rounds as polls
from tests.factories import MadeYear, made_actor, made_link, token_of
from tests.serving import environment_of, free_port, serving

VIEWERS, SECONDS = 100, 20.0
PAGE = "trinh-chieu"
BARE_APP = Path(__file__).with_name("bare_app.py")
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Hall:
    """A served screen, its process, and what happens there: before a round and halfway through it."""

    screen: Screen
    pid: int
    before: Callable[[], object]
    halfway: Callable[[], object]


ROWS: tuple[Row[Figures], ...] = (
    ("refresh, p50", "{:.1f} ms", lambda found: median(one.p50 for one in found), "", 0),
    ("refresh, p95", "{:.1f} ms", lambda found: median(one.p95 for one in found), "<= 250 ms", 250),
    ("refresh, slowest of all", "{:.1f} ms", lambda found: max(one.slowest for one in found), "", 0),
    ("refreshes due, all rounds", "{:.0f}", lambda found: sum(one.due for one in found), "", 0),
    ("refreshes missed", "{:.0f}", lambda found: sum(one.due - one.came for one in found), "0", 0),
    ("server, of one core", "{:.0f} %", lambda found: median(one.cpu for one in found), "", 0),
    ("server, memory", "{:.0f} MiB", lambda found: median(one.memory for one in found), "", 0),
)


def run(folder: Path, rounds: int, viewers: int = VIEWERS, seconds: float = SECONDS) -> None:
    """Print how the hall is served, medians of the rounds; a vote is closed in the middle of each."""
    with _product(folder) as product, _bare(folder) as bare:
        halls = {"product": product, "bare": bare}
        found: dict[str, list[Figures]] = {name: [] for name in halls}
        order, chance = list(halls), Random(1)
        for _ in range(rounds):
            chance.shuffle(order)
            for name in order:
                found[name].append(_measure(halls[name], viewers, seconds))
    title = f"{viewers} viewers, each every 2 s, {seconds:g} s a round ({load()})"
    print_beside(title, ("product", "bare app"), ROWS, found["product"], found["bare"])


def _measure(hall: Hall, viewers: int, seconds: float) -> Figures:
    hall.before()

    def cpu() -> float:
        return cpu_seconds(hall.pid)

    seen = asyncio.run(watch(hall.screen, viewers, seconds, cpu, hall.halfway))
    return figures_of(seen, seconds, memory_of(hall.pid))


@contextmanager
def _product(folder: Path) -> Iterator[Hall]:
    """The served product with the demonstration, a person in the hall, and a vote a round."""
    settings = Settings(data_folder=folder / "data")
    engine = engine_of(settings)
    prepare(engine)
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        token = token_of(session, made_actor(session, Role.VIEWER, username="hall").account_id or 0)
        link = made_link(session, last_year(session))
    votes = Votes(engine)
    with serving(settings, folder / "product.log") as served:
        cookies = (f"{COOKIE}={token}", f"{LINK_COOKIE}={link}")
        screen = Screen(f"ws://127.0.0.1:{served.port}/_stcore/stream", PAGE, cookies)
        yield Hall(screen, served.process.pid, votes.open, votes.close)
    engine.dispose()


class Votes:
    """One vote after the other in the demonstration's last year, with all of its delegates there."""

    def __init__(self, engine: Database) -> None:
        self._engine = engine
        with writing(engine) as session:
            key = last_year(session).id
            people = session.exec(select(Delegate.id).where(Delegate.block_year_id == key)).all()
            summoned = [one for one in people if one is not None]
            mark_attendance(session, OPERATOR, key, summoned, AttendanceState.PRESENT)
        self._numbers = iter(range(1, 1000))
        self._poll_id = 0

    def open(self) -> None:
        """Open the next one, on the first three units."""
        with writing(self._engine) as session:
            made = last_year(session)
            given = polls.frame(title=f"Bench {next(self._numbers)}")
            self._poll_id = polls.opened_poll(session, made, given)

    def close(self) -> None:
        """Close it, count it and read it out."""
        with writing(self._engine) as session:
            there = session.exec(select(Poll.present).where(Poll.id == self._poll_id)).one() or 0
            polls.finish(session, self._poll_id, there - 1, 1, 0, issued=there, collected=there, invalid=0)


def last_year(session: Session) -> MadeYear:
    """The demonstration's last year, with its first three units."""
    year = session.exec(select(BlockYear).order_by(col(BlockYear.year).desc())).first()
    assert year is not None
    assert year.id is not None
    on_roll = select(YearUnit.unit_id).where(YearUnit.block_year_id == year.id)
    units = session.exec(on_roll.order_by(col(YearUnit.position)).limit(3)).all()
    return MadeYear(year.id, year.block_id, tuple(units))


@contextmanager
def _bare(folder: Path) -> Iterator[Hall]:
    """The bare app under the product's own server settings."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(BARE_APP), "--server.port", str(port)]
    environment = environment_of(Settings(data_folder=folder))
    with (folder / "bare.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        screen = Screen(f"ws://127.0.0.1:{port}/_stcore/stream", "", ("",))
        yield Hall(screen, process.pid, lambda: None, lambda: None)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise TimeoutError(url)
