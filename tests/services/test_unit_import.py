"""Taking over a sheet of units: all of it or nothing, once or twice, against whatever happened meanwhile."""

import threading
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import BlockKind, Role, UnitKind, YearState
from models.registry import Block, BlockMembership, Unit, UnitName
from models.scoring import UnitTotal
from models.year import BlockYear, YearUnit
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.workbooks import RowsRefused, SheetOutdated, WorkCancelled
from services.errors.years import YearLocked
from services.queries.registry import UnitLine, roll_of_year
from services.queries.unit_sheet import (
    LAYOUT,
    SheetScope,
    blocks_to_edit,
    plan_of_sheet,
    register_of,
    sheet_choices,
    sheet_rows,
)
from services.registry import UnitEntry, add_unit
from services.rules.rights import OPERATOR, Actor
from services.rules.sheet_rows import RowOutcome
from services.rules.unit_sheet import SheetPlan
from services.unit_import import AT_ONCE, ImportedUnits, import_units
from services.workbooks.reading import read_sheet
from services.workbooks.tables import SheetRow, columns_of, table_in
from services.workbooks.writing import workbook_of
from services.years import BlockEntry, open_block
from tests.factories import MadeYear, everything, made_actor, made_year, without_the_right
from tests.queries.statements import counted

TABLES = (Block, Unit, UnitName, BlockMembership, BlockYear, YearUnit, UnitTotal)
Values = Mapping[str, str]


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def scope_of(made: MadeYear, roll: bool = True, year: int = 2017) -> SheetScope:
    return SheetScope(year=year, block_ids=(made.block_id,), block_year_id=made.id if roll else None)


def typed(*rows: Values) -> list[SheetRow]:
    return [SheetRow(number, row) for number, row in enumerate(rows, start=8)]


def plan(engine: Engine, scope: SheetScope, rows: Sequence[SheetRow]) -> SheetPlan:
    with reading(engine) as session:
        return plan_of_sheet(session, scope, rows)


def take_over(
    engine: Engine, scope: SheetScope, rows: Sequence[SheetRow], actor: Actor = OPERATOR, **more: Any
) -> ImportedUnits:
    seen = plan(engine, scope, rows)
    with writing(engine) as session:
        return import_units(session, actor, scope, rows, seen=seen, **more)


def roll(engine: Engine, made: MadeYear) -> list[UnitLine]:
    with reading(engine) as session:
        return roll_of_year(session, made.block_id, made.id, 2017)


