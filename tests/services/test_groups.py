"""Groups of units: what is for some of them is not assigned to the others, at every stage, and never lost."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import SheetStep, Stage
from models.scoring import Score, ScoreChange
from models.types import table_of
from models.year import BlockYear, UnitGroup
from services.criteria import Node, Said, save_criteria
from services.criteria_versions import copy_criteria
from services.database import reading, writing
from services.errors.accounts import NameTaken
from services.errors.base import DomainError, NotFound
from services.errors.registry import UnitInUse
from services.errors.scoring import CellsRefused, GroupInUse, GroupScored
from services.errors.typed import NameRefused
from services.groups import remove_group, save_group
from services.queries.archive import year_document
from services.queries.criteria import criteria_of_year
from services.queries.groups import groups_of_year
from services.queries.standings import standings_of_year
from services.registry import UnitEntry, add_unit, remove_from_roll
from services.rules.cell_edits import CellEdit
from services.rules.evaluation import evaluate
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.sheets import lock_sheets
from services.years import open_year
from tests.factories import MadeYear, made_year
from tests.typed import typed_node


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def _tree(session: Session, key: int, group_id: int | None) -> None:
    """Two branches, the second for the group alone."""
    known = {line.rule.code: line for line in criteria_of_year(session, key)}
    typed = [
        {"code": "1", "name": "Chung", "method": "direct", "max": "10"},
        {"code": "2", "name": "Riêng", "method": "group"},
        {"code": "2.1", "parent": "2", "name": "Mục riêng", "method": "direct", "max": "5"},
        {"code": "2.2", "parent": "2", "name": "Thưởng", "method": "bonus_penalty"},
    ]
    typed[-1] |= {"bonus": "1", "penalty": "1", "floor": "-2", "cap": "2"}
    nodes = []
    for row in typed:
        there = known.get(row["code"])
        node = typed_node({**row, "criterion_id": str(there.criterion_id) if there else ""})
        nodes.append(
            Node(node.criterion_id, node.rule, Said(group_id=group_id if row["code"] == "2" else None))
        )
    save_criteria(session, OPERATOR, key, nodes, {line.criterion_id: line.version for line in known.values()})


def _cells(session: Session, key: int, stage: Stage = Stage.FINAL) -> dict[tuple[int, str], str]:
    codes = {line.criterion_id: line.rule.code for line in criteria_of_year(session, key)}
    table = table_of(Score).c
    wanted = select(table.unit_id, table.criterion_id, table.not_assigned).where(
        table.block_year_id == key, table.stage == stage
    )
    return {(unit, codes[one]): "-" if away else "figure" for unit, one, away in session.exec(wanted)}


def _score(session: Session, made: MadeYear, unit_id: int, code: str, text: str) -> None:
    line = next(line for line in criteria_of_year(session, made.id) if line.rule.code == code)
    save_cells(session, OPERATOR, made.id, Stage.FINAL, [CellEdit(unit_id, line.criterion_id, text, 0)])


def _agrees(session: Session, key: int) -> None:
    """The totals that are kept come to the same as the year-file alone."""
    document = year_document(session, session.get_one(BlockYear, key))
    tops = [one.code for one in document.criteria if one.parent is None]
    assert standings_of_year(session, key, tops) == evaluate(document).standings


def test_a_branch_for_a_group_is_not_assigned_to_the_others(engine: Engine, made: MadeYear) -> None:
    first, second, third = made.unit_ids
    with writing(engine) as session:
        group = save_group(session, OPERATOR, made.id, "Khối huyện", [first])
        _tree(session, made.id, group)
    with reading(engine) as session:
        away = {(unit, code): "-" for unit in (second, third) for code in ("2.1", "2.2")}
        for stage in Stage:
            assert _cells(session, made.id, stage) == away
        _agrees(session, made.id)
        _tree_has_history(session, made.id)


def _tree_has_history(session: Session, key: int) -> None:
    rows = session.exec(select(ScoreChange).where(ScoreChange.block_year_id == key)).all()
    assert {(row.before, row.after) for row in rows} == {(None, "-")}


def test_units_that_come_into_the_group_are_scored_there_and_those_that_leave_are_not(
    engine: Engine, made: MadeYear
) -> None:
    first, second, third = made.unit_ids
    with writing(engine) as session:
        group = save_group(session, OPERATOR, made.id, "Khối huyện", [first])
        _tree(session, made.id, group)
        save_group(session, OPERATOR, made.id, "Khối huyện", [second], group_id=group)
    with reading(engine) as session:
        assert set(_cells(session, made.id)) == {(u, c) for u in (first, third) for c in ("2.1", "2.2")}
        _agrees(session, made.id)


def test_a_score_is_never_written_over_by_a_change_of_groups(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        group = save_group(session, OPERATOR, made.id, "Khối huyện", [first])
        _tree(session, made.id, group)
        _score(session, made, first, "2.1", "4")
    with pytest.raises(GroupScored) as refused, writing(engine) as session:
        save_group(session, OPERATOR, made.id, "Khối huyện", [second], group_id=group)
    assert (refused.value.unit, refused.value.criterion) == ("Đơn vị 1", "2.1")
    with reading(engine) as session:
        assert groups_of_year(session, made.id)[0].unit_ids == (first,)
        assert _cells(session, made.id)[first, "2.1"] == "figure"


def test_a_cell_of_another_group_takes_no_score(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        _tree(session, made.id, save_group(session, OPERATOR, made.id, "Khối huyện", [first]))
    with pytest.raises(CellsRefused), writing(engine) as session:
        _score(session, made, second, "2.1", "4")


def test_a_branch_that_is_for_all_again_waits_for_scores(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        _tree(session, made.id, save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1]))
        _tree(session, made.id, None)
    with reading(engine) as session:
        assert _cells(session, made.id) == {}
        _agrees(session, made.id)


def test_a_criterion_goes_although_it_is_not_assigned_to_others(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        _tree(session, made.id, save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1]))
        seen = {line.criterion_id: line.version for line in criteria_of_year(session, made.id)}
        save_criteria(session, OPERATOR, made.id, [], seen)
    with reading(engine) as session:
        assert _cells(session, made.id) == {}


def test_a_unit_that_comes_onto_the_roll_is_in_no_group_yet(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        _tree(session, made.id, save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids))
        late = add_unit(session, OPERATOR, made.id, UnitEntry(name="Sở Mới"))
        lock_sheets(session, OPERATOR, made.id, SheetStep.SELF, [late])
    with reading(engine) as session:
        assert set(_cells(session, made.id)) == {(late, "2.1"), (late, "2.2")}
        _agrees(session, made.id)
    with writing(engine) as session:
        remove_from_roll(session, OPERATOR, made.id, late)
        _agrees(session, made.id)
    with writing(engine) as session:
        _score(session, made, made.unit_ids[0], "1", "9")
    with pytest.raises(UnitInUse), writing(engine) as session:
        remove_from_roll(session, OPERATOR, made.id, made.unit_ids[0])


def test_the_year_after_has_the_same_groups(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        _tree(session, made.id, save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1]))
        after = open_year(session, OPERATOR, made.id, 2018)
    with reading(engine) as session:
        (group,) = groups_of_year(session, after)
        assert (group.name, group.unit_ids) == ("Khối huyện", made.unit_ids[:1])
        assert {line.rule.code: line.for_group for line in criteria_of_year(session, after)} == {
            "1": None,
            "2": group.group_id,
            "2.1": group.group_id,
            "2.2": group.group_id,
        }
        assert len(_cells(session, after)) == 4
        _agrees(session, after)
    with writing(engine) as session:
        seen = {line.criterion_id: line.version for line in criteria_of_year(session, after)}
        save_criteria(session, OPERATOR, after, [], seen)
        save_group(session, OPERATOR, after, "Khối huyện", made.unit_ids[1:], group_id=group.group_id)
        copy_criteria(session, OPERATOR, after, made.id)
    with reading(engine) as session:
        assert groups_of_year(session, after)[0].unit_ids == made.unit_ids[1:]
        assert {unit for unit, _code in _cells(session, after)} == set(made.unit_ids[:1])


def test_a_unit_is_in_one_group_at_most(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids)
        save_group(session, OPERATOR, made.id, "Khối sở", made.unit_ids[1:])
    with reading(engine) as session:
        found = [group.unit_ids for group in groups_of_year(session, made.id)]
    assert found == [made.unit_ids[:1], made.unit_ids[1:]]


@pytest.mark.parametrize(
    ("name", "units", "group", "kind"),
    [
        ("khối  HUYỆN", [], None, NameTaken),
        ("   ", [], None, NameRefused),
        ("Khối sở", [99_999], None, NotFound),
        ("Khối sở", [], 99_999, NotFound),
    ],
)
def test_groups_that_are_not_made(
    engine: Engine, made: MadeYear, name: str, units: list[int], group: int | None, kind: type[DomainError]
) -> None:
    with writing(engine) as session:
        save_group(session, OPERATOR, made.id, "Khối huyện", [])
    with pytest.raises(kind), writing(engine) as session:
        save_group(session, OPERATOR, made.id, name, units, group_id=group)
    with reading(engine) as session:
        assert [row.name for row in session.exec(select(UnitGroup))] == ["Khối huyện"]


def test_a_group_goes_only_when_no_criterion_is_for_it(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        group = save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1])
        _tree(session, made.id, group)
    with pytest.raises(GroupInUse) as refused, writing(engine) as session:
        remove_group(session, OPERATOR, group)
    assert refused.value.codes == ("2",)
    with writing(engine) as session:
        _tree(session, made.id, None)
        remove_group(session, OPERATOR, group)
    with pytest.raises(NotFound), writing(engine) as session:
        remove_group(session, OPERATOR, group)
