"""Saving twenty edited cells of a sheet, beside a bare upsert of the same rows with the same durability."""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from bench.measuring import Line, interleaved, line, task
from bench.sheets import bare_connection, copy_of, engine_on, file_with, filled_year, upsert_of
from models.enums import Method, Stage
from services.database import Database, reading, writing
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR
from services.scoring import save_cells

GOAL = 10.0
CALLS, TURNS = 5, 6  # in one go, and within a round
UNITS = 5  # with four criteria: the twenty cells

DIRECT = ("1.1", "1.2", "1.3", "1.4")
MIXED = ("1.6", "1.7", "1.8", "1.9")  # points given, passed or not, counted, measured against the block
TEXTS = {
    Method.DIRECT: ("9,5", "8"),
    Method.PASS_FAIL: ("x", "0"),
    Method.PER_ITEM: ("3", "4"),
    Method.QUANTITATIVE: ("120/100", "90/100"),
}
KEY_COLUMNS = 4  # of a score
CELLS = """
SELECT * FROM score WHERE block_year_id = ? AND stage = 'final' AND unit_id <= ? AND criterion_id <= ?
ORDER BY unit_id, criterion_id
"""
HISTORY = """
INSERT INTO score_change
(block_year_id, unit_code, criterion_code, stage, before, after, changed_by, changed_at)
VALUES (?, 'unit-1', '1.1', 'final', '9,5', '8', NULL, ?)
"""

Save = Callable[[], None]


def measure(folder: Path, rounds: int, units: int = 15, leaves: int = 50) -> list[Line]:
    """The ratios for cells of one kind and of four, and beside a bare upsert that keeps history too."""
    file = file_with(folder / "start", filled_year(units, leaves))
    with (
        engine_on(copy_of(file, folder / "direct")) as direct,
        engine_on(copy_of(file, folder / "mixed")) as mixed,
        bare_connection(copy_of(file, folder / "bare")) as rows_only,
        bare_connection(copy_of(file, folder / "history")) as with_history,
    ):
        saves = {
            "direct": _product_save(direct, DIRECT),
            "mixed": _product_save(mixed, MIXED),
            "bare": _bare_save(rows_only),
            "bare, history": _bare_save(with_history, HISTORY),
        }
        times = interleaved({name: task(save, CALLS) for name, save in saves.items()}, rounds, TURNS)
    return [
        line("20 cells of points", times["direct"], times["bare"], GOAL),
        line("20 cells of four methods", times["mixed"], times["bare"], GOAL),
        line("20 cells of points, bare with history", times["direct"], times["bare, history"]),
        line("20 cells of four methods, bare with history", times["mixed"], times["bare, history"]),
    ]


def _product_save(engine: Database, codes: Sequence[str]) -> Save:
    """A save in which every one of the twenty cells changes: version, history, points, totals, trail."""
    with reading(engine) as session:
        lines = [found for found in criteria_of_year(session, 1) if found.rule.code in codes]
        units = [unit.unit_id for unit in roll_of_year(session, 1, 1, 2017)[:UNITS]]

    def write(of_method: Callable[[Method], str], seen: int) -> None:
        edits = [
            CellEdit(unit_id, found.criterion_id, of_method(found.rule.method), seen)
            for unit_id in units
            for found in lines
        ]
        with writing(engine) as session:
            assert save_cells(session, OPERATOR, 1, Stage.FINAL, edits).cells == len(edits)

    write(lambda method: "", 1)  # what stood there may be what is typed below, and is then no change
    write(lambda method: TEXTS[method][0], 0)
    versions = count(1)

    def save() -> None:
        seen = next(versions)
        write(lambda method: TEXTS[method][seen % 2], seen)

    return save


def _bare_save(connection: sqlite3.Connection, history: str = "") -> Save:
    """Twenty whole rows put in place of what stands there, and nothing else, in one transaction."""
    statement = upsert_of(connection, "score", KEY_COLUMNS)
    rows = connection.execute(CELLS, (1, UNITS, 1 + len(DIRECT))).fetchall()
    (year, moment) = rows[0][0], rows[0][-1]
    versions = count(2)

    def save() -> None:
        version = next(versions)
        changed = [(*row[:4], 50 * (version % 2), *row[5:-3], version, *row[-2:]) for row in rows]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, changed)
        if history:
            connection.executemany(history, [(year, moment)] * len(changed))
        connection.execute("COMMIT")

    return save
