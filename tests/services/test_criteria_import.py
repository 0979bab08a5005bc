"""A table of criteria that an office typed becomes the year's tree: whole, once or twice, or not at all."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import Role
from models.scoring import Criterion
from models.year import BlockYear, UnitGroup
from services.criteria import import_criteria
from services.criteria_versions import freeze_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.scoring import CriteriaFrozen
from services.errors.workbooks import RowsRefused, SheetOutdated
from services.queries.criteria import criteria_of_year
from services.queries.criteria_sheet import plan_of_criteria
from services.rules.criteria_sheet import CriteriaPlan
from services.rules.rights import OPERATOR, Actor
from services.workbooks.tables import SheetRow
from tests.factories import MadeYear, made_actor, made_year

# As it stands in a decision: parts in Roman numbers, items below them, evidence and the unit that reviews
TABLE = (
    {"number": "I", "name": "Thực hiện nhiệm vụ chính trị", "max": "60"},
    {"number": "1", "name": "Hoàn thành kế hoạch năm", "max": "40", "note": "Báo cáo năm"},
    {"number": "2", "name": "Cải cách hành chính", "max": "20", "reviewer": "Đơn vị 2"},
    {"number": "II", "name": "Xây dựng Đảng", "max": "40", "group": "Các huyện"},
    {"number": "1", "name": "Sinh hoạt chi bộ", "max": "25,5"},
    {"number": "2", "name": "Học tập nghị quyết", "max": "14,5"},
)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        session.add(UnitGroup(block_year_id=made.id, code="huyen", name="Các huyện"))
        return made


def rows(*changed: dict[str, str]) -> list[SheetRow]:
    return [SheetRow(number, values) for number, values in enumerate(changed or TABLE, start=8)]


def plan(session: Session, made: MadeYear, typed: list[SheetRow]) -> CriteriaPlan:
    return plan_of_criteria(session, session.get_one(BlockYear, made.id), typed)


def take_over(engine: Engine, made: MadeYear, *changed: dict[str, str], actor: Actor = OPERATOR) -> None:
    typed = rows(*changed)
    with reading(engine) as session:
        seen = plan(session, made, typed)
    with writing(engine) as session:
        import_criteria(session, actor, made.id, typed, seen=seen)


def tree(engine: Engine, made: MadeYear) -> list[tuple[str, str | None, int | None]]:
    with reading(engine) as session:
        lines = criteria_of_year(session, made.id)
    return [(line.rule.code, line.rule.parent, line.rule.max) for line in lines]


def test_a_typed_table_becomes_the_tree_with_what_stands_beside(engine: Engine, made: MadeYear) -> None:
    take_over(engine, made)
    assert tree(engine, made) == [
        ("i", None, 6_000),
        ("i.1", "i", 4_000),
        ("i.2", "i", 2_000),
        ("ii", None, 4_000),
        ("ii.1", "ii", 2_550),
        ("ii.2", "ii", 1_450),
    ]
    with reading(engine) as session:
        lines = {line.rule.code: line for line in criteria_of_year(session, made.id)}
        group = session.exec(select(UnitGroup.id)).one()
    assert lines["i.1"].note == "Báo cáo năm"
    assert (lines["i.2"].reviewer_id, lines["i.1"].reviewer_id) == (made.unit_ids[1], None)
    assert (lines["ii.1"].for_group, lines["i.1"].for_group) == (group, None)


def test_the_same_table_again_changes_no_criterion(engine: Engine, made: MadeYear) -> None:
    take_over(engine, made)
    with reading(engine) as session:
        before = {row.code: row.id for row in session.exec(select(Criterion))}
        again = plan(session, made, rows())
    assert {row.outcome.value for row in again.rows} == {"unchanged"}
    take_over(engine, made)
    with reading(engine) as session:
        assert {row.code: row.id for row in session.exec(select(Criterion))} == before


def test_a_table_with_a_fault_is_refused_whole(engine: Engine, made: MadeYear) -> None:
    faulty = [*TABLE[:2], {**TABLE[2], "max": "hai mươi"}, *TABLE[3:]]
    with pytest.raises(RowsRefused):
        take_over(engine, made, *faulty)
    assert tree(engine, made) == []


def test_what_was_looked_at_is_what_is_taken(engine: Engine, made: MadeYear) -> None:
    with reading(engine) as session:
        seen = plan(session, made, rows())
    take_over(engine, made, *TABLE[:3])
    with pytest.raises(SheetOutdated), writing(engine) as session:
        import_criteria(session, OPERATOR, made.id, rows(), seen=seen)


def test_frozen_criteria_and_others_hands_take_no_table(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.block_id)
    with pytest.raises(NotAllowed):
        take_over(engine, made, actor=reviewer)
    take_over(engine, made)
    with writing(engine) as session:
        freeze_criteria(session, OPERATOR, made.id)
    with pytest.raises(CriteriaFrozen):
        take_over(engine, made)
