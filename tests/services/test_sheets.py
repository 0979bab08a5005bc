"""Score sheets go from step to step: by when, locked by whom, unlocked why; and what is barred meanwhile."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, TrailEntry
from models.enums import Role, SheetStep, Stage, YearState
from models.scoring import Criterion
from models.sheets import ScoringLock
from models.year import BlockYear, UnitGroup, YearUnit
from services.criteria import save_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed, PasswordNeeded
from services.errors.base import NotFound, Stale
from services.errors.scoring import (
    CellFaultKind,
    CellsRefused,
    DeadlinesOutOfOrder,
    ScoringIsLocked,
    StepNotUsed,
)
from services.errors.typed import NameRefused
from services.errors.years import DayOutsideYear, YearLocked
from services.queries.criteria import criteria_of_year
from services.queries.sheet_steps import CUSTOMARY, steps_of_year, unlocks_of_year
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR, Actor
from services.scoring import Saved, save_cells
from services.sheets import lock_sheets, set_steps, unlock_sheet
from tests.factories import MadeYear, made_actor, made_stale, made_year
from tests.typed import typed_node

SELF, REVIEW, SECOND, FINAL = SheetStep.SELF, SheetStep.REVIEW, SheetStep.SECOND_REVIEW, SheetStep.FINAL


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        typed = [
            {"criterion_id": "", "code": code, "name": f"Mục {code}", "method": "direct", "max": "10"}
            for code in ("1", "2")
        ]
        save_criteria(session, OPERATOR, made.id, [typed_node(one) for one in typed], {})
        return made


def fill(
    session: Session, made: MadeYear, stage: Stage, *cells: tuple[int, str, str], actor: Actor = OPERATOR
) -> Saved:
    """Type into (place of the unit, code of the criterion) that text; valid ones are taken."""
    ids = {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}
    edits = [CellEdit(made.unit_ids[place], ids[code], text, 0) for place, code, text in cells]
    return save_cells(session, actor, made.id, stage, edits, take_valid=True)


def kinds(saved: Saved) -> list[CellFaultKind]:
    return [fault.kind for fault in saved.refused]


def test_a_year_goes_through_the_customary_steps_until_it_says_otherwise(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        assert tuple(steps_of_year(session, made.id).deadlines) == CUSTOMARY
        set_steps(session, OPERATOR, made.id, {SECOND: date(2017, 11, 30), SELF: date(2017, 11, 1)})
        found = steps_of_year(session, made.id).deadlines
    assert found == {SELF: date(2017, 11, 1), SECOND: date(2017, 11, 30), FINAL: None}


def test_deadlines_follow_each_other_within_the_year(engine: Engine, made: MadeYear) -> None:
    wrong = {SELF: date(2017, 11, 2), FINAL: date(2017, 11, 1)}
    with pytest.raises(DeadlinesOutOfOrder), writing(engine) as session:
        set_steps(session, OPERATOR, made.id, wrong)
    with pytest.raises(DayOutsideYear), writing(engine) as session:
        set_steps(session, OPERATOR, made.id, {SELF: date(2018, 4, 1)})
    with reading(engine) as session:
        assert set(steps_of_year(session, made.id).deadlines.values()) == {None}


def test_a_locked_column_takes_nothing_until_it_is_unlocked_with_a_reason(
    engine: Engine, made: MadeYear
) -> None:
    first = made.unit_ids[0]
    with writing(engine) as session:
        assert lock_sheets(session, OPERATOR, made.id, SELF, [first, first]) == 1
        assert lock_sheets(session, OPERATOR, made.id, SELF, [first]) == 0
        saved = fill(session, made, Stage.SELF, (0, "1", "9"), (1, "1", "8"))
    assert (saved.cells, kinds(saved)) == (1, [CellFaultKind.LOCKED])
    with writing(engine) as session:
        unlock_sheet(session, OPERATOR, made.id, SELF, first, "Gửi nhầm tệp")
        assert fill(session, made, Stage.SELF, (0, "1", "9")).cells == 1
        told = session.exec(select(TrailEntry).where(TrailEntry.action == "unlock_sheet")).one()
    assert told.reason == "Gửi nhầm tệp"
    with reading(engine) as session:
        [unlock] = unlocks_of_year(session, made.id)
    assert (unlock.step, unlock.unit, unlock.reason) == (SELF, "Đơn vị 1", "Gửi nhầm tệp")


def test_steps_set_by_somebody_else_since_they_were_read_are_not_overwritten(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        seen = steps_of_year(session, made.id).deadlines
        set_steps(session, OPERATOR, made.id, {SELF: date(2017, 11, 1)}, seen=seen)
    with pytest.raises(Stale), writing(engine) as session:
        set_steps(session, OPERATOR, made.id, {}, seen=seen)
    with reading(engine) as session:
        assert steps_of_year(session, made.id).deadlines == {SELF: date(2017, 11, 1), FINAL: None}


def test_nothing_is_unlocked_once_the_scoring_is_locked(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids)
        now = datetime.now(UTC)
        session.add(ScoringLock(block_year_id=made.id, evaluation={}, sha256="0" * 64, locked_at=now))
    with pytest.raises(ScoringIsLocked), writing(engine) as session:
        unlock_sheet(session, OPERATOR, made.id, SELF, made.unit_ids[0], "Vì")


def test_the_second_review_opens_the_reviews_column_again(engine: Engine, made: MadeYear) -> None:
    everybody = list(made.unit_ids)
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, REVIEW, everybody)
        assert kinds(fill(session, made, Stage.REVIEW, (0, "1", "9"))) == [CellFaultKind.LOCKED]
        set_steps(session, OPERATOR, made.id, dict.fromkeys((SELF, REVIEW, SECOND, FINAL)))
        assert fill(session, made, Stage.REVIEW, (0, "1", "9")).cells == 1
        lock_sheets(session, OPERATOR, made.id, SECOND, everybody)
        assert kinds(fill(session, made, Stage.REVIEW, (1, "1", "9"))) == [CellFaultKind.LOCKED]


def test_a_unit_hands_in_its_own_sheet_and_no_other(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=first)
        assert lock_sheets(session, editor, made.id, SELF, [first]) == 1
    for step, unit_id in ((SELF, second), (REVIEW, first), (FINAL, first)):
        with pytest.raises(NotAllowed), writing(engine) as session:
            lock_sheets(session, editor, made.id, step, [unit_id])
    with pytest.raises(NotAllowed), writing(engine) as session:
        unlock_sheet(session, editor, made.id, SELF, first, "Vì")


def test_unlocking_needs_the_password_a_reason_and_a_lock(engine: Engine, made: MadeYear) -> None:
    first = made.unit_ids[0]
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        lock_sheets(session, secretary, made.id, SELF, [first])
    with pytest.raises(NameRefused), writing(engine) as session:
        unlock_sheet(session, secretary, made.id, SELF, first, " ")
    with pytest.raises(NotFound), writing(engine) as session:
        unlock_sheet(session, secretary, made.id, FINAL, first, "Vì")
    with writing(engine) as session:
        made_stale(session, secretary)
    with pytest.raises(PasswordNeeded), writing(engine) as session:
        unlock_sheet(session, secretary, made.id, SELF, first, "Vì")


def test_a_step_that_is_not_used_and_a_year_that_is_out_take_no_lock(engine: Engine, made: MadeYear) -> None:
    with pytest.raises(StepNotUsed), writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SECOND, made.unit_ids)
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    with pytest.raises(YearLocked), writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, SELF, made.unit_ids)


def test_a_department_reviews_its_branch_for_all_units_but_its_own(engine: Engine, made: MadeYear) -> None:
    first, second, _third = made.unit_ids
    with writing(engine) as session:
        for code, unit_id in (("1", first), ("2", second)):
            row = session.exec(select(Criterion).where(Criterion.code == code)).one()
            row.reviewer_id = unit_id
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.block_id)
        session.get_one(Account, reviewer.account_id).unit_id = first
        saved = fill(session, made, Stage.REVIEW, (1, "1", "9"), (2, "1", "8"), (2, "2", "7"), actor=reviewer)
    assert (saved.cells, kinds(saved)) == (2, [CellFaultKind.OF_ANOTHER_REVIEWER])
    with pytest.raises(NotAllowed), writing(engine) as session:
        fill(session, made, Stage.REVIEW, (0, "1", "9"), actor=reviewer)


def test_a_criterion_for_some_units_takes_no_score_of_others(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        group = UnitGroup(block_year_id=made.id, code="huyen", name="Các huyện")
        session.add(group)
        session.flush()
        session.exec(select(Criterion).where(Criterion.code == "1")).one().group_id = group.id
        session.get_one(YearUnit, (made.id, made.unit_ids[0])).group_id = group.id
        session.flush()
        saved = fill(session, made, Stage.FINAL, (0, "1", "9"), (1, "1", "9"), (1, "2", "9"))
    assert (saved.cells, kinds(saved)) == (2, [CellFaultKind.FOR_OTHERS])


def test_without_leave_to_take_the_valid_nothing_is_saved(engine: Engine, made: MadeYear) -> None:
    with reading(engine) as session:
        ids = {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}
    edits = [CellEdit(made.unit_ids[0], ids["1"], "9", 0), CellEdit(made.unit_ids[1], ids["1"], "11", 0)]
    with pytest.raises(CellsRefused), writing(engine) as session:
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
    with writing(engine) as session:
        saved = save_cells(session, OPERATOR, made.id, Stage.FINAL, edits, take_valid=True)
    assert (saved.cells, kinds(saved)) == (1, [CellFaultKind.TYPED])
