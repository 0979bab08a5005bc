"""From a ballot that is cast to the turnout on the displays of all viewers, who refresh every two seconds.

Half of them have an account, the others came by a share link, as in `bench.projector`.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.electorate import Electorate
from bench.measuring import judged, load, milliseconds, print_table
from bench.processes import cpu_seconds
from bench.projector import PAGE
from bench.viewers import Rising, Screen, watch
from models.enums import BoxMode, Role
from pages.account.entry import COOKIE
from pages.account.sharing_entry import COOKIE as LINK_COOKIE
from services.ballots import cast_ballot
from services.database import reading, writing
from tests.factories import made_actor, made_link, token_of
from tests.serving import Served

GOAL = 3.0
EVERY_SECONDS, AROUND_SECONDS = 1.7, 8.0  # not the pace of the viewers; time enough for the last to be shown


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round gave: seconds until each viewer saw each ballot, and how many never did; refreshes."""

    lags: list[float]
    unseen: int
    refreshes: list[float]
    missed: int
    cpu: float


def measure(hall: Electorate, served: Served, rounds: int, viewers: int, casts: int) -> list[Figures]:
    """The figures of each round of so many viewers and ballots."""
    with writing(hall.engine) as session:
        looker = made_actor(session, Role.VIEWER, block_id=hall.made.block_id)
        token = token_of(session, looker.account_id or 0)
        cookies = (f"{COOKIE}={token}", f"{LINK_COOKIE}={made_link(session, hall.made)}")
    screen = Screen(f"ws://127.0.0.1:{served.port}/_stcore/stream", PAGE, cookies)
    return [_round(hall, served, screen, viewers, casts) for _ in range(rounds)]


def show(found: Sequence[Figures], viewers: int) -> None:
    """Print what the rounds gave as one table."""
    unseen, missed = sum(one.unseen for one in found), sum(one.missed for one in found)
    p50 = median(median(one.lags) for one in found)
    slowest = max(max(one.lags) for one in found)
    refresh = median(_p95(one.refreshes) for one in found)
    rows = [
        ("cast to display, p50", milliseconds(p50), "", ""),
        ("cast to display, p95", milliseconds(p95(found)), *judged(p95(found), GOAL)),
        (f"cast to display, slowest of {len(found)} rounds", milliseconds(slowest), "", ""),
        ("ballots that a viewer never saw", str(unseen), "0", "MISSED" if unseen else "met"),
        ("refresh, p95", milliseconds(refresh), "", ""),
        ("refreshes missed", str(missed), "0", "MISSED" if missed else "met"),
        ("server, of one core", f"{median(one.cpu for one in found):.0f} %", "", ""),
    ]
    print_table(f"{viewers} viewers, each every 2 s ({load()})", ("what", "took", "goal", ""), rows)


def p95(found: Sequence[Figures]) -> float:
    """From a cast to the slowest of twenty displays, the median of the rounds."""
    return median(_p95(one.lags) for one in found)


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[(len(seconds) * 95 - 1) // 100]


def _round(hall: Electorate, served: Served, screen: Screen, viewers: int, casts: int) -> Figures:
    poll_id = hall.open(BoxMode.QUICK)
    # Of all summoned one is absent, and so the turnout alone is a part of this whole
    rising = Rising(re.compile(rb"<b>(\d+)/%d</b>" % len(hall.voters)))
    gauge = partial(cpu_seconds, served.process.pid)
    voting = partial(_cast, hall, poll_id, casts, rising)
    seen = asyncio.run(watch(screen, viewers, AROUND_SECONDS, gauge, voting, rising))
    hall.void(poll_id)
    return Figures(
        lags=rising.lags,
        unseen=viewers * casts - len(rising.lags),
        refreshes=seen.took,
        missed=seen.due - len(seen.took),
        cpu=100 * seen.cost / (AROUND_SECONDS + casts * EVERY_SECONDS),
    )


def _cast(hall: Electorate, poll_id: int, casts: int, rising: Rising) -> None:
    given = hall.ballots(poll_id)
    for place in range(casts):
        rising.rise()
        with reading(hall.engine) as session:
            cast_ballot(session, hall.voters[place], poll_id, given[place % len(given)], folder=hall.folder)
        time.sleep(EVERY_SECONDS)
