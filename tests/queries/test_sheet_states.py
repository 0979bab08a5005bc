"""What is filled, explained and missing of score sheets, counted by the database."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import SheetStep, Stage
from models.scoring import Criterion
from models.year import UnitGroup, YearUnit
from services.database import reading, writing
from services.queries.sheet_states import missing_cells, states_of_sheets
from services.queries.sheet_steps import steps_of_year
from services.remarks import remark_on_cell
from services.rules.cell_place import CellPlace
from services.rules.rights import OPERATOR
from services.rules.sheet_progress import SheetState
from services.sheets import lock_sheets, set_steps
from tests.factories import MadeYear
from tests.queries.statements import counted
from tests.sheets import fill, filled_year, ids_of, made_sheets

SELF, REVIEW, SECOND = SheetStep.SELF, SheetStep.REVIEW, SheetStep.SECOND_REVIEW
EXPLANATION, FINAL = SheetStep.EXPLANATION, SheetStep.FINAL


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_sheets(session)


def states(session: Session, made: MadeYear) -> dict[SheetStep, list[SheetState]]:
    steps = steps_of_year(session, made.id)
    found = states_of_sheets(session, made.id, steps, made.unit_ids)
    return {step: list(of_units.values()) for step, of_units in found.items()}


def figures(found: list[SheetState]) -> list[tuple[int, int]]:
    return [(state.filled, state.to_fill) for state in found]


def test_what_is_filled_is_counted_by_unit_and_step(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        fill(session, made, Stage.SELF, 0, c1_1="9", c1_2="10/10", c2="5", c9="1/0")
        fill(session, made, Stage.SELF, 1, c1_1="-")
        fill(session, made, Stage.FINAL, 2, c2="5", c9="1/0")
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids[:1])
        found = states(session, made)
    assert list(found) == [SELF, REVIEW, EXPLANATION, FINAL]
    assert figures(found[SELF]) == [(3, 3), (1, 3), (0, 3)]
    assert figures(found[REVIEW]) == [(0, 3)] * 3
    assert figures(found[FINAL]) == [(0, 3), (0, 3), (1, 3)]
    assert [state.handed_in for state in found[SELF]] == [True, False, False]


def test_a_criterion_for_some_units_is_to_be_filled_by_them_alone(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        group = UnitGroup(block_year_id=made.id, code="huyen", name="Các huyện")
        session.add(group)
        session.flush()
        fill(session, made, Stage.SELF, 0, c1_1="9", c1_2="10/10", c2="5")
        fill(session, made, Stage.SELF, 1, c1_1="9", c1_2="10/10", c2="5")
        session.exec(select(Criterion).where(Criterion.code == "1")).one().group_id = group.id
        session.get_one(YearUnit, (made.id, made.unit_ids[0])).group_id = group.id
        session.flush()
        found = states(session, made)
        missing = missing_cells(session, made.id, SELF, made.unit_ids, 9)
    assert figures(found[SELF]) == [(3, 3), (1, 1), (0, 1)]
    assert {unit: [cell.code for cell in cells] for unit, cells in missing.items()} == {
        made.unit_ids[2]: ["2"]
    }


def test_what_the_review_saw_otherwise_is_to_be_explained(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        fill(session, made, Stage.SELF, 0, c1_1="9", c1_2="12/10", c2="5", c9="2/0")
        fill(session, made, Stage.REVIEW, 0, c1_1="8", c1_2="12/10", c2="-", c9="1/0")
        # Its higher actual halves what the first unit earns, who need not explain that
        fill(session, made, Stage.REVIEW, 1, c1_2="14/10")
        found = states(session, made)[EXPLANATION]
        assert figures(found) == [(0, 3), (0, 0), (0, 0)]
        assert [state.waits for state in found] == [False, True, True]
        place = CellPlace(made.id, EXPLANATION, first, ids_of(session, made)["2"])
        remark_on_cell(session, OPERATOR, place, "Không được giao", seen_version=0)
        other = CellPlace(made.id, EXPLANATION, second, ids_of(session, made)["2"])
        remark_on_cell(session, OPERATOR, other, "Không ai hỏi", seen_version=0)
        assert figures(states(session, made)[EXPLANATION])[:2] == [(1, 3), (0, 0)]
        missing = missing_cells(session, made.id, EXPLANATION, made.unit_ids, 1)
    assert {unit: [(cell.code, cell.name) for cell in cells] for unit, cells in missing.items()} == {
        first: [("1.1", "Mục 1.1")]
    }


def test_a_second_review_waits_for_the_first_and_is_done_by_its_lock_alone(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.id, dict.fromkeys((REVIEW, SECOND)))
        fill(session, made, Stage.REVIEW, 0, c1_1="8", c1_2="12/10", c2="5")
        before = states(session, made)[SECOND][0]
        lock_sheets(session, OPERATOR, made.id, REVIEW, made.unit_ids)
        begun = states(session, made)[SECOND][0]
        lock_sheets(session, OPERATOR, made.id, SECOND, made.unit_ids)
        after = states(session, made)[SECOND][0]
    assert [(one.waits, one.done) for one in (before, begun, after)] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert begun.filled == begun.to_fill == 3


def test_a_second_review_alone_is_a_review(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        set_steps(session, OPERATOR, made.id, dict.fromkeys((SECOND,)))
        fill(session, made, Stage.REVIEW, 0, c1_1="8", c1_2="12/10", c2="5")
        assert [one.done for one in states(session, made)[SECOND]] == [True, False, False]


def test_the_first_missing_are_named_in_the_order_of_the_tree(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        fill(session, made, Stage.SELF, 0, c1_1="9")
        missing = missing_cells(session, made.id, SELF, made.unit_ids, 2)
    codes = {unit: [cell.code for cell in cells] for unit, cells in missing.items()}
    assert codes == {
        made.unit_ids[0]: ["1.2", "2"],
        made.unit_ids[1]: ["1.1", "1.2"],
        made.unit_ids[2]: ["1.1", "1.2"],
    }


def test_sixty_units_take_as_many_statements_as_one(engine: Engine) -> None:
    taken = []
    for units in (1, 60):
        made = filled_year(engine, units, Stage.SELF, c1_1="9", c2="5")
        with reading(engine) as session, counted(engine) as statements:
            steps = steps_of_year(session, made.id)
            found = states_of_sheets(session, made.id, steps, made.unit_ids)
            missing_cells(session, made.id, SELF, made.unit_ids, 5)
        assert figures(list(found[SELF].values())) == [(2, 3)] * units
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 7  # two for the steps, and SQLite begins with one
