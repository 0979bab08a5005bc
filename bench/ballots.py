"""Casting through the service until all have voted, many voters at once, and from closing to the verdict."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median
from threading import Barrier

from sqlmodel import select

from bench.electorate import Electorate
from bench.measuring import judged, load, milliseconds, print_table
from models.enums import Answer
from models.polls import Poll
from services import audit
from services.ballot_box.box import turnout_of
from services.ballots import cast_ballot
from services.box_counts import open_ballot_box
from services.database import reading
from services.errors.base import DomainError
from services.storage.boxes import box_of
from tests.ballot_box.boxes import PASSPHRASE

CAST_GOAL, VERDICT_GOAL, WORST_GOAL, WORST_FOLD = 0.020, 0.5, 0.100, 50


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor, which other work on the machine does not lengthen."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round gave: each cast in their order of length, how long each of a crowd waited."""

    casts: list[Took]
    waits: list[float]
    wrong: int
    verdict: Took


def measure(hall: Electorate, rounds: int, crowd: int) -> list[Figures]:
    """The figures of each round, all of it through the commands that the screens call."""
    return [_round(hall, crowd) for _ in range(rounds)]


def show(found: Sequence[Figures], voters: int, crowd: int) -> None:
    """Print what the rounds gave as one table."""
    p50 = _of_rounds([one.casts[len(one.casts) // 2] for one in found])
    worst = max(max(one.waits) for one in found)
    limit = max(WORST_GOAL, WORST_FOLD * p50.clock)
    wrong = sum(one.wrong for one in found)
    rows = [
        (f"cast, until {voters} have, p50", milliseconds(p50.clock), milliseconds(p50.processor), "", ""),
        (f"cast, until {voters} have, p95", *_judged(_cast_p95(found), CAST_GOAL)),
        (
            f"{crowd} at once, worst wait of {len(found)} rounds",
            milliseconds(worst),
            "",
            *judged(worst, limit),
        ),
        (f"{crowd} at once, refused or double", str(wrong), "", "0", "MISSED" if wrong else "met"),
        (f"close to signed verdict, {voters} ballots", *_judged(_verdict(found), VERDICT_GOAL)),
    ]
    print_table(
        f"A sealed box, through the service ({load()})", ("what", "took", "processor", "goal", ""), rows
    )


def cast_p95(found: Sequence[Figures]) -> float:
    """What the slowest cast in twenty takes, the median of the rounds."""
    return _cast_p95(found).clock


def verdict(found: Sequence[Figures]) -> float:
    """From closing to the signed verdict, the median of the rounds."""
    return _verdict(found).clock


def _cast_p95(found: Sequence[Figures]) -> Took:
    return _of_rounds([one.casts[len(one.casts) * 95 // 100] for one in found])


def _verdict(found: Sequence[Figures]) -> Took:
    return _of_rounds([one.verdict for one in found])


def _of_rounds(took: list[Took]) -> Took:
    return Took(median(one.clock for one in took), median(one.processor for one in took))


def _round(hall: Electorate, crowd: int) -> Figures:
    hall.sign_in()
    poll_id = hall.open()
    ballots = hall.ballots(poll_id)
    casts = sorted(
        (
            _took(partial(_cast, hall, poll_id, place, ballots[place % len(ballots)]))
            for place in range(len(hall.voters))
        ),
        key=lambda took: took.clock,
    )
    decided = _took(partial(_decide, hall, poll_id))
    waits, wrong = _at_once(hall, crowd)
    return Figures(casts, waits, wrong, decided)


def _took(work: Callable[[], object]) -> Took:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def _cast(hall: Electorate, poll_id: int, place: int, given: Mapping[str, Answer]) -> None:
    with reading(hall.engine) as session:
        cast_ballot(session, hall.voters[place], poll_id, given, folder=hall.folder)


def _decide(hall: Electorate, poll_id: int) -> None:
    hall.close(poll_id)
    seen = hall.version(poll_id)
    with audit.witnessed(hall.engine, hall.teller) as session:
        opening = open_ballot_box(
            session, hall.teller, poll_id, PASSPHRASE, seen_version=seen, folder=hall.folder
        )
    assert opening.right


def _at_once(hall: Electorate, crowd: int) -> tuple[list[float], int]:
    """How long each of the crowd waited for an answer, and how many got a wrong one or have no ballot."""
    poll_id, together = hall.open(), Barrier(crowd)
    given = hall.ballots(poll_id)[0]

    def vote(place: int) -> tuple[float, int]:
        together.wait()
        began, refused = time.perf_counter(), 0
        try:
            _cast(hall, poll_id, place, given)
        except DomainError:
            refused = 1
        return time.perf_counter() - began, refused

    with ThreadPoolExecutor(crowd) as pool:
        answers = list(pool.map(vote, range(crowd)))
    with reading(hall.engine) as session:
        poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
        double = turnout_of(box_of(hall.folder, poll)).cast - crowd
    hall.void(poll_id)
    return [took for took, _ in answers], sum(refused for _, refused in answers) + abs(double)


def _judged(took: Took, goal: float) -> tuple[str, str, str, str]:
    return milliseconds(took.clock), milliseconds(took.processor), *judged(took.clock, goal)