def stored(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return everything(session, *TABLES)


def trail(engine: Engine) -> list[TrailEntry]:
    with reading(engine) as session:
        return list(session.exec(select(TrailEntry).where(TrailEntry.action == "import_units")))


def test_new_units_join_the_block_and_its_roll(engine: Engine, made: MadeYear) -> None:
    rows = typed(
        {"name": "Sở Mới", "short_name": "SM", "order": "1", "kind": "Địa phương", "since": "1/7/2017"},
        {"name": "Đơn vị 2"},
        {"name": "Sở Cuối"},
    )
    assert take_over(engine, scope_of(made), rows) == ImportedUnits(2, 0, 1)
    lines = roll(engine, made)
    assert [line.name for line in lines] == ["Sở Mới", "Đơn vị 1", "Đơn vị 2", "Đơn vị 3", "Sở Cuối"]
    assert [line.position for line in lines] == [0, 1, 2, 3, 4]
    first = lines[0]
    assert (first.short_name, first.kind, first.code, first.scored, first.votes) == (
        "SM",
        UnitKind.LOCALITY,
        "so-moi",
        True,
        True,
    )
    with reading(engine) as session:
        place = session.exec(select(BlockMembership).where(BlockMembership.unit_id == first.unit_id)).one()
        assert (place.valid_from, place.block_id) == (date(2017, 7, 1), made.block_id)
        totals = session.exec(select(UnitTotal).where(UnitTotal.unit_id == first.unit_id)).all()
        assert len(totals) == 3


def test_what_is_known_changes_as_was_shown(engine: Engine, made: MadeYear) -> None:
    rows = typed(
        {"code": "don-vi-1", "name": "Đơn vị Một", "short_name": "ĐVM", "kind": "Hội, đoàn thể"},
        {"name": "Đơn vị 3", "order": "1"},
    )
    assert take_over(engine, scope_of(made), rows) == ImportedUnits(0, 2, 0)
    lines = roll(engine, made)
    assert [line.name for line in lines] == ["Đơn vị 3", "Đơn vị Một", "Đơn vị 2"]
    assert (lines[1].short_name, lines[1].kind, lines[1].version) == ("ĐVM", UnitKind.ASSOCIATION, 2)


def test_the_same_sheet_again_changes_nothing(engine: Engine, made: MadeYear) -> None:
    rows = typed(
        {"name": "Sở Mới", "order": "20", "since": "15/03/2017"},
        {"name": "Đơn vị 3", "order": "10"},
        {"name": "Một", "code": "don-vi-1", "kind": "Doanh nghiệp"},
    )
    take_over(engine, scope_of(made), rows)
    before = stored(engine)
    assert take_over(engine, scope_of(made), rows) == ImportedUnits(0, 0, 3)
    assert stored(engine) == before


def test_a_name_holds_for_the_year_of_the_sheet_and_later_ones(engine: Engine, made: MadeYear) -> None:
    take_over(engine, scope_of(made, roll=False, year=2020), typed({"code": "don-vi-1", "name": "Mới"}))
    assert roll(engine, made)[0].name == "Đơn vị 1"
    assert plan(engine, scope_of(made, roll=False, year=2021), typed({"name": "Mới"})).rows[0].unit_id


def test_without_a_roll_only_the_registry_changes(engine: Engine, made: MadeYear) -> None:
    take_over(engine, scope_of(made, roll=False), typed({"name": "Sở Mới", "order": "1"}))
    assert len(roll(engine, made)) == 3
    rows = typed({"name": "Sở Mới"})
    assert plan(engine, scope_of(made), rows).rows[0].outcome is RowOutcome.CHANGED
    take_over(engine, scope_of(made), rows)
    assert [line.name for line in roll(engine, made)][-1] == "Sở Mới"


def test_a_unit_that_had_left_comes_back_to_its_block(engine: Engine, made: MadeYear) -> None:
    unit_id = made.unit_ids[0]
    with writing(engine) as session:
        session.add(BlockMembership(unit_id=unit_id, valid_from=date(2019, 1, 1), block_id=None))
    rows = typed({"name": "Đơn vị 1", "since": "01/01/2019"})
    scope = scope_of(made, roll=False, year=2020)
    assert take_over(engine, scope, rows) == ImportedUnits(0, 1, 0)
    assert take_over(engine, scope, rows) == ImportedUnits(0, 0, 1)


def test_one_entry_of_the_trail_tells_of_the_sheet(engine: Engine, made: MadeYear) -> None:
    take_over(engine, scope_of(made), typed({"name": "A"}, {"name": "B"}, {"name": "Đơn vị 1", "order": "3"}))
    (entry,) = trail(engine)
    assert (entry.subject, entry.facts) == (f"year {made.id}", {"year": 2017, "new": 2, "changed": 1})


def test_one_refused_row_keeps_all_of_them_out(engine: Engine, made: MadeYear) -> None:
    before = stored(engine)
    with pytest.raises(RowsRefused) as refused:
        take_over(engine, scope_of(made), typed({"name": "Sở Mới"}, {"name": ""}, {"name": "ĐƠN VỊ 1"}))
    assert refused.value.count == 2
    assert stored(engine) == before
    assert not trail(engine)


def test_what_was_not_seen_is_not_done(engine: Engine, made: MadeYear) -> None:
    rows = typed({"name": "Sở Mới"})
    seen = plan(engine, scope_of(made), rows)
    with writing(engine) as session:
        add_unit(session, OPERATOR, made.id, UnitEntry(name="Sở Mới"))
    before = stored(engine)
    with pytest.raises(SheetOutdated), writing(engine) as session:
        import_units(session, OPERATOR, scope_of(made), rows, seen=seen)
    assert stored(engine) == before


def test_two_at_once_add_a_unit_once(engine: Engine, made: MadeYear) -> None:
    rows, scope = typed({"name": "Sở Mới"}), scope_of(made)
    seen, outcomes, start = plan(engine, scope, rows), list[str](), threading.Barrier(2)

    def run() -> None:
        start.wait()
        try:
            with writing(engine) as session:
                import_units(session, OPERATOR, scope, rows, seen=seen)
            outcomes.append("done")
        except SheetOutdated:
            outcomes.append("outdated")

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "outdated"]
    assert [line.name for line in roll(engine, made)].count("Sở Mới") == 1


@pytest.mark.parametrize("stopped_at", [0, AT_ONCE, AT_ONCE + 1])
def test_a_stopped_import_leaves_nothing_behind(engine: Engine, made: MadeYear, stopped_at: int) -> None:
    rows = typed(*({"name": f"Đơn vị mới số {number}"} for number in range(AT_ONCE + 1)))
    before = stored(engine)

    def report(done: int, total: int) -> None:
        assert total == AT_ONCE + 1
        if done == stopped_at:
            raise WorkCancelled()

    with pytest.raises(WorkCancelled):
        take_over(engine, scope_of(made), rows, progress=report)
    assert stored(engine) == before


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_takes_no_sheet(engine: Engine, made: MadeYear, state: YearState) -> None:
    with writing(engine) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = state
    before = stored(engine)
    with pytest.raises(YearLocked):
        take_over(engine, scope_of(made), typed({"name": "Sở Mới"}))
    with pytest.raises(RowsRefused):
        take_over(engine, scope_of(made, roll=False), typed({"name": "Mới", "code": "don-vi-1"}))
    assert stored(engine) == before


