"""The registry of a country on the screen: its queries together, and the search, beside a bare count."""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.measuring import interleaved, print_table, task
from bench.provinces import NEWEST_YEAR, fill
from bench.sheets import bare_connection, empty_file, engine_on
from services.database import Database, Session, reading, writing
from services.queries.profile import profile_of_unit
from services.queries.search import find_units
from services.queries.story import story_of_block
from services.queries.tree import blocks_seen, units_of_block
from services.rules.rights import OPERATOR

GOAL = 50.0
"""Milliseconds for all queries of the screen together, and for a search."""

CALLS, TURNS, SHOWN = 3, 3, 31
DAY = date(NEWEST_YEAR + 1, 6, 30)
COUNT = "SELECT block_id, count(*) FROM block_membership WHERE block_id IS NOT NULL GROUP BY block_id"

# A word that thousands of names have, words that few have, a former name, and what no name has.
SEARCHES = ("phong", "tu phap my loc", "ten tu nam 2016", "khong co don vi nay")


def run(folder: Path, rounds: int, provinces: int = 34, blocks: int = 30, units: int = 15) -> None:
    """Print how long each takes in a country of that size, in how many statements, and the ratio."""
    file = empty_file(folder / "registry")
    with engine_on(file) as engine:
        with writing(engine) as session:
            fill(session, provinces, blocks, units)
        with bare_connection(file) as bare, reading(engine) as session:
            works = _works(session)
            tasks = {name: task(work, CALLS) for name, work in works.items()}
            tasks["bare"] = task(_counting(bare), CALLS)
            times = interleaved(tasks, rounds, TURNS)
            statements = {name: _statements(engine, work) for name, work in works.items()}
    size = f"{provinces} x {blocks} x {units} units, 10 years"
    bare_time = sorted(times.pop("bare"))[rounds // 2]
    rows = [
        _row(name, sorted(took)[rounds // 2], bare_time, statements[name]) for name, took in times.items()
    ]
    print_table(
        f"The registry on the screen, {size}",
        ("what", "product", "bare", "ratio", "statements", "goal", ""),
        rows,
    )


def _works(session: Session) -> Mapping[str, Callable[[], object]]:
    block = next(iter(blocks_seen(session, OPERATOR, DAY).values()))[0].block_id
    unit = units_of_block(session, OPERATOR, block, DAY)[0].unit_id

    def screen() -> None:
        blocks_seen(session, OPERATOR, DAY)
        units_of_block(session, OPERATOR, block, DAY)

    def searching(text: str) -> Callable[[], object]:
        return lambda: find_units(session, OPERATOR, text, DAY, SHOWN)

    return {
        "the tree and the units of a block": screen,
        **{f"search: {text}": searching(text) for text in SEARCHES},
        "a unit's page": lambda: profile_of_unit(session, OPERATOR, unit),
        "a block's lineage": lambda: story_of_block(session, OPERATOR, block),
    }


def _counting(bare: sqlite3.Connection) -> Callable[[], list[Any]]:
    return lambda: bare.execute(COUNT).fetchall()


def _statements(engine: Database, work: Callable[[], object]) -> int:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def _row(name: str, seconds: float, bare: float, statements: int) -> tuple[str, ...]:
    took = seconds * 1000
    return (
        name,
        f"{took:.2f} ms",
        f"{bare * 1000:.2f} ms",
        f"{seconds / bare:.1f}x",
        str(statements),
        f"<= {GOAL:g} ms",
        "met" if took <= GOAL else "MISSED",
    )
