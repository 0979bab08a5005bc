"""Whatever is typed, refused, locked and taken back: database, exported file and a naive oracle agree."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from models.enums import SheetStep, Stage
from models.year import BlockYear
from services.archive import import_year
from services.database import engine_of, reading, writing
from services.errors.scoring import CellsRefused
from services.queries.archive import year_document
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.queries.scores import stored_cells
from services.queries.standings import standings_of_year
from services.rules.cell_edits import CellEdit
from services.rules.evaluation import evaluate
from services.rules.exact import points_text
from services.rules.reading import document_of
from services.rules.rights import OPERATOR
from services.scoring import save_cells, take_back_cells
from services.settings import Settings
from services.sheets import lock_sheets, unlock_sheet
from tests.rules import oracle
from tests.rules.strategies import Plain, criteria, entries

STEPS = {Stage.SELF: SheetStep.SELF, Stage.REVIEW: SheetStep.REVIEW, Stage.FINAL: SheetStep.FINAL}
# Mostly the stage that ranks
stages = st.sampled_from([Stage.FINAL, Stage.FINAL, Stage.SELF, Stage.REVIEW])
Place = tuple[Stage, str, str]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Typed:
    """A text for a cell, and the entry that it means in the words of the year-file; None: nothing."""

    unit: str
    criterion: str
    text: str
    entry: Plain | None


@dataclass(frozen=True)
class Save:
    stage: Stage
    cells: tuple[Typed, ...]
    take_valid: bool
    seen_another: bool


@dataclass(frozen=True)
class TakeBack:
    stage: Stage


@dataclass(frozen=True)
class Turn:
    """Lock a unit's sheet at a stage, or unlock it where it is locked."""

    stage: Stage
    unit: str


Act = Save | TakeBack | Turn


@st.composite
def typings(draw: st.DrawFn, unit: str, leaf: Plain) -> Typed:
    """A text such as people type; figures are few, so that many units tie."""
    if draw(st.integers(0, 9)) == 0:
        return Typed(unit, leaf["code"], draw(st.sampled_from(["", " "])), None)
    entry = draw(entries(leaf))
    if "points" in entry and draw(st.booleans()):
        entry = {"points": draw(st.sampled_from(["0.00", leaf["max"]]))}
    text = spelled(entry, leaf)
    if draw(st.booleans()):
        text = text.replace(".", ",")
    return Typed(unit, leaf["code"], f" {text} " if draw(st.booleans()) else text, entry)


def spelled(entry: Plain, leaf: Plain) -> str:
    if "not_assigned" in entry:
        return "-"
    if "achieved" in entry:
        return "x" if entry["achieved"] else "không đạt"
    if "bonus_count" in entry:
        return f"{entry['bonus_count']}/{entry['penalty_count']}"
    if "actual" in entry:
        return "/".join(entry[name] for name in ("actual", "target") if name in entry)
    return str(entry.get("points", entry.get("count")))


@st.composite
def saves(draw: st.DrawFn, units: list[str], leaves: list[Plain]) -> Save:
    cells = [draw(typings(unit, leaf)) for unit in units for leaf in leaves if draw(st.integers(0, 4))]
    return Save(draw(stages), tuple(cells), draw(st.booleans()), draw(st.integers(0, 9)) == 0)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Plain, list[Act]]:
    """A year without scores, and what people do to it."""
    units = [f"u{number}" for number in range(draw(st.integers(1, 4)))]
    tree = draw(criteria())
    leaves = [criterion for criterion in tree if criterion["method"] != "group"]
    codes = [criterion["code"] for criterion in tree] + ["bonus"]
    year = {
        "format": "thidua-year/1",
        "year": 2017,
        "block": {"code": "b", "name": "Khối", "kind": "block"},
        "units": [{"code": unit, "name": unit, "scored": unit != "u3"} for unit in units],
        "criteria": tree,
        "scores": [],
        "ranking": {
            "by": draw(st.sampled_from(["points", "percent"])),
            "tie_breaks": draw(st.lists(st.sampled_from(codes), max_size=2, unique=True)),
        },
        "classification": [{"code": "good", "name": "Tốt", "min": "50.00"}],
    }
    acts = st.one_of(
        saves(units, leaves),
        saves(units, leaves),
        stages.map(TakeBack),
        st.builds(Turn, stages, st.sampled_from(units)),
    )
    first = replace(draw(saves(units, leaves)), stage=Stage.FINAL, seen_another=False)
    return year, [first, *draw(st.lists(acts, max_size=6))]