def test_who_may_not_change_the_block_takes_over_nothing(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    before = stored(engine)
    for roll_too in (True, False):
        for actor in people.values():
            with pytest.raises(NotAllowed):
                take_over(engine, scope_of(made, roll=roll_too), typed({"name": "Sở Mới"}), actor)
    assert stored(engine) == before


def test_one_foreign_block_keeps_the_whole_sheet_out(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        codes = {block.id: block.code for block in session.exec(select(Block))}
    rows = typed(
        {"name": "A", "block": codes[made.block_id]},
        {"name": "B", "block": codes[other.block_id]},
    )
    scope = SheetScope(year=2017, block_ids=(made.block_id, other.block_id))
    before = stored(engine)
    with pytest.raises(NotAllowed):
        take_over(engine, scope, rows, actor)
    assert stored(engine) == before
    with reading(engine) as session:
        assert blocks_to_edit(session, actor) == (made.block_id,)
        assert set(blocks_to_edit(session, OPERATOR)) == {made.block_id, other.block_id}
    assert take_over(engine, scope, rows).new == 2


@pytest.mark.parametrize("with_roll", [True, False])
def test_what_is_written_out_comes_in_again_as_nothing_new(
    engine: Engine, made: MadeYear, with_roll: bool
) -> None:
    with writing(engine) as session:
        twin = open_block(
            session, OPERATOR, BlockEntry(name="Khối", kind=BlockKind.BLOCK, code="k2", province="Huế"), 2017
        )
        open_block(
            session, OPERATOR, BlockEntry(name="KHỐI", kind=BlockKind.BLOCK, code="k3", province="Huế"), 2017
        )
        for name in ("=1+1", "Sở <b>x</b>", "'01", "Đơn vị\u200b 1", "1/7/2025", "TRUE"):
            add_unit(session, OPERATOR, twin, UnitEntry(name=name))
            add_unit(session, OPERATOR, made.id, UnitEntry(name=name, short_name=f"{name} ngắn"))
    with reading(engine) as session:
        scope = scope_of(made)
        if not with_roll:
            scope = SheetScope(year=2026, block_ids=blocks_to_edit(session, OPERATOR))
        data = workbook_of(LAYOUT, sheet_rows(session, scope), lists=sheet_choices(session, scope))
    rows = table_in(read_sheet(data), columns_of(LAYOUT)).rows
    found = plan(engine, scope, rows)
    assert len(found.rows) == (9 if with_roll else 15)
    assert [row for row in found.rows if row.outcome is not RowOutcome.UNCHANGED] == []


def test_an_empty_template_has_no_row_and_offers_what_there_is(engine: Engine, made: MadeYear) -> None:
    with reading(engine) as session:
        choices = sheet_choices(session, scope_of(made))
    assert choices["province"] == ["Vĩnh Phúc"]
    assert len(choices["block"]) == 1
    data = workbook_of(LAYOUT, [], lists=choices)
    assert read_sheet(data).rows[-1][3].startswith("Tên đơn vị")


def test_the_statements_do_not_grow_with_the_units(engine: Engine, made: MadeYear) -> None:
    def statements() -> int:
        with reading(engine) as session, counted(engine) as found:
            register_of(session, scope_of(made))
            sheet_rows(session, scope_of(made))
        return len(found)

    few = statements()
    take_over(engine, scope_of(made), typed(*({"name": f"Thêm {number}"} for number in range(30))))
    assert statements() == few


def names_of(session: Session, unit_id: int) -> list[tuple[date, str]]:
    rows = session.exec(
        select(UnitName).where(UnitName.unit_id == unit_id).order_by(col(UnitName.valid_from))
    )
    return [(row.valid_from, row.name) for row in rows]


def test_a_sheet_for_a_middle_year_keeps_the_names_of_later_rolls(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        row = session.exec(select(BlockYear).where(BlockYear.id == made.id)).one()
        later = BlockYear(block_id=row.block_id, year=2019)
        session.add(later)
        session.flush()
        session.add(YearUnit(block_year_id=later.id or 0, unit_id=made.unit_ids[0], position=0))
    take_over(engine, scope_of(made, roll=False, year=2018), typed({"code": "don-vi-1", "name": "Năm 2018"}))
    with reading(engine) as session:
        assert names_of(session, made.unit_ids[0]) == [
            (date(2017, 1, 1), "Đơn vị 1"),
            (date(2018, 1, 1), "Năm 2018"),
            (date(2019, 1, 1), "Đơn vị 1"),
        ]
