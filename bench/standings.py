"""Standings of a block, one year and ten, beside a sum and a rank over the same rows in SQL."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.measuring import Line, interleaved, line, task
from bench.sheets import bare_connection, engine_on, file_with, filled_year
from services.database import Session, reading
from services.queries.standings import standings_of_year, standings_of_years

GOAL = 2.0
CALLS, TURNS = 15, 6  # in one go, and within a round

# What a standing says (who, points, out of how many, how many cells, place), read from the cells.
WHOLE = """
SELECT score.block_year_id, code, sum(points), sum(limits.maximum), count(*),
  rank() OVER (PARTITION BY score.block_year_id ORDER BY sum(points) DESC) AS place
FROM score
JOIN year_unit ON year_unit.block_year_id = score.block_year_id AND year_unit.unit_id = score.unit_id
JOIN unit ON unit.id = score.unit_id
JOIN (SELECT id, maximum FROM criterion) AS limits ON limits.id = criterion_id
WHERE score.block_year_id IN ({}) AND stage = 'final' AND scored
GROUP BY score.block_year_id, stage, score.unit_id ORDER BY score.block_year_id, place
"""
SUMS_ALONE = """
SELECT block_year_id, unit_id, sum(points),
  rank() OVER (PARTITION BY block_year_id ORDER BY sum(points) DESC) AS place
FROM score WHERE block_year_id IN ({}) AND stage = 'final'
GROUP BY block_year_id, stage, unit_id ORDER BY block_year_id, place
"""


def measure(folder: Path, rounds: int, units: int = 15, leaves: int = 50, years: int = 10) -> list[Line]:
    """The ratios of one year and of all, everything in cache."""
    file = file_with(folder, *(filled_year(units, leaves, 2008 + number) for number in range(years)))
    with bare_connection(file) as bare, engine_on(file) as engine, reading(engine) as session:
        keys = [key for (key,) in bare.execute("SELECT id FROM block_year ORDER BY id")]
        _expect_the_same(bare, session, keys)
        works = {
            "one": lambda: standings_of_year(session, keys[-1]),
            "one, whole": _query(bare, WHOLE, keys[-1:]),
            "one, sums": _query(bare, SUMS_ALONE, keys[-1:]),
            "all": lambda: standings_of_years(session, keys),
            "all, whole": _query(bare, WHOLE, keys),
            "all, sums": _query(bare, SUMS_ALONE, keys),
        }
        times = interleaved({name: task(work, CALLS) for name, work in works.items()}, rounds, TURNS)
    size = f"{units} units x {leaves} criteria"
    return [
        line(f"{size}, one year", times["one"], times["one, whole"], GOAL),
        line(f"{size}, {years} years", times["all"], times["all, whole"], GOAL),
        line("one year, beside sums and ranks alone", times["one"], times["one, sums"]),
        line(f"{years} years, beside sums and ranks alone", times["all"], times["all, sums"]),
    ]


def _query(bare: sqlite3.Connection, statement: str, keys: Sequence[int]) -> Callable[[], list[Any]]:
    statement = statement.format(", ".join("?" * len(keys)))
    return lambda: bare.execute(statement, keys).fetchall()


def _expect_the_same(bare: sqlite3.Connection, session: Session, keys: Sequence[int]) -> None:
    """Both ways give the same points and places, else the comparison means nothing."""
    theirs = {
        (key, code, points, maximum, place)
        for key, code, points, maximum, _, place in _query(bare, WHOLE, keys)()
    }
    ours = {
        (key, row.unit, row.points, row.max, row.rank)
        for key, rows in standings_of_years(session, keys).items()
        for row in rows
    }
    assert ours == theirs