@dataclass
class Told:
    """The year as it has to be by now, told from the acts alone."""

    cells: dict[Place, Plain] = field(default_factory=dict)
    locked: set[tuple[Stage, str]] = field(default_factory=set)
    last: dict[Stage, tuple[datetime, dict[Place, Plain | None]]] = field(default_factory=dict)

    def changing(self, act: Save) -> dict[Place, Plain | None]:
        wanted = {(act.stage, cell.unit, cell.criterion): cell.entry for cell in act.cells}
        return {place: entry for place, entry in wanted.items() if self.cells.get(place) != entry}

    def put(self, entries_of: dict[Place, Plain | None]) -> dict[Place, Plain | None]:
        """What stood there before."""
        before = {place: self.cells.get(place) for place in entries_of}
        for place, entry in entries_of.items():
            self.cells.pop(place, None)
            if entry is not None:
                self.cells[place] = entry
        return before

    def is_locked(self, place: Place) -> bool:
        return place[:2] in self.locked

    def scores(self) -> list[Plain]:
        return [
            {"unit": unit, "criterion": code, "stage": stage.value, **entry}
            for (stage, unit, code), entry in self.cells.items()
        ]


@dataclass(frozen=True)
class Stored:
    """The year as the product has it."""

    engine: Engine
    key: int
    units: dict[str, int]
    criteria: dict[str, int]

    def edits(self, act: Save) -> list[CellEdit]:
        with reading(self.engine) as session:
            lines, row = criteria_of_year(session, self.key), session.get_one(BlockYear, self.key)
            roll = roll_of_year(session, row.block_id, self.key, row.year)
            cells = stored_cells(session, self.key, act.stage, set(self.units.values()), lines, roll)
        edits = []
        for typed in act.cells:
            unit, criterion = self.units[typed.unit], self.criteria[typed.criterion]
            seen = cells[unit, criterion].version if (unit, criterion) in cells else 0
            edits.append(CellEdit(unit, criterion, typed.text, seen + act.seen_another))
        return edits


def begun(engine: Engine, year: Plain) -> Stored:
    block = year["block"] | {"code": f"b{next(_numbers)}"}
    with writing(engine) as session:
        key = import_year(session, OPERATOR, document_of(year | {"block": block})).block_year_id
        row = session.get_one(BlockYear, key)
        units = {unit.code: unit.unit_id for unit in roll_of_year(session, row.block_id, key, row.year)}
        codes = {line.rule.code: line.criterion_id for line in criteria_of_year(session, key)}
    return Stored(engine, key, units, codes)


@contextmanager
def refused_if(engine: Engine, refused: bool) -> Iterator[Session]:
    if not refused:
        with writing(engine) as session:
            yield session
        return
    with pytest.raises(CellsRefused), writing(engine) as session:
        yield session


def save(stored: Stored, told: Told, act: Save) -> None:
    changing = told.changing(act)
    barred = {place for place in changing if act.seen_another or told.is_locked(place)}
    taken = {place: entry for place, entry in changing.items() if place not in barred}
    refused = bool(barred) and not act.take_valid
    edits = stored.edits(act)
    with refused_if(stored.engine, refused) as session:
        done = save_cells(session, OPERATOR, stored.key, act.stage, edits, take_valid=act.take_valid)
    if refused:
        return
    assert (done.cells, len(done.refused)) == (len(taken), len(barred))
    before = told.put(taken)
    if done.saved_at:
        told.last[act.stage] = done.saved_at, before


def take_back(stored: Stored, told: Told, act: TakeBack) -> None:
    if act.stage not in told.last:
        return
    moment, before = told.last.pop(act.stage)
    refused = any(told.is_locked(place) for place in before)
    with refused_if(stored.engine, refused) as session:
        take_back_cells(session, OPERATOR, stored.key, act.stage, moment)
    if not refused:
        told.put(before)


def turn(stored: Stored, told: Told, act: Turn) -> None:
    unit, step = stored.units[act.unit], STEPS[act.stage]
    told.locked ^= {(act.stage, act.unit)}
    with writing(stored.engine) as session:
        if (act.stage, act.unit) in told.locked:
            lock_sheets(session, OPERATOR, stored.key, step, [unit])
        else:
            unlock_sheet(session, OPERATOR, stored.key, step, unit, "Sửa lại")


DOES: dict[type[Act], Any] = {Save: save, TakeBack: take_back, Turn: turn}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=stories())
def test_places_are_the_same_by_every_way(sqlite_settings: Settings, story: tuple[Plain, list[Act]]) -> None:
    year, acts = story
    engine = engine_of(sqlite_settings)
    stored, told = begun(engine, year), Told()
    for act in acts:
        DOES[type(act)](stored, told, act)
    with reading(engine) as session:
        top = [criterion["code"] for criterion in year["criteria"] if "parent" not in criterion]
        found = standings_of_year(session, stored.key, top)
        exported = year_document(session, session.get_one(BlockYear, stored.key))
    engine.dispose()
    file = year | {"scores": told.scores()}
    assert sorted(exported.scores, key=repr) == sorted(document_of(file).scores, key=repr)
    assert evaluate(exported).standings == found
    expected = oracle.standings(file)
    assert {row.unit for row in found} == expected.keys()
    for row in found:
        line = expected[row.unit]
        figures = {"points": row.points, "bonus": row.bonus, "max": row.max, "percent": row.percent}
        assert {name: points_text(number) for name, number in figures.items()} == {
            name: oracle.shown(line[name]) for name in figures
        }
        assert (row.missing, (row.rank, row.tied)) == (line["missing"], line["rank"])
