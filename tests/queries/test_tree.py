"""The registry as a tree: as it was on a day, for whoever may look, in a number of statements that stays."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.enums import Role, UnitEventKind, YearState
from services.database import reading, writing
from services.errors.base import NotFound
from services.queries.tree import blocks_seen, units_of_block
from services.registry import UnitEntry, edit_unit, move_unit
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan
from services.years import open_year
from tests.factories import made_actor, made_year
from tests.queries.statements import counted

TODAY = date(2026, 11, 23)


def test_blocks_stand_under_their_provinces_with_their_units_and_newest_year(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=3)
        open_year(session, OPERATOR, made.id, 2018)
        made_year(session, units=1, state=YearState.ARCHIVED)
    with reading(engine) as session:
        tree = blocks_seen(session, OPERATOR, TODAY)
        earlier = blocks_seen(session, OPERATOR, date(2017, 6, 1))
        assert blocks_seen(session, OPERATOR, date(2016, 12, 31)) == {}
    ((province, blocks),) = tree.items()
    assert province == "Vĩnh Phúc"
    assert [(block.units, block.year, block.state) for block in blocks] == [
        (3, 2018, YearState.DRAFT),
        (1, 2017, YearState.ARCHIVED),
    ]
    assert [block.year for block in earlier["Vĩnh Phúc"]] == [2017, 2017]


def test_a_unit_stands_in_the_block_that_it_belonged_to_on_the_day(engine: Engine) -> None:
    with writing(engine) as session:
        here, there = made_year(session, units=1), made_year(session, units=0)
        plan = EventPlan(
            kind=UnitEventKind.TRANSFER,
            document="12/NQ",
            day=date(2018, 7, 1),
            before=here.unit_ids,
            block_id=there.block_id,
        )
        record_event(session, OPERATOR, plan)
    with reading(engine) as session:
        before, after = date(2018, 6, 30), date(2018, 7, 1)
        assert len(units_of_block(session, OPERATOR, here.block_id, before)) == 1
        assert units_of_block(session, OPERATOR, here.block_id, after) == []
        moved = units_of_block(session, OPERATOR, there.block_id, after)
        blocks = {block.block_id: block for block in blocks_seen(session, OPERATOR, after)["Vĩnh Phúc"]}
    assert {line.unit_id: line.since for line in moved}[here.unit_ids[0]] == after
    assert (blocks[here.block_id].units, blocks[here.block_id].emptied) == (0, True)
    assert (blocks[there.block_id].units, blocks[there.block_id].emptied) == (1, False)


def test_a_block_without_units_is_not_an_emptied_one(engine: Engine) -> None:
    with writing(engine) as session:
        made_year(session, units=0)
    with reading(engine) as session:
        (block,) = blocks_seen(session, OPERATOR, TODAY)["Vĩnh Phúc"]
    assert (block.units, block.emptied) == (0, False)


def test_units_stand_by_the_protocol_called_as_on_the_day(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        later = open_year(session, OPERATOR, made.id, 2018)
        edit_unit(session, OPERATOR, later, made.unit_ids[0], UnitEntry(name="Tên mới"), seen_version=1)
        move_unit(session, OPERATOR, later, made.unit_ids[0], 2)
    with reading(engine) as session:
        old = units_of_block(session, OPERATOR, made.block_id, date(2017, 12, 31))
        new = units_of_block(session, OPERATOR, made.block_id, TODAY)
    assert [line.name for line in old] == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]
    assert [line.name for line in new] == ["Đơn vị 2", "Đơn vị 3", "Tên mới"]


def test_a_merged_unit_is_gone_from_its_day_on(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        one, two, _ = made.unit_ids
        plan = EventPlan(
            kind=UnitEventKind.MERGE,
            document="12/NQ",
            day=date(2018, 3, 1),
            before=(one, two),
            kept=one,
            style=UnitStyle("Hợp nhất", None),
        )
        record_event(session, OPERATOR, plan)
    with reading(engine) as session:
        names = [line.name for line in units_of_block(session, OPERATOR, made.block_id, TODAY)]
    assert names == ["Hợp nhất", "Đơn vị 3"]


def test_nobody_finds_a_block_that_he_may_not_look_at(engine: Engine) -> None:
    with writing(engine) as session:
        mine, other = made_year(session), made_year(session)
        viewer = made_actor(session, Role.VIEWER, block_id=mine.block_id)
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=mine.block_id, unit_id=mine.unit_ids[0])
    with reading(engine) as session:
        for actor in (viewer, editor):
            (blocks,) = blocks_seen(session, actor, TODAY).values()
            assert [block.block_id for block in blocks] == [mine.block_id]
            with pytest.raises(NotFound):
                units_of_block(session, actor, other.block_id, TODAY)


def test_units_add_no_statements(engine: Engine) -> None:
    with writing(engine) as session:
        few, many = made_year(session, units=1), made_year(session, units=30)
    sent = []
    for made in (few, many):
        with reading(engine) as session, counted(engine) as statements:
            blocks_seen(session, OPERATOR, TODAY)
            units_of_block(session, OPERATOR, made.block_id, TODAY)
        sent.append(len(statements))
    assert sent[0] == sent[1]
