"""Pages of a trail of many years, looked for by each of its filters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, update

from bench.measuring import interleaved, load, print_table, task
from bench.sheets import empty_file, engine_on
from models.accounts import TrailEntry, TrailEntryBlock, TrailHead
from models.types import table_of
from services.database import Database, reading, writing
from services.queries.trail import TrailFilter, trail_page
from services.rules.rights import OPERATOR
from services.rules.trail import START, Entry, Link, linked
from tests.queries.statements import counted

GOAL_MS = 50.0
CALLS, TURNS, AT_ONCE = 2, 3, 5_000
PEOPLE, BLOCKS, SUBJECTS = 300, 900, 5_000
BEGINNING, APART = datetime(2017, 1, 1, tzinfo=UTC), timedelta(minutes=20)
OFTEN, SELDOM = "save_cells", "void_poll"


def run(folder: Path, rounds: int, entries: int = 200_000) -> None:
    """Print how long a page takes by each filter, and in how many statements."""
    with engine_on(empty_file(folder / "trail-pages")) as engine:
        _fill(engine, entries)
        works = {name: _page(engine, **asked) for name, asked in _asked(entries).items()}
        times = interleaved({name: task(work, CALLS) for name, work in works.items()}, rounds, TURNS)
        rows = [_row(engine, name, works[name], median(took) * 1000) for name, took in times.items()]
    head = ("page", "took", "statements", "goal", "")
    print_table(f"Pages of a trail of {entries} entries ({load()})", head, rows)


def _asked(entries: int) -> Mapping[str, Mapping[str, Any]]:
    old = BEGINNING + APART * (entries // 10)
    return {
        "the newest": {},
        "from the middle on": {"before": entries // 2},
        "of somebody": {"account_id": 7},
        "of somebody who has done nothing": {"account_id": PEOPLE + 1},
        "what was done often": {"action": OFTEN},
        "what was done seldom": {"action": SELDOM},
        "about one thing": {"subject": "unit 7"},
        "of a block that does much": {"block_id": 1},
        "of another block": {"block_id": 7},
        "seldom done in a block that does much": {"block_id": 1, "action": SELDOM},
        "done by somebody in a block that does much": {"block_id": 1, "account_id": 7},
        "of one old day": {"since": old, "until": old + timedelta(days=1)},
        "up to an old day": {"until": old},
        "up to the newest day": {"until": BEGINNING + APART * (entries - 100)},
        "from an old day on": {"since": old},
        "from tomorrow on": {"since": BEGINNING + APART * (entries + 100)},
        "seldom done up to an old day": {"action": SELDOM, "until": old},
    }


def _page(engine: Database, before: int | None = None, **wanted: Any) -> Callable[[], None]:
    def read() -> None:
        with reading(engine) as session:
            trail_page(session, OPERATOR, TrailFilter(**wanted), before)

    return read


def _row(engine: Database, name: str, work: Callable[[], None], took: float) -> tuple[str, ...]:
    with counted(engine) as statements:
        work()
    judged = "met" if took <= GOAL_MS else "MISSED"
    return name, f"{took:.2f} ms", str(len(statements)), f"<= {GOAL_MS:g} ms", judged


def _fill(engine: Database, entries: int) -> None:
    """Write the entries as the product would, without the commands that write them one by one."""
    links = _links(entries)
    for _start in range(0, entries, AT_ONCE):
        some = [link for link, _ in zip(links, range(AT_ONCE), strict=False)]
        with writing(engine) as session:
            connection = session.connection()
            rows = [{**asdict(link.entry), "hash": link.hash} for link in some]
            connection.execute(insert(table_of(TrailEntry)), rows)
            places = [{"block_id": link.entry.blocks[0], "number": link.entry.number} for link in some]
            connection.execute(insert(table_of(TrailEntryBlock)), places)
            head = {"number": some[-1].entry.number, "hash": some[-1].hash}
            connection.execute(update(table_of(TrailHead)), head)


def _links(entries: int) -> Iterator[Link]:
    previous = START.hash
    for number in range(1, entries + 1):
        person = number * 7 % PEOPLE
        link = linked(
            Entry(
                number=number,
                at=BEGINNING + APART * number,
                account_id=person,
                actor=f"Person {person}",
                role="secretary",
                origin="10.0.0.7",
                action=SELDOM if number % 20_000 == 0 else (OFTEN, "edit_unit", "edit_milestone")[number % 3],
                subject=f"unit {number % SUBJECTS}",
                blocks=[1 if number % 5 == 0 else number % BLOCKS + 1],
                reason="",
                facts={"year": 2017, "before": {"title": "One"}, "after": {"title": "Another"}},
                previous=previous,
            )
        )
        previous = link.hash
        yield link
