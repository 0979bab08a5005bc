"""The standings in Excel: to the hundredth what the command line says of the exported year-file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine
from sqlmodel import col, select, update
from typer.testing import CliRunner

from manage import app
from models.enums import Role, YearState
from models.registry import UnitName
from models.scoring import Score
from models.year import BlockYear
from services.archive import import_year
from services.database import reading, writing
from services.demonstration import year_documents
from services.errors.accounts import NotAllowed
from services.queries.archive import find_year, year_document
from services.queries.places import places_of_year, sheets_of_year
from services.queries.registry import roll_of_year
from services.queries.standings_file import standings_workbook
from services.rules.rights import OPERATOR
from services.rules.writing import as_yaml
from services.scoring_lock import lock_scoring
from tests.factories import made_actor, made_year
from tests.queries.statements import counted

FORMULA = "=1+1"
HEADER = 5  # below the title, three notes and a blank row


@pytest.fixture
def year(engine: Engine) -> int:
    """The newest year of the demonstration, a unit of it called like a formula."""
    with writing(engine) as session:
        key = import_year(session, OPERATOR, year_documents()[-1]).block_year_id
        for name in session.exec(select(UnitName)).all()[:1]:
            name.name, name.short_name = FORMULA, FORMULA
    return key


def sheets(engine: Engine, year: int) -> list[Worksheet]:
    with reading(engine) as session:
        data = standings_workbook(session, OPERATOR, year)
    return list(load_workbook(BytesIO(data)).worksheets)


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the header, by its titles."""
    lines: Sequence[tuple[Any, ...]] = list(sheet.iter_rows(min_row=HEADER + 1, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def hundredths(value: float | None) -> int | None:
    return None if value is None else round(value * 100)


def exported(engine: Engine, folder: Path) -> Mapping[str, Any]:
    """What `manage.py evaluate` prints of the year that is exported."""
    with reading(engine) as session:
        text = as_yaml(year_document(session, find_year(session, "noi-chinh", 2017)))
    file = folder / "2017.yaml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", str(file), "--json"])
    assert done.exit_code == 0, done.output
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def test_every_figure_is_what_the_exported_year_file_evaluates_to(
    engine: Engine, year: int, tmp_path: Path
) -> None:
    wanted = exported(engine, tmp_path)["standings"]
    places, points = sheets(engine, year)
    with reading(engine) as session:
        roll = {unit.code: unit for unit in roll_of_year(session, 1, year, 2017)}
    names = {unit.name: code for code, unit in roll.items()}
    found = rows(places)
    assert [names[row["Đơn vị"]] for row in found] == [line["unit"] for line in wanted]
    for row, line in zip(found, wanted, strict=True):
        assert row["Hạng"] == line["rank"]
        assert (row["Đồng hạng"] is not None) is line["tied"]
        for title, key in (
            ("Tổng điểm", "points"),
            ("Điểm thưởng, trừ", "bonus"),
            ("Điểm tối đa", "max"),
            ("Tỷ lệ (%)", "percent"),
        ):
            assert hundredths(row[title]) == int(line[key].replace(".", "")), (line["unit"], key)
        assert hundredths(row["Điểm tiêu chí"]) == hundredths(row["Tổng điểm"] - row["Điểm thưởng, trừ"])
    criteria = {row["TT"]: row for row in rows(points)}
    for line in wanted:
        brief = roll[line["unit"]].brief
        for code, text in line["branches"].items():
            assert hundredths(criteria[code][brief]) == int(text.replace(".", ""))
        assert hundredths(criteria[None][brief]) == int(line["points"].replace(".", ""))


def test_each_point_is_a_number_and_what_is_not_assigned_a_dash(engine: Engine, year: int) -> None:
    _places, points = sheets(engine, year)
    with reading(engine) as session:
        found = sheets_of_year(session, OPERATOR, year)
        roll = {unit.code: unit.brief for unit in roll_of_year(session, 1, year, 2017)}
    assert found is not None
    by_code = {row["TT"]: row for row in rows(points)}
    for unit, cells in found.cells.items():
        for code, stands in cells.items():
            shown = by_code[code][roll[unit]]
            assert (shown == "-") if stands is None else (hundredths(shown) == stands)
    assert any(None in cells.values() for cells in found.cells.values())


def test_texts_are_no_formulas_and_both_sheets_are_protected(engine: Engine, year: int) -> None:
    book = sheets(engine, year)
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert len(texts) == 2
    assert all(cell.data_type == "s" for cell in texts)
    assert all(sheet.protection.sheet for sheet in book)
    assert all(cell.protection.locked for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_mark_and_the_hash_stand_above_both_tables(engine: Engine, year: int) -> None:
    assert all("TẠM THỜI" in str(sheet["A3"].value) for sheet in sheets(engine, year))
    with writing(engine) as session:
        digest = lock_scoring(session, OPERATOR, year)
    for sheet in sheets(engine, year):
        assert str(sheet["A3"].value).startswith("CHÍNH THỨC: đã khóa")
        assert digest in str(sheet["A3"].value)


def test_a_year_that_was_changed_behind_the_lock_prints_as_locked_and_says_so(
    engine: Engine, year: int
) -> None:
    before = rows(sheets(engine, year)[0])
    with writing(engine) as session:
        lock_scoring(session, OPERATOR, year)
    with writing(engine) as session:
        unlike = (Score.achieved, Score.actual, Score.count, Score.bonus_count)
        typed = [col(one).is_(None) for one in unlike]
        session.exec(update(Score).where(col(Score.points) > 100, *typed).values(points=100))
    book = sheets(engine, year)
    assert rows(book[0]) == before
    assert all("CẢNH BÁO" in str(sheet["A5"].value) for sheet in book)


def test_only_whoever_sees_the_standings_gets_the_file(engine: Engine, year: int) -> None:
    with writing(engine) as session:
        row = session.get_one(BlockYear, year)
        row.state = YearState.CONFERENCE
        unit = roll_of_year(session, row.block_id, year, 2017)[0].unit_id
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=row.block_id, unit_id=unit)
        leader = made_actor(session, Role.VIEWER)
        other = made_year(session)
        stranger = made_actor(session, Role.SECRETARY, block_id=other.block_id)
    with reading(engine) as session:
        assert standings_workbook(session, leader, year)
        for actor in (editor, stranger):
            assert places_of_year(session, actor, year) is None
            assert sheets_of_year(session, actor, year) is None
            with pytest.raises(NotAllowed):
                standings_workbook(session, actor, year)


def test_neither_units_nor_criteria_add_statements(engine: Engine) -> None:
    found = []
    for units in (3, 11):
        document = year_documents()[-1]
        few = document.units[:units]
        codes = {unit.code for unit in few}
        block = replace(document.block, code=f"khoi-{units}")
        scores = tuple(one for one in document.scores if one.unit in codes)
        small = replace(document, block=block, units=few, scores=scores, polls=(), awards=(), next=None)
        with writing(engine) as session:
            key = import_year(session, OPERATOR, small).block_year_id
            lock_scoring(session, OPERATOR, key)
        with reading(engine) as session, counted(engine) as statements:
            assert places_of_year(session, OPERATOR, key)
            assert sheets_of_year(session, OPERATOR, key)
        found.append(len(statements))
    assert found[0] == found[1]
