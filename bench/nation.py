"""Places amid the scores of a country for ten years: a block's, and the best of all blocks."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from bench.measuring import interleaved, print_table, task
from bench.provinces import NEWEST_YEAR, fill
from bench.sheets import bare_connection, empty_file, engine_on
from bench.standings import WHOLE
from services.database import Session, reading, writing
from services.queries.leaderboard import leaderboard_of_year
from services.queries.standings import standings_of_years
from services.rules.rights import OPERATOR

CALLS, TURNS, LEADERS = 20, 3, 100
GROUP_SIZE, MAXIMUM = 10, 1000  # leaves of a group, and hundredths of a leaf

# The scores are made where they stand: the same ones at every run, in the order of their key.
PREPARE = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA cache_size=-200000",
    "UPDATE block_year SET state = 'published'",
    """
    WITH RECURSIVE leaf(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM leaf WHERE number + 1 < :leaves)
    INSERT INTO criterion (block_year_id, code, position, name, method, note, comparable, version)
    SELECT block_year.id, 1 + number / :group, number / :group, 'Group', 'group', '', 1, 1
    FROM block_year, leaf WHERE number % :group = 0
    """,
    """
    WITH RECURSIVE leaf(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM leaf WHERE number + 1 < :leaves)
    INSERT INTO criterion
    (block_year_id, parent_id, code, position, name, method, maximum, note, comparable, version)
    SELECT parent.block_year_id, parent.id, parent.code || '.' || (1 + number % :group), 100 + number,
      'Criterion ' || number, 'direct', :maximum, '', 1, 1
    FROM criterion AS parent JOIN leaf ON parent.code = CAST(1 + number / :group AS text)
    WHERE parent.method = 'group'
    """,
    """
    INSERT INTO score
    (block_year_id, stage, unit_id, criterion_id, points, not_assigned, version, changed_at)
    SELECT place.block_year_id, 'final', place.unit_id, leaf.id,
      :maximum / 2 + (place.unit_id * 7919 + leaf.id * 104729) % (:maximum / 2 + 1), 0, 1, '2025-12-01'
    FROM year_unit AS place JOIN criterion AS leaf ON leaf.block_year_id = place.block_year_id
    WHERE leaf.method <> 'group' ORDER BY place.block_year_id, place.unit_id, leaf.id
    """,
    """
    INSERT INTO unit_total (block_year_id, stage, unit_id, points, bonus, maximum, missing, branches)
    SELECT block_year_id, 'final', unit_id, sum(points), 0, :leaves * :maximum, 0,
      json_group_object(code, points)
    FROM (
      SELECT score.block_year_id, unit_id, parent.code, sum(score.points) AS points
      FROM score JOIN criterion ON criterion.id = criterion_id JOIN criterion AS parent
        ON parent.id = criterion.parent_id
      GROUP BY score.block_year_id, unit_id, parent.id
    )
    GROUP BY block_year_id, unit_id
    """,
    "ANALYZE",
)
BEST = """
SELECT unit_id, (20000 * points + maximum) / (2 * maximum) AS percent,
  rank() OVER (ORDER BY (20000 * points + maximum) / (2 * maximum) DESC) AS place
