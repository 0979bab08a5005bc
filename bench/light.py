"""A thousand telephones on the light page: what they cost the product, beside the cheapest answer it has.

Each viewer keeps its connection and asks every two seconds for what it does not know yet, as the page's
script does; there is no cache between. A vote is read out in the middle, and every viewer has to see it.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from bench.crowds import Figures, Row, figures_of, print_beside
from bench.measuring import load
from bench.processes import cpu_seconds, memory_of
from bench.projector import Votes, last_year
from models.enums import ShareView
from pages.conference.light import PICTURE_PATH
from pages.shared.cookies import DISPLAY
from services.database import engine_of, prepare, writing
from services.demonstration import load_demonstration
from services.rules.rights import OPERATOR
from services.settings import Settings
from tests.factories import made_link
from tests.serving import serving

VIEWERS, SECONDS = 1000, 20.0
PERIOD_SECONDS = 2.0
ARRIVAL_SECONDS = 0.01
SETTLE_SECONDS = 3.0
CHEAPEST = "/_stcore/health"


@dataclass(slots=True)
class Crowd:
    """What the viewers of one round saw; seconds of each answer, and how many bytes came."""

    took: list[float] = field(default_factory=list)
    due: int = 0
    received: int = 0
    unchanged: int = 0
    last_seen: set[str] = field(default_factory=set)
    cost: float = 0.0
    measuring: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LightFigures(Figures):
    """And how many answers had no picture, and how many pictures were on the telephones at the end."""

    unchanged: int
    pictures: int


ROWS: tuple[Row[LightFigures], ...] = (
    ("answer, p50", "{:.1f} ms", lambda found: median(one.p50 for one in found), "", 0),
    ("answer, p95", "{:.1f} ms", lambda found: median(one.p95 for one in found), "", 0),
    ("answer, slowest of all", "{:.1f} ms", lambda found: max(one.slowest for one in found), "", 0),
    ("answers due, all rounds", "{:.0f}", lambda found: sum(one.due for one in found), "", 0),
    ("answers missed", "{:.0f}", lambda found: sum(one.due - one.came for one in found), "0", 0),
    ("answers without a picture", "{:.0f}", lambda found: sum(one.unchanged for one in found), "", 0),
    ("pictures at the end, most", "{:.0f}", lambda found: max(one.pictures for one in found), "1", 1),
    ("server, of one core", "{:.1f} %", lambda found: median(one.cpu for one in found), "<= 30 %", 30),
    ("server, memory", "{:.0f} MiB", lambda found: median(one.memory for one in found), "", 0),
)


def run(folder: Path, rounds: int, viewers: int = VIEWERS, seconds: float = SECONDS) -> None:
    """Print how the crowd is served, medians of the rounds; a vote is read out in the middle of each."""
    settings = Settings(data_folder=folder / "light")
    engine = engine_of(settings)
    prepare(engine)
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        token = made_link(session, last_year(session), ShareView.HALL)
    votes = Votes(engine)
    found: dict[str, list[LightFigures]] = {PICTURE_PATH: [], CHEAPEST: []}
    with serving(settings, folder / "light.log") as served:
        for _ in range(rounds):
            for path, figures in found.items():
                votes.open()
                crowd = asyncio.run(
                    _watched(served.port, served.process.pid, path, token, viewers, seconds, votes.close)
                )
                figures.append(_figures(crowd, seconds, memory_of(served.process.pid)))
    engine.dispose()
    title = f"{viewers} telephones, each every 2 s, {seconds:g} s a round ({load()})"
    print_beside(title, ("light page", "health route"), ROWS, *found.values())


async def _watched(
    port: int,
    pid: int,
    path: str,
    token: str,
    viewers: int,
    seconds: float,
    halfway: Callable[[], object],
) -> Crowd:
    crowd = Crowd()
    async with asyncio.TaskGroup() as tasks:
        for number in range(viewers):
            tasks.create_task(_viewer(port, path, token, number * ARRIVAL_SECONDS, crowd))
        await asyncio.sleep(viewers * ARRIVAL_SECONDS + SETTLE_SECONDS)
        crowd.measuring, before = True, cpu_seconds(pid)
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(halfway)
        await asyncio.sleep(seconds / 2)
        crowd.measuring, crowd.cost = False, cpu_seconds(pid) - before
        crowd.last_seen.clear()
        await asyncio.sleep(PERIOD_SECONDS * 1.5)  # so that each tells once more which picture it has
        crowd.over = True
    return crowd


async def _viewer(port: int, path: str, token: str, arrival: float, crowd: Crowd) -> None:
    """One telephone: asks, reads, waits about two seconds from the answer on, as the page's script does."""
    chance = random.Random(arrival)
    await asyncio.sleep(arrival)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    tag = ""
    try:
        while not crowd.over:
            asked, counts = time.perf_counter(), crowd.measuring
            crowd.due += counts
            known = f"If-None-Match: {tag}\r\n" if tag else ""
            host = f"Host: 127.0.0.1:{port}\r\nCookie: {DISPLAY}={token}\r\n"
            writer.write(f"GET {path} HTTP/1.1\r\n{host}{known}\r\n".encode())
            status, tag, received = await _answer(reader)
            crowd.last_seen.add(tag)
            if counts:
                crowd.took.append(time.perf_counter() - asked)
                crowd.received += received
                crowd.unchanged += status == 304
            await asyncio.sleep(PERIOD_SECONDS * (0.9 + chance.random() / 5))
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str, int]:
    """The status, the tag and the size of an answer, read to its end.

    Raises: ConnectionError when it is neither a picture nor that it has not changed.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(first.split()[1])
    if status not in (200, 304):
        raise ConnectionError(first)
    size = int(headers.get("content-length", 0)) if status == 200 else 0
    await reader.readexactly(size)
    return status, headers.get("etag", ""), len(head) + size


def _figures(crowd: Crowd, seconds: float, memory: float) -> LightFigures:
    common = asdict(figures_of(crowd, seconds, memory))
    return LightFigures(**common, unchanged=crowd.unchanged, pictures=len(crowd.last_seen))
