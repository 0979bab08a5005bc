"""An event loop of its own for what a test awaits."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Awaited = TypeVar("Awaited")


def awaited(what: Coroutine[Any, Any, Awaited]) -> Awaited:
    """What comes of it, in a thread of its own: in that of the test the loop of a browser may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, what).result()
