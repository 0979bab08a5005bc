"""Times tasks in turn within one run, and prints what one costs as a multiple of another."""

import gc
import importlib.metadata
import os
import platform
import random
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

Task = Callable[[], float]
"""Does the work once and gives the seconds it took, without what it had to lay out before."""

LIBRARIES = ("SQLAlchemy", "sqlmodel", "PyYAML", "streamlit")


@dataclass(frozen=True, slots=True)
class Line:
    """A measured ratio beside its goal (None: for comparison only); times are medians in seconds."""

    what: str
    product: float
    bare: float
    ratio: float
    goal: float | None = None


def seconds_of(work: Callable[[], object]) -> float:
    """How long one run of the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def task(work: Callable[[], object], calls: int = 1) -> Task:
    """The work as a task that lays nothing out before it; short work is done so often in one go."""
    return lambda: median(seconds_of(work) for _ in range(calls))


def interleaved(tasks: Mapping[str, Task], rounds: int, turns: int = 1) -> dict[str, list[float]]:
    """The time of every task in each round, by its name: the median of its turns.

    The tasks take turns one by one, each time in another order, so that a busy moment of the machine falls on
    all of them. A round before the first warms caches up and is not counted.
    """
    order, chance = list(tasks), random.Random(1)
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        gc.collect()
        took: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(turns):
            chance.shuffle(order)
            for name in order:
                took[name].append(tasks[name]())
        if number:
            for name in order:
                times[name].append(median(took[name]))
    return times


def line(what: str, product: Sequence[float], bare: Sequence[float], goal: float | None = None) -> Line:
    """The comparison of two tasks of one run: the ratio is the median of the rounds' ratios."""
    ratio = median(ours / theirs for ours, theirs in zip(product, bare, strict=True))
    return Line(what, median(product), median(bare), ratio, goal)


def print_ratios(title: str, lines: Sequence[Line]) -> None:
    """Print the comparisons as one table."""
    rows = [
        (
            found.what,
            f"{found.product * 1000:.2f} ms",
            f"{found.bare * 1000:.2f} ms",
            f"{found.ratio:.2f}x",
            *_beside(f"{found.goal:g}x" if found.goal else "", not found.goal or found.ratio <= found.goal),
        )
        for found in lines
    ]
    print_table(title, ("what", "product", "bare", "ratio", "goal", ""), rows)


def _beside(goal: str, met: bool) -> tuple[str, str]:
    return (f"<= {goal}", "met" if met else "MISSED") if goal else ("", "")


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that is Markdown as well."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    print(f"\n{title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")


def milliseconds(seconds: float) -> str:
    """A time as it stands in a table."""
    return f"{1000 * seconds:.1f} ms"


def judged(took: float, goal: float) -> tuple[str, str]:
    """The goal of a time as it stands in a table, and whether it is met."""
    return f"<= {milliseconds(goal)}", "met" if took <= goal else "MISSED"


def print_conditions(rounds: int) -> None:
    """Print when, on what and with which libraries the run was made."""
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()}, {os.cpu_count()} cores, {load()}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}")
    print(f"medians of {rounds} rounds, the order shuffled in each")


def load() -> str:
    """The load average of the last minute, where the system keeps one."""
    with suppress(AttributeError, OSError):
        return f"load average {os.getloadavg()[0]:.2f}"
    return "load average unknown"
