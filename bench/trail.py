"""What a trail entry adds to the command that writes it, and a page of a long trail beside a short one's."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

from bench.measuring import Line, interleaved, line, task
from bench.sheets import copy_of, empty_file, engine_on, file_with, filled_year
from models.enums import Stage
from services import audit
from services.calendar import MilestoneEntry, add_milestone, edit_milestone
from services.database import Database, reading, writing
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.queries.trail import TrailFilter, trail_page
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR
from services.scoring import save_cells

GOAL, PAGE_GOAL = 1.3, 1.5
CALLS, TURNS = 5, 6
UNITS, LEAVES = 5, 4  # the twenty cells
AT_ONCE = 500

Command = Callable[[], None]


def measure(folder: Path, rounds: int, entries: int = 20_000) -> list[Line]:
    """The ratios of two commands with their entry beside the same without it, and of two pages."""
    file = file_with(folder / "start", filled_year(15, 50))
    with (
        engine_on(copy_of(file, folder / "edit")) as edit,
        engine_on(copy_of(file, folder / "edit-bare")) as edit_bare,
        engine_on(copy_of(file, folder / "save")) as save,
        engine_on(copy_of(file, folder / "save-bare")) as save_bare,
        engine_on(_trail(folder / "short", 200)) as short,
        engine_on(_trail(folder / "long", entries)) as long,
    ):
        commands = {
            "edit": _edits(edit, nullcontext),
            "edit, bare": _edits(edit_bare, _without_trail),
            "save": _saves(save, nullcontext),
            "save, bare": _saves(save_bare, _without_trail),
            "short": _reads(short, 150),
            "long": _reads(long, entries // 2),
        }
        times = interleaved({name: task(one, CALLS) for name, one in commands.items()}, rounds, TURNS)
    return [
        line("a milestone changed, beside no entry", times["edit"], times["edit, bare"], GOAL),
        line("twenty cells saved, beside no entry", times["save"], times["save, bare"], GOAL),
        line(f"a page amid {entries} entries, beside 200", times["long"], times["short"], PAGE_GOAL),
    ]


def _without_trail() -> AbstractContextManager[object]:
    return patch.object(audit, "record", lambda *_words, **_facts: datetime.now(UTC))


def _edits(engine: Database, under: Callable[[], AbstractContextManager[object]]) -> Command:
    with writing(engine) as session:
        key = add_milestone(session, OPERATOR, 1, MilestoneEntry(title="Milestone", due_on=date(2017, 5, 4)))
    versions = count(1)

    def change() -> None:
        seen = next(versions)
        entry = MilestoneEntry(title=f"Milestone {seen}", due_on=date(2017, 5 + seen % 2, 4))
        with under(), writing(engine) as session:
            edit_milestone(session, OPERATOR, key, entry, seen_version=seen)

    return change


def _saves(engine: Database, under: Callable[[], AbstractContextManager[object]]) -> Command:
    with reading(engine) as session:
        lines = [found for found in criteria_of_year(session, 1) if found.rule.code.startswith("1.")][:LEAVES]
        units = [unit.unit_id for unit in roll_of_year(session, 1, 1, 2017)[:UNITS]]

    def write(text: str, seen: int) -> None:
        edits = [CellEdit(unit_id, found.criterion_id, text, seen) for unit_id in units for found in lines]
        with under(), writing(engine) as session:
            assert save_cells(session, OPERATOR, 1, Stage.FINAL, edits).cells == len(edits)

    write("", 1)  # what stands there may be what is typed below, and is then no change
    write("8", 0)
    versions = count(1)

    def save() -> None:
        seen = next(versions)
        write(("9,5", "8")[seen % 2 == 0], seen)

    return save


def _trail(folder: Path, entries: int) -> Path:
    file = empty_file(folder)
    with engine_on(file) as engine:
        for start in range(0, entries, AT_ONCE):
            with writing(engine) as session:
                for number in range(start, min(start + AT_ONCE, entries)):
                    audit.record(session, OPERATOR, "add_unit", f"unit {number}", name="A unit", year=2017)
    return file


def _reads(engine: Database, before: int) -> Command:
    def read() -> None:
        with reading(engine) as session:
            assert len(trail_page(session, OPERATOR, TrailFilter(), before).lines) == 50

    return read
