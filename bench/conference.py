"""The day of the conference: casting, showing and closing, each as people wait for it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import ballots, showing, voting
from bench.electorate import electorate
from bench.measuring import judged, load, milliseconds, print_table
from tests.serving import serving


@dataclass(frozen=True, slots=True)
class Size:
    """How many have a vote, vote at once, press at once on the page, look on, and vote while they do."""

    voters: int = 300
    crowd: int = 32
    phones: int = 20
    viewers: int = 200
    casts: int = 10


def run(folder: Path, rounds: int, size: Size = Size()) -> None:
    """Print how long people wait, medians of the rounds, and cast, show and close as one table at the end."""
    hall = electorate(folder, size.voters)
    try:
        served = ballots.measure(hall, rounds, size.crowd)
        ballots.show(served, size.voters, size.crowd)
        of_service = _conditions(rounds)
        with serving(hall.settings, folder / "server.log") as product:
            paged = voting.measure(hall, product, rounds, size.phones)
            voting.show(paged)
            of_page = _conditions(rounds)
            shown = showing.measure(hall, product, rounds, size.viewers, size.casts)
            showing.show(shown, size.viewers)
            of_display = _conditions(rounds)
    finally:
        hall.engine.dispose()
    by_command = f"the command, until {size.voters} have, p95"
    on_page = f"the page, {size.phones} at once, press to code, p95"
    to_display = f"cast to the display of {size.viewers} viewers, p95"
    to_verdict = f"to the signed verdict, {size.voters} ballots"
    rows = [
        ("cast", by_command, *_told(ballots.cast_p95(served), ballots.CAST_GOAL), *of_service),
        ("cast", on_page, *_told(voting.p95(paged), voting.GOAL), *of_page),
        ("show", to_display, *_told(showing.p95(shown), showing.GOAL), *of_display),
        ("close", to_verdict, *_told(ballots.verdict(served), ballots.VERDICT_GOAL), *of_service),
    ]
    print_table(
        "Cast, show, close", ("name", "what", "took", "goal", "", "on the machine", "at, rounds"), rows
    )


def _told(took: float, goal: float) -> tuple[str, str, str]:
    return (milliseconds(took), *judged(took, goal))


def _conditions(rounds: int) -> tuple[str, str]:
    """What else the machine had to do, and when and how often it was measured."""
    return load(), f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {rounds}"
