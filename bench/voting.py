"""Voters who press at once: from the press on the served page to the code of the ballot."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from threading import Barrier

from bench.electorate import OPTIONS, Electorate
from bench.measuring import judged, load, milliseconds, print_table, seconds_of
from bench.processes import cpu_seconds
from models.enums import BoxMode
from tests.phones import phone
from tests.serving import Served

GOAL = 2.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round gave: seconds of each voter, sorted; ballots without a code; processor a ballot."""

    took: list[float]
    lost: int
    processor: float


def measure(hall: Electorate, served: Served, rounds: int, voters: int) -> list[Figures]:
    """The figures of each round, every voter with a card and a connection of the own."""
    return [_round(hall, served, voters) for _ in range(rounds)]


def show(found: Sequence[Figures]) -> None:
    """Print what the rounds gave as one table."""
    voters = len(found[0].took)
    lost = sum(one.lost for one in found)
    processor = median(one.processor for one in found)
    rows = [
        ("press to code, p50", milliseconds(median(one.took[voters // 2] for one in found)), "", ""),
        ("press to code, p95", milliseconds(p95(found)), *judged(p95(found), GOAL)),
        (
            f"press to code, slowest of {len(found)} rounds",
            milliseconds(max(one.took[-1] for one in found)),
            "",
            "",
        ),
        ("without a code", str(lost), "0", "MISSED" if lost else "met"),
        ("processor of the server, a ballot", milliseconds(processor), "", ""),
    ]
    print_table(f"{voters} voters press at once on the page ({load()})", ("what", "took", "goal", ""), rows)


def p95(found: Sequence[Figures]) -> float:
    """What the slowest of twenty waits, the median of the rounds."""
    return median(one.took[(len(one.took) * 95 - 1) // 100] for one in found)


def _round(hall: Electorate, served: Served, voters: int) -> Figures:
    poll_id, together = hall.open(BoxMode.QUICK), Barrier(voters + 1)
    with ExitStack() as stack, ThreadPoolExecutor(voters) as pool:
        telephones = [stack.enter_context(phone(served, card)) for card in hall.cards[:voters]]
        for place, one in enumerate(telephones):
            one.choose(place % OPTIONS)
        codes: list[str] = []

        def press(place: int) -> float:
            together.wait()
            return seconds_of(lambda: codes.append(telephones[place].confirm()))

        pressed = [pool.submit(press, place) for place in range(len(telephones))]
        before = cpu_seconds(served.process.pid)
        together.wait()
        took = sorted(one.result() for one in pressed)
        spent = cpu_seconds(served.process.pid) - before
    hall.void(poll_id)
    return Figures(took, len(took) - len(set(codes) - {""}), spent / len(took))