FROM unit_total JOIN block_year ON block_year.id = block_year_id
WHERE year = ? AND stage = 'final' AND missing = 0 ORDER BY place LIMIT ?
"""
BEST_OF_CELLS = """
SELECT unit_id, sum(points) AS total, rank() OVER (ORDER BY sum(points) DESC) AS place
FROM score JOIN block_year ON block_year.id = block_year_id
WHERE year = ? AND stage = 'final' GROUP BY block_year_id, stage, unit_id ORDER BY place LIMIT ?
"""

Work = Callable[[], Any]


def run(
    folder: Path, rounds: int, provinces: int = 34, blocks: int = 30, units: int = 15, leaves: int = 50
) -> None:
    """Print how long places take amid ten years of scores, beside the same in bare SQL."""
    file = empty_file(folder)
    with engine_on(file) as engine, writing(engine) as session:
        fill(session, provinces, blocks, units)
    scores = _fill_scores(file, leaves)
    with bare_connection(file) as bare, engine_on(file) as engine, reading(engine) as session:
        works = _works(bare, session)
        times = interleaved(
            {name: task(work, CALLS if "block" in name else 1) for name, work in works.items()}, rounds, TURNS
        )
    _print(f"{scores:,} scores, {file.stat().st_size / 1e6:.0f} MB", rounds, times)
    file.unlink()


def _fill_scores(file: Path, leaves: int) -> int:
    """How many scores stand in the file now, with the criteria and totals that belong to them."""
    facts = {"leaves": leaves, "group": GROUP_SIZE, "maximum": MAXIMUM}
    with _unguarded(file) as connection:
        for statement in PREPARE:
            connection.execute(statement, facts if ":" in statement else {})
        return int(connection.execute("SELECT count(*) FROM score").fetchone()[0])


@contextmanager
def _unguarded(file: Path) -> Iterator[sqlite3.Connection]:
    """The driver without journal or keys: what is lost by a crash here is made again."""
    connection = sqlite3.connect(file, isolation_level=None)
    yield connection
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _works(bare: sqlite3.Connection, session: Session) -> Mapping[str, Work]:
    """The works, those of a block each time for another one."""
    keys: dict[int, list[int]] = {}
    for block_id, key in bare.execute("SELECT block_id, id FROM block_year ORDER BY id"):
        keys.setdefault(block_id, []).append(key)
    of_blocks = list(keys.values())
    Random(1).shuffle(of_blocks)
    whole = WHOLE.format(", ".join("?" * len(of_blocks[0])))
    year = (NEWEST_YEAR, LEADERS)
    _expect_the_same(bare, session, of_blocks[0], whole)
    ours, theirs = cycle(of_blocks), cycle(of_blocks)
    return {
        "block": lambda: standings_of_years(session, next(ours)),
        "block, bare": lambda: bare.execute(whole, next(theirs)).fetchall(),
        "nation": lambda: leaderboard_of_year(session, OPERATOR, *year),
        "nation, totals": lambda: bare.execute(BEST, year).fetchall(),
        "nation, cells": lambda: bare.execute(BEST_OF_CELLS, year).fetchall(),
    }


def _expect_the_same(bare: sqlite3.Connection, session: Session, keys: Sequence[int], whole: str) -> None:
    """Both ways give the same points and places, else the comparison means nothing."""
    theirs = {(key, code, points, place) for key, code, points, _, _, place in bare.execute(whole, keys)}
    ours = standings_of_years(session, keys)
    assert {(key, row.unit, row.points, row.rank) for key in keys for row in ours[key]} == theirs
    best = [(row.percent, row.rank) for row in leaderboard_of_year(session, OPERATOR, NEWEST_YEAR, LEADERS)]
    found = bare.execute(BEST, (NEWEST_YEAR, LEADERS)).fetchall()
    assert best[: len(found)] == [(percent, place) for _unit, percent, place in found]


def _print(size: str, rounds: int, times: Mapping[str, list[float]]) -> None:
    lines = (
        ("a block's places, ten years", "block", "block, bare", 5.0, 2.0),
        (f"the best {LEADERS} of a year", "nation", "nation, totals", 100.0, None),
        ("the same, beside a sum over the cells", "nation", "nation, cells", None, None),
    )
    rows = []
    for what, ours, bare, most, ratio in lines:
        took, beside = (sorted(times[name])[rounds // 2] * 1000 for name in (ours, bare))
        times_as_long = sorted(a / b for a, b in zip(times[ours], times[bare], strict=True))[rounds // 2]
        goals = [f"<= {most:g} ms"] if most else []
        goals += [f"<= {ratio:g}x"] if ratio else []
        met = (most is None or took <= most) and (ratio is None or times_as_long <= ratio)
        figures = (f"{took:.2f} ms", f"{beside:.2f} ms", f"{times_as_long:.2f}x", ", ".join(goals))
        rows.append((what, *figures, ("met" if met else "MISSED") if goals else ""))
    print_table(f"Places amid {size}", ("what", "product", "bare", "ratio", "goal", ""), rows)
