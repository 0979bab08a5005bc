"""Viewers of a live Streamlit screen: each speaks the browser's own protocol and refreshes on its own timer.

A viewer asks whether or not the last answer has come, as a browser's timer does, and an answer is charged to
the oldest question that waits, so that a server that falls behind cannot hide it.
"""

import asyncio
import random
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LARGEST_FINISH = 400  # bytes; what is larger draws something and need not be parsed
ARRIVAL_SECONDS = 0.02  # from one viewer to the next
OPEN_SECONDS = 60.0
SETTLE_SECONDS = 3.0
DRAIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Screen:
    """A live screen of a server on this machine, and the cookies of those who may see it, taken in turn."""

    url: str
    page: str
    cookies: Sequence[str]


@dataclass(slots=True)
class Rising:
    """A number on the screen that rises by one now and then: how long each viewer waits for each rise.

    `form` finds it in what is sent.
    """

    form: re.Pattern[bytes]
    since: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)

    def rise(self) -> None:
        """It is one more from now on."""
        self.since.append(time.perf_counter())

    def noted(self, message: bytes, known: int) -> int:
        """What a viewer knows after the message who knew that before; it may have missed some."""
        found = self.form.search(message)
        if found is None or int(found[1]) <= known:
            return known
        now = time.perf_counter()
        self.lags += [now - began for began in self.since[known : int(found[1])]]
        return int(found[1])


@dataclass(slots=True)
class Seen:
    """What the viewers saw: the refreshes due in the time measured, and the seconds of those that came.

    `cost` is what the server's gauge rose by in that time.
    """

    rising: Rising | None = None

    due: int = 0
    took: list[float] = field(default_factory=list)
    opened: int = 0
    cost: float = 0.0
    measuring: bool = False
    over: bool = False


async def watch(
    screen: Screen,
    viewers: int,
    seconds: float,
    gauge: Callable[[], float],
    meanwhile: Callable[[], object],
    rising: Rising | None = None,
) -> Seen:
    """What so many viewers see while so many seconds are measured; halfway `meanwhile` is done.

    Raises: ExceptionGroup when a viewer cannot open the screen or loses it.
    """
    seen = Seen(rising)
    async with asyncio.TaskGroup() as tasks:
        for number in range(viewers):
            tasks.create_task(_view(screen, screen.cookies[number % len(screen.cookies)], seen))
            await asyncio.sleep(ARRIVAL_SECONDS)
        while seen.opened < viewers:
            await asyncio.sleep(0.1)
        await asyncio.sleep(SETTLE_SECONDS)
        seen.measuring, before = True, gauge()
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(meanwhile)
        await asyncio.sleep(seconds / 2)
        seen.measuring, seen.over, seen.cost = False, True, gauge() - before
    return seen


def _site_of(url: str) -> str:
    """The site that a browser would say it is on, which the product asks of whoever opens a websocket."""
    return "http://" + urlsplit(url).netloc


async def _view(screen: Screen, cookie: str, seen: Seen) -> None:
    async with connect(
        screen.url,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": cookie},
        origin=Origin(_site_of(screen.url)),
        compression=None,
        max_size=None,
        open_timeout=OPEN_SECONDS,
        proxy=None,
    ) as socket:
        question, interval = await asyncio.wait_for(_open(socket, screen.page), OPEN_SECONDS)
        seen.opened += 1
        asked: deque[tuple[float, bool]] = deque()
        listening = asyncio.create_task(_listen(socket, asked, seen))
        await asyncio.sleep(random.random() * interval)
        due = time.perf_counter()
        while not seen.over:
            asked.append((time.perf_counter(), seen.measuring))
            seen.due += seen.measuring
            await socket.send(question)
            due += interval
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        deadline = time.perf_counter() + DRAIN_SECONDS
        while any(measured for _, measured in asked) and time.perf_counter() < deadline:
            await asyncio.sleep(0.1)
        listening.cancel()


async def _open(socket: ClientConnection, page: str) -> tuple[bytes, float]:
    """The question that refreshes the page's one live fragment, and how often to ask it."""
    opening = BackMsg()
    opening.rerun_script.page_name = page
    await socket.send(opening.SerializeToString())
    question, interval = BackMsg(), 0.0
    asked = question.rerun_script
    while True:
        message = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "navigation":
            asked.page_script_hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            asked.fragment_id, asked.is_auto_rerun = message.auto_rerun.fragment_id, True
            interval = message.auto_rerun.interval
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            if not asked.fragment_id:
                raise ConnectionError(
                    f"nothing live on the page {page!r}: nobody is signed in, or nobody may"
                )
            return question.SerializeToString(), interval


async def _listen(socket: ClientConnection, asked: deque[tuple[float, bool]], seen: Seen) -> None:
    known = 0
    async for raw in socket:
        if isinstance(raw, str):
            continue
        if seen.rising:
            known = seen.rising.noted(raw, known)
        if len(raw) > LARGEST_FINISH:
            continue
        if ForwardMsg.FromString(raw).WhichOneof("type") == "script_finished" and asked:
            since, measured = asked.popleft()
            if measured:
                seen.took.append(time.perf_counter() - since)
