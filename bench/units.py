"""Taking over the units of a country from a workbook, beside calamine and a bare upsert of the same rows."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench.measuring import Task, interleaved, print_table, seconds_of
from bench.provinces import NEWEST_YEAR, add_blocks, planned_blocks
from bench.sheets import bare_connection, copy_of, empty_file, engine_on, upsert_of
from services.database import Database, reading, writing
from services.queries.unit_sheet import LAYOUT, SheetScope, blocks_to_edit, plan_of_sheet
from services.rules.rights import OPERATOR
from services.rules.unit_sheet import SheetPlan
from services.unit_import import import_units
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Table, columns_of, table_in
from services.workbooks.writing import workbook_of

GOAL = 60.0
"""Seconds from the file's bytes to the committed rows."""

_KEYS = {"unit": 1, "unit_name": 2, "block_membership": 2}
"""The tables that are written, with the number of their key columns."""


def run(folder: Path, rounds: int, provinces: int = 34, blocks: int = 30, units: int = 15) -> None:
    """Print how long a country's sheet takes, step by step, and as a multiple of the bare work."""
    planned = planned_blocks(provinces, blocks, units)
    rows = [
        {"province": block.province, "block": block.name, "name": name}
        for block in planned
        for name in block.units
    ]
    data = workbook_of(LAYOUT, rows)
    file = empty_file(folder / "blocks")
    with engine_on(file) as engine, writing(engine) as session:
        add_blocks(session, planned, date(NEWEST_YEAR, 1, 1))
    tasks = {"new": _product(file, folder / "new", data), "bare": _bare(file, folder, data)}
    tasks["again"] = _product(folder / "filled" / file.name, folder / "again", data)
    times = interleaved(tasks, rounds)
    _print(len(rows), rounds, times)


def _product(file: Path, folder: Path, data: bytes) -> Task:
    """The guard, the child, the preview and the command, with its progress."""

    def run() -> float:
        with engine_on(copy_of(file, folder)) as engine:
            return seconds_of(lambda: _take_over(engine, data))

    return run


def _take_over(engine: Database, data: bytes) -> None:
    table = table_in(read_sheet(data), columns_of(LAYOUT))
    with reading(engine) as session:
        scope = SheetScope(year=NEWEST_YEAR, block_ids=blocks_to_edit(session, OPERATOR))
        plan = plan_of_sheet(session, scope, table.rows)
    _write(engine, scope, table, plan)


def _write(engine: Database, scope: SheetScope, table: Table, plan: SheetPlan) -> None:
    reports: list[int] = []
    with writing(engine) as session:
        import_units(
            session, OPERATOR, scope, table.rows, seen=plan, progress=lambda done, _all: reports.append(done)
        )


def _bare(file: Path, folder: Path, data: bytes) -> Task:
    """The parser alone, and the rows that the product has written, put into the same tables."""
    filled = copy_of(file, folder / "filled")
    with engine_on(filled) as engine:
        _take_over(engine, data)
    with bare_connection(filled) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in _KEYS}

    def run() -> float:
        with bare_connection(copy_of(file, folder / "upsert")) as connection:
            statements = {table: upsert_of(connection, table, key) for table, key in _KEYS.items()}

            def work() -> None:
                CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
                connection.execute("BEGIN IMMEDIATE")
                for table, statement in statements.items():
                    connection.executemany(statement, rows[table])
                connection.execute("COMMIT")

            return seconds_of(work)

    return run


def _print(count: int, rounds: int, times: Mapping[str, list[float]]) -> None:
    middle = {name: sorted(took)[rounds // 2] for name, took in times.items()}
    names = {"new": f"{count} new units from a workbook", "again": "the same workbook again"}
    rows = [
        (
            what,
            f"{middle[name]:.2f} s",
            f"{middle['bare']:.2f} s",
            f"{middle[name] / middle['bare']:.1f}x",
            f"<= {GOAL:g} s",
            "met" if middle[name] <= GOAL else "MISSED",
        )
        for name, what in names.items()
    ]
    print_table("Taking over units", ("what", "product", "bare", "ratio", "goal", ""), rows)
