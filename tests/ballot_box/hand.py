"""A voter's or chair's hand in a process of its own: does what it is told line by line, and says how it went.

`python -m tests.ballot_box.hand` reads `BOX cast VOTER OPTION` and `BOX close`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from services.ballot_box.box import cast, close_box
from services.errors.base import DomainError
from tests.ballot_box.boxes import named

ROOT = Path(__file__).resolve().parents[2]


class Hand:
    """The other end of such a process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ballot_box.hand"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def tell(self, *orders: str) -> None:
        """Give orders without waiting for what comes of them."""
        assert self.process.stdin
        self.process.stdin.write("".join(f"{order}\n" for order in orders))
        self.process.stdin.flush()

    def said(self) -> str:
        """How the next order went; nothing once the process is dead."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def said_to_the_end(self) -> list[str]:
        """How all orders went that it lived to answer."""
        assert self.process.stdout
        return [line.strip() for line in self.process.stdout]


@contextmanager
def hands(number: int) -> Iterator[Sequence[Hand]]:
    """That many, each ready; they are gone at the end."""
    found = [Hand() for _ in range(number)]
    try:
        assert [hand.said() for hand in found] == ["ready"] * number
        yield found
    finally:
        for hand in found:
            hand.process.kill()
            hand.process.communicate()


def _done(box: str, deed: str, *words: str) -> str:
    path = Path(box)
    try:
        if deed == "close":
            return f"closed {close_box(path).cast}"
        voter, option = words
        return f"cast {voter} {cast(path, voter, named(option))}"
    except DomainError as refusal:
        return f"refused {words[0] if words else deed} {type(refusal).__name__}"


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(_done(*line.split()), flush=True)  # noqa: T201
