"""What the screens of the scoring ask: as many statements for thirty units and many criteria as for one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from bench.sheets import filled_year
from models.enums import SheetStep, Stage
from models.year import BlockYear
from services.archive import import_year
from services.database import reading, writing
from services.queries.checks import checked_cells
from services.queries.criteria import criteria_of_year
from services.queries.criteria_sheet import criteria_to_edit
from services.queries.places import document_to_try, places_of_year, sheets_of_year
from services.queries.printed import printed_scoring
from services.queries.registry import UnitLine, roll_of_year
from services.queries.score_files import FileScope, score_file, unit_files
from services.queries.scorers import scorers_of_year
from services.queries.scores import stored_cells
from services.queries.sheet_texts import sheet_texts
from services.queries.standings import released_standings
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from tests.factories import made_actor
from tests.queries.statements import counted

Ask = Callable[[Session, int], object]
SIZES = ((1, 10), (30, 40))


def years(engine: Engine) -> list[int]:
    """A year of one unit, and one of thirty with four times as many criteria; all is scored."""
    keys = []
    for units, leaves in SIZES:
        found = filled_year(units, leaves)
        with writing(engine) as session:
            own = replace(found, block=replace(found.block, code=f"block-{units}"))
            key = import_year(session, OPERATOR, own).block_year_id
            line = next(one for one in criteria_of_year(session, key) if one.rule.code == "1.2")
            edits = [CellEdit(unit.unit_id, line.criterion_id, "-", 1) for unit in roll(session, key)]
            save_cells(session, made_actor(session), key, Stage.FINAL, edits)
        keys.append(key)
    return keys


def roll(session: Session, key: int) -> list[UnitLine]:
    row = session.get_one(BlockYear, key)
    return roll_of_year(session, row.block_id, key, row.year)


def cells(session: Session, key: int) -> object:
    units = roll(session, key)
    lines = criteria_of_year(session, key)
    return stored_cells(session, key, Stage.FINAL, {unit.unit_id for unit in units}, lines, units)


def texts(session: Session, key: int) -> object:
    units = {unit.unit_id for unit in roll(session, key)}
    return sheet_texts(session, key, Stage, units, criteria_of_year(session, key))


ASKED: dict[str, Ask] = {
    "standings": lambda session, key: released_standings(session, OPERATOR, key),
    "places": lambda session, key: places_of_year(session, OPERATOR, key),
    "reasons": lambda session, key: sheets_of_year(session, OPERATOR, key),
    "what-if": lambda session, key: document_to_try(session, OPERATOR, key),
    "print": lambda session, key: printed_scoring(session, session.get_one(BlockYear, key)),
    "criteria": criteria_of_year,
    "criteria to edit": criteria_to_edit,
    "cells": cells,
    "texts": texts,
    "checks": lambda session, key: checked_cells(
        session, key, criteria_of_year(session, key), roll(session, key)
    ),
    "who scored": lambda session, key: scorers_of_year(session, key, roll(session, key)),
    "sheet of the block": lambda session, key: score_file(session, OPERATOR, FileScope(key, SheetStep.FINAL)),
    "sheets of units": lambda session, key: list(
        unit_files(session, OPERATOR, FileScope(key, SheetStep.FINAL))
    ),
}


def test_more_units_and_criteria_take_no_more_statements(engine: Engine) -> None:
    taken: dict[str, list[int]] = {name: [] for name in ASKED}
    for key in years(engine):
        for name, ask in ASKED.items():
            with reading(engine) as session, counted(engine) as statements:
                assert ask(session, key)
            taken[name].append(len(statements))
    assert {name: many for name, (few, many) in taken.items() if few != many} == {}


@pytest.mark.parametrize("text", ["", "-"])
def test_more_cells_take_no_more_statements_to_save(engine: Engine, text: str) -> None:
    taken = []
    for key in years(engine):
        with reading(engine) as session:
            edits = [
                CellEdit(unit, line.criterion_id, text, 1)
                for unit in (one.unit_id for one in roll(session, key))
                for line in criteria_of_year(session, key)
                if line.rule.code in ("1.1", "1.7", "1.8", "1.9")
            ]
        with counted(engine) as statements, writing(engine) as session:
            assert save_cells(session, OPERATOR, key, Stage.FINAL, edits).cells == len(edits)
        taken.append(len(statements))
    assert taken[0] == taken[1]
