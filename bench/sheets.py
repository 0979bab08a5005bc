"""Years of any size, and the SQLite files that hold them."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from models.enums import BlockKind, Method, Stage
from services.archive import import_year
from services.database import Database, engine_of, prepare, writing
from services.rules.document import BlockIdentity, Criterion, MemberUnit, Score, YearDocument
from services.rules.rights import OPERATOR
from services.settings import Settings

# Of ten leaves; a real table of criteria is mostly points given directly.
METHODS = (*[Method.DIRECT] * 6, Method.PASS_FAIL, Method.PER_ITEM, Method.QUANTITATIVE, Method.DIRECT)
LEAVES_OF_A_GROUP = 10
_FIGURES: dict[Method, dict[str, Any]] = {
    Method.DIRECT: {"max": 1000, "step": 50},
    Method.PASS_FAIL: {"max": 500},
    Method.PER_ITEM: {"max": 1000, "per_item": Decimal("0.5")},
    Method.QUANTITATIVE: {"max": 1000},
}
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def filled_year(units: int, leaves: int, year: int = 2017) -> YearDocument:
    """A year in which every unit has a final score for every leaf."""
    chance = Random(year)
    criteria = tuple(_criteria(leaves))
    members = tuple(
        MemberUnit(code=f"unit-{number}", name=f"S\u1edf th\u1ee9 {number}", short_name=f"S{number}")
        for number in range(1, units + 1)
    )
    return YearDocument(
        year=year,
        block=BlockIdentity(code="block", name="Kh\u1ed1i thi \u0111ua", kind=BlockKind.BLOCK),
        units=members,
        criteria=criteria,
        scores=tuple(
            Score(unit=unit.code, criterion=leaf.code, stage=Stage.FINAL, **_entry(leaf.method, chance))
            for unit in members
            for leaf in criteria
            if leaf.method is not Method.GROUP
        ),
    )


def _criteria(leaves: int) -> Iterator[Criterion]:
    for number in range(leaves):
        group, place = divmod(number, LEAVES_OF_A_GROUP)
        if not place:
            yield Criterion(code=str(group + 1), name=f"Ph\u1ea7n {group + 1}", method=Method.GROUP)
        method = METHODS[place]
        yield Criterion(
            code=f"{group + 1}.{place + 1}",
            name=f"Ti\u00eau ch\u00ed th\u1ee9 {number + 1}",
            method=method,
            parent=str(group + 1),
            **_FIGURES[method],
        )


def _entry(method: Method, chance: Random) -> dict[str, Any]:
    if method is Method.DIRECT:
        return {"points": 50 * chance.randint(0, 20)}
    if method is Method.PASS_FAIL:
        return {"achieved": chance.random() < 0.8}
    if method is Method.PER_ITEM:
        return {"count": chance.randint(0, 25)}
    return {"target": Decimal(100), "actual": Decimal(chance.randint(50, 150))}


def empty_file(folder: Path) -> Path:
    """A migrated SQLite file without data."""
    folder.mkdir(parents=True, exist_ok=True)
    with engine_on(folder / "thidua.db") as engine:
        prepare(engine)
    return folder / "thidua.db"


def file_with(folder: Path, *years: YearDocument) -> Path:
    """A migrated SQLite file that holds the years, imported in this order."""
    file = empty_file(folder)
    with engine_on(file) as engine:
        for document in years:
            with writing(engine) as session:
                import_year(session, OPERATOR, document)
    return file


def copy_of(file: Path, folder: Path) -> Path:
    """A copy in a folder of its own, which is emptied first; nobody has the file open."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Path(shutil.copy(file, folder / file.name))


@contextmanager
def engine_on(file: Path) -> Iterator[Database]:
    """The product's own engine on the file."""
    engine = engine_of(Settings(data_folder=file.parent))
    yield engine
    engine.dispose()


@contextmanager
def bare_connection(file: Path) -> Iterator[sqlite3.Connection]:
    """The driver alone on the file, with the pragmas that the product uses."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield connection


def upsert_of(connection: sqlite3.Connection, table: str, key: int) -> str:
    """The statement that puts whole rows into the table; the first `key` columns are its key."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    marks = ", ".join("?" * len(names))
    settings = ", ".join(f"{name} = excluded.{name}" for name in names[key:])
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) "
        f"ON CONFLICT ({', '.join(names[:key])}) DO UPDATE SET {settings}"
    )
