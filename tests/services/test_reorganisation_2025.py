"""Three provinces become one from one sheet: names, blocks and lineage follow, and every old year stays."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from models.enums import YearState
from models.registry import (
    Block,
    BlockMembership,
    BlockName,
    Reorganisation,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitName,
)
from models.year import BlockYear, YearUnit
from services.database import reading, writing
from services.queries.archive import year_document
from services.queries.lineage import lineage_of_unit, registry_of
from services.queries.reorganisation import events_of_table, table_of_workbook
from services.reorganisation import apply_reorganisation, undo_reorganisation
from services.rules.evaluation import as_mapping, evaluate
from services.rules.reorganisation_sheet import SheetReading
from services.rules.rights import OPERATOR
from services.rules.writing import as_yaml
from tests.phu_tho import JULY, sheet, three_provinces

TABLES: tuple[type[SQLModel], ...] = (
    Block,
    BlockName,
    UnitName,
    BlockMembership,
    Reorganisation,
    UnitEvent,
    UnitEventPart,
    YearUnit,
)


@pytest.fixture
def blocks(engine: Engine) -> dict[str, int]:
    with writing(engine) as session:
        return three_provinces(session)


def read(session: Session, data: bytes) -> SheetReading:
    return events_of_table(session, OPERATOR, table_of_workbook(data))


def applied(engine: Engine) -> int:
    with writing(engine) as session:
        reading_of_sheet = read(session, sheet())
        assert reading_of_sheet.faults == ()
        seen = [event.lines for event in reading_of_sheet.events]
        return apply_reorganisation(session, OPERATOR, "Sắp xếp năm 2025", reading_of_sheet.plans, seen=seen)


def rows_of(engine: Engine) -> list[str]:
    with reading(engine) as session:
        rows = [row.model_dump() for table in TABLES for row in session.exec(select(table))]
        rows += [row.model_dump(exclude={"version"}) for row in session.exec(select(Unit))]
    return sorted(map(repr, rows))


def kept_years(engine: Engine) -> dict[tuple[int, int], tuple[bytes, str]]:
    """Every published year as a file and as what it evaluates to."""
    with reading(engine) as session:
        years = session.exec(select(BlockYear).where(BlockYear.state == YearState.PUBLISHED)).all()
        assert years
        found = {}
        for row in years:
            document = year_document(session, row)
            found[row.block_id, row.year] = (
                as_yaml(document).encode(),
                json.dumps(as_mapping(evaluate(document))),
            )
        return found


def members(engine: Engine, block_id: int, day: date) -> set[str]:
    with reading(engine) as session:
        registry = registry_of(session, [block_id])
    return {past.name_on(day) for past in registry.values() if past.block_on(day) == block_id}


def test_names_and_blocks_follow_the_days(engine: Engine, blocks: dict[str, int]) -> None:
    applied(engine)
    economy, culture = blocks["phu-tho-1"], blocks["phu-tho-2"]
    in_2024, in_spring, in_2026 = date(2024, 12, 31), date(2025, 6, 30), date(2026, 12, 31)
    assert "Sở Kế hoạch và Đầu tư" in members(engine, economy, in_2024)
    merged = {"Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Sở Xây dựng"}
    assert members(engine, economy, in_spring) == merged
    assert members(engine, blocks["vinh-phuc-1"], in_spring) == merged
    for day in (JULY, date(2025, 12, 31), in_2026):
        assert members(engine, economy, day) == merged
        assert members(engine, culture, day) == {"Sở Nội vụ", "Sở Khoa học và Công nghệ"}
        assert members(engine, blocks["vinh-phuc-1"], day) == set()
        assert members(engine, blocks["hoa-binh-2"], day) == set()
        assert members(engine, blocks["cum-trung-du"], day) == {"Tỉnh Phú Thọ", "Tỉnh Thái Nguyên"}
        assert members(engine, blocks["phu-tho-noi-chinh"], day) == {
            "Tòa án nhân dân tỉnh Phú Thọ",
            "Thi hành án dân sự tỉnh",
            "Sở Tư pháp",
        }
    assert "Cục Thi hành án dân sự tỉnh" in members(engine, blocks["phu-tho-noi-chinh"], in_spring)


def test_a_department_of_today_came_from_six(engine: Engine, blocks: dict[str, int]) -> None:
    applied(engine)
    with reading(engine) as session:
        registry = registry_of(session, blocks.values())
        finance = next(
            past
            for past in registry.values()
            if past.name_on(JULY) == "Sở Tài chính" and past.block_on(JULY) == blocks["phu-tho-1"]
        )
        lineage = lineage_of_unit(session, finance.unit_id)
    before = [(registry[one.unit_id].name_on(date(2024, 1, 1)), one.steps) for one in lineage.predecessors]
    assert sorted(before) == [
        ("Sở Kế hoạch và Đầu tư", 1),
        ("Sở Kế hoạch và Đầu tư", 2),
        ("Sở Kế hoạch và Đầu tư", 2),
        ("Sở Tài chính", 1),
        ("Sở Tài chính", 1),
    ]


def test_old_years_and_the_registry_are_as_before_when_it_is_undone(
    engine: Engine, blocks: dict[str, int]
) -> None:
    rows, years = rows_of(engine), kept_years(engine)
    key = applied(engine)
    assert rows_of(engine) != rows
    assert kept_years(engine) == years
    with writing(engine) as session:
        undo_reorganisation(session, OPERATOR, key)
    assert kept_years(engine) == years
    assert rows_of(engine) == rows


def test_the_same_sheet_a_second_time_is_refused(engine: Engine, blocks: dict[str, int]) -> None:
    applied(engine)
    rows = rows_of(engine)
    with writing(engine) as session:
        again = read(session, sheet())
    assert again.faults
    assert rows_of(engine) == rows
