"""Importing a year of ten thousand scores, beside parsing its YAML and a bare upsert of the same rows."""

from dataclasses import replace
from pathlib import Path

import yaml

from bench.measuring import Line, Task, interleaved, line, seconds_of, task
from bench.sheets import bare_connection, copy_of, empty_file, engine_on, file_with, filled_year, upsert_of
from services.archive import import_year
from services.database import writing
from services.rules.document import YearDocument
from services.rules.reading import year_document
from services.rules.rights import OPERATOR
from services.rules.writing import as_yaml

GOAL = 3.0
KEY_COLUMNS = 4  # of a score


def measure(folder: Path, rounds: int, units: int = 200, leaves: int = 50) -> list[Line]:
    """The ratios of a file read, checked and stored in a fresh database, and of its two halves."""
    document = filled_year(units, leaves)
    content = as_yaml(document).encode()
    tasks = {
        "import": _product_import(folder, content),
        "read": task(lambda: year_document(content)),
        "store": _product_store(folder, document),
        "parse, bare": task(lambda: yaml.load(content.decode(), yaml.CSafeLoader)),
        "store, bare": _bare_store(folder, document),
    }
    times = interleaved(tasks, rounds)
    parts = zip(times["parse, bare"], times["store, bare"], strict=True)
    return [
        line(
            f"import of {units} units x {leaves} criteria",
            times["import"],
            [sum(part) for part in parts],
            GOAL,
        ),
        line("reading and checking, beside parsing", times["read"], times["parse, bare"]),
        line("storing, beside the upsert", times["store"], times["store, bare"]),
    ]


def _product_import(folder: Path, content: bytes) -> Task:
    """The bytes of the file into a database without data."""
    source = folder / "year.yaml"
    empty = empty_file(folder / "empty")
    source.write_bytes(content)

    def run() -> float:
        with engine_on(copy_of(empty, folder / "import")) as engine:

            def work() -> None:
                read = year_document(source.read_bytes())
                with writing(engine) as session:
                    import_year(session, OPERATOR, read)

            return seconds_of(work)

    return run


def _product_store(folder: Path, document: YearDocument) -> Task:
    empty = empty_file(folder / "empty")

    def run() -> float:
        with engine_on(copy_of(empty, folder / "store")) as engine:

            def work() -> None:
                with writing(engine) as session:
                    import_year(session, OPERATOR, document)

            return seconds_of(work)

    return run


def _bare_store(folder: Path, document: YearDocument) -> Task:
    """The rows of the scores alone; units and criteria stand in the file already."""
    with bare_connection(file_with(folder / "full", document)) as full:
        rows = full.execute("SELECT * FROM score").fetchall()
    roll = file_with(folder / "roll", replace(document, scores=()))

    def run() -> float:
        with bare_connection(copy_of(roll, folder / "upsert")) as connection:
            statement = upsert_of(connection, "score", KEY_COLUMNS)

            def work() -> None:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(statement, rows)
                connection.execute("COMMIT")

            return seconds_of(work)

    return run
