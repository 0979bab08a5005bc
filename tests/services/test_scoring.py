"""Cells are saved whole or not at all, each with its history, by whom it is allowed, once."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import Role, Stage, YearState
from models.scoring import Score, ScoreChange, UnitTotal
from models.year import BlockYear
from services.criteria import Node, save_criteria
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.errors.scoring import CellFaultKind, CellsRefused
from services.errors.typed import TypedNumberFault
from services.errors.years import YearLocked
from services.queries.criteria import criteria_of_year
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.queries.standings import standings_of_year
from services.queries.trail import TrailFilter, trail_page
from services.rules.cell_edits import CellEdit
from services.rules.reading import year_document
from services.rules.rights import OPERATOR, Actor
from services.scoring import Saving, save_cells, saving_of, take_back_cells
from services.sheets import lock_sheets, unlock_sheet
from tests.factories import MadeYear, made_actor, made_year, without_the_right

CRITERIA = """
format: thidua-year/1
year: 2017
block: {code: b, name: Khối, kind: block}
units: [{code: a, name: A}]
criteria:
  - {code: "1", name: Nhóm, method: group}
  - {code: "1.1", parent: "1", name: Trực tiếp, method: direct, max: "10", step: "0.5"}
  - {code: "1.2", parent: "1", name: Đạt, method: pass_fail, max: "5"}
  - {code: "1.3", parent: "1", name: Chỉ tiêu, method: quantitative, max: "10"}
  - {code: "1.4", parent: "1", name: Mỗi việc, method: per_item, per_item: "2", max: "10"}
  - {code: "9", name: Thưởng, method: bonus_penalty, bonus: "1", penalty: "2", floor: "-5", cap: "5"}
"""


def sheet(session: Session, state: YearState = YearState.SCORING) -> tuple[MadeYear, dict[str, int]]:
    """A year of three units with a criterion of each kind; the criteria's ids by code."""
    made = made_year(session, units=3)
    nodes = [Node(None, rule) for rule in year_document(CRITERIA).criteria]
    save_criteria(session, OPERATOR, made.id, nodes, {})
    session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = state
    session.flush()
    return made, {line.rule.code: line.criterion_id for line in criteria_of_year(session, made.id)}


def save(
    session: Session,
    made: MadeYear,
    cells: Sequence[tuple[int, int, str, int]],
    actor: Actor = OPERATOR,
    stage: Stage = Stage.FINAL,
) -> int:
    return save_cells(session, actor, made.id, stage, [CellEdit(*cell) for cell in cells]).cells


@pytest.mark.parametrize(
    ("code", "typed", "points"),
    [
        ("1.1", "9,5", 950),
        ("1.1", "9.5", 950),
        ("1.1", " 10 ", 1000),
        ("1.2", "5", 500),
        ("1.2", "x", 500),
        ("1.2", "0", 0),
        ("1.3", "120/100", 1000),
        ("1.3", "50/100", 250),
        ("1.3", "7", 1000),
        ("1.4", "3", 600),
        ("1.4", "9", 1000),
        ("9", "2/1", 0),
        ("9", "0/3", -500),
        ("1.1", "-", None),
    ],
)
def test_what_is_typed_becomes_exact_points(
    engine: Engine, code: str, typed: str, points: int | None
) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        assert save(session, made, [(made.unit_ids[0], ids[code], typed, 0)]) == 1
    with reading(engine) as session:
        cell = session.exec(select(Score).where(Score.block_year_id == made.id)).one()
        assert (cell.points, cell.not_assigned, cell.version) == (points, points is None, 1)


@pytest.mark.parametrize(
    ("code", "typed", "reason"),
    [
        ("1.1", "abc", TypedNumberFault.NOT_A_NUMBER),
        ("1.1", "9.55", TypedNumberFault.OFF_STEP),
        ("1.1", "1.234,5", TypedNumberFault.ABOVE_MAXIMUM),
        ("1.1", "-1", TypedNumberFault.BELOW_MINIMUM),
        ("1.1", "11", TypedNumberFault.ABOVE_MAXIMUM),
        ("1.1", "9,123", TypedNumberFault.DOUBTFUL),
        ("1.1", "½", TypedNumberFault.NOT_A_NUMBER),
        ("1.1", "1e1", TypedNumberFault.NOT_A_NUMBER),
        ("1.2", "3", TypedNumberFault.OFF_STEP),
        ("1.3", "100/abc", TypedNumberFault.NOT_A_NUMBER),
        ("1.4", "2,5", TypedNumberFault.TOO_FINE),
        ("9", "=1+1", TypedNumberFault.FORMULA),
    ],
)
def test_a_cell_that_cannot_be_taken_saves_nothing_of_the_whole(
    engine: Engine, code: str, typed: str, reason: TypedNumberFault
) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
    good = (made.unit_ids[1], ids["1.1"], "8", 0)
    with pytest.raises(CellsRefused) as refused, writing(engine) as session:
        save(session, made, [good, (made.unit_ids[0], ids[code], typed, 0)])
    [fault] = refused.value.faults
    assert fault.problem is not None
    assert (fault.unit, fault.criterion, fault.text, fault.problem.reason) == (
        "Đơn vị 1",
        code,
        typed,
        reason,
    )
    with reading(engine) as session:
        assert session.exec(select(Score)).all() == []
        assert session.exec(select(ScoreChange)).all() == []
        assert "save_cells" not in session.exec(select(TrailEntry.action)).all()


def test_a_group_a_foreign_unit_and_an_unknown_criterion_take_no_score(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        other, _ids = sheet(session)
    cells = [
        (made.unit_ids[0], ids["1"], "5", 0),
        (other.unit_ids[0], ids["1.1"], "5", 0),
        (1, 999_999, "5", 0),
    ]
    with pytest.raises(CellsRefused) as refused, writing(engine) as session:
        save(session, made, cells)
    assert len(refused.value.faults) == 3


def test_a_points_in_a_quantitative_criterion_move_with_the_others(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        first, second, _third = made.unit_ids
        save(session, made, [(first, ids["1.3"], "110/100", 0)])
        save(session, made, [(second, ids["1.3"], "120/100", 0)])
    with reading(engine) as session:
        points = dict(session.exec(select(Score.unit_id, Score.points)).all())
        finals = select(UnitTotal.unit_id, UnitTotal.points).where(UnitTotal.stage == Stage.FINAL)
        totals = dict(session.exec(finals).all())
    assert (points[first], points[second]) == (750, 1000)
    assert (totals[first], totals[second]) == (750, 1000)


def test_every_change_keeps_the_old_and_the_new_with_its_author(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        cell = (made.unit_ids[0], ids["1.1"])
        save(session, made, [(*cell, "9,5", 0)], actor)
        save(session, made, [(*cell, "8", 1)], actor)
        assert save(session, made, [(*cell, "8", 2)], actor) == 0
        save(session, made, [(*cell, "", 2)], actor)
    with reading(engine) as session:
        history = session.exec(select(ScoreChange).order_by(ScoreChange.id)).all()  # type: ignore[arg-type]
        assert [(row.before, row.after) for row in history] == [(None, "9,5"), ("9,5", "8"), ("8", None)]
        assert {row.changed_by for row in history} == {actor.account_id}
        assert session.exec(select(Score)).all() == []
        assert session.exec(select(TrailEntry.action)).all().count("save_cells") == 3


def test_the_same_cell_changed_by_two_people_is_a_conflict_with_both_values(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        mine, theirs = made_actor(session), made_actor(session)
        cell = (made.unit_ids[0], ids["1.1"])
        save(session, made, [(*cell, "8", 0)], theirs)
    with pytest.raises(CellsRefused) as refused, writing(engine) as session:
        save(session, made, [(*cell, "9", 0), (made.unit_ids[1], ids["1.1"], "7", 0)], mine)
    [fault] = refused.value.faults
    assert (fault.text, fault.theirs, fault.changed_by, fault.problem) == ("9", "8", theirs.name, None)
    assert fault.changed_at is not None
    with writing(engine) as session:
        assert save(session, made, [(made.unit_ids[1], ids["1.1"], "7", 0)], mine) == 1


def test_of_two_who_save_one_cell_at_once_exactly_one_is_told_of_the_other(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
    start, outcomes = threading.Barrier(2), []

    def type_over(text: str) -> None:
        start.wait()
        try:
            with writing(engine) as session:
                save(session, made, [(made.unit_ids[0], ids["1.1"], text, 0)])
            outcomes.append("saved")
        except CellsRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=type_over, args=(text,)) for text in ("8", "9")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]
    with reading(engine) as session:
        assert len(session.exec(select(ScoreChange)).all()) == 1


def test_a_unit_fills_in_its_own_self_scores_and_nothing_else(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        own, foreign = made.unit_ids[0], made.unit_ids[1]
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=own)
        assert save(session, made, [(own, ids["1.1"], "9", 0)], editor, Stage.SELF) == 1
    for unit_id, stage in ((foreign, Stage.SELF), (own, Stage.REVIEW), (own, Stage.FINAL)):
        with pytest.raises(NotAllowed), writing(engine) as session:
            save(session, made, [(unit_id, ids["1.1"], "9", 0)], editor, stage)


def test_nobody_without_the_right_changes_a_cell(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        people = without_the_right(session, made)
    for actor in people.values():
        with pytest.raises(NotAllowed), writing(engine) as session:
            save(session, made, [(made.unit_ids[1], ids["1.1"], "9", 0)], actor)
    with reading(engine) as session:
        assert session.exec(select(Score)).all() == []


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_year_that_is_out_takes_no_scores(engine: Engine, state: YearState) -> None:
    with writing(engine) as session:
        made, ids = sheet(session, state)
    with pytest.raises(YearLocked), writing(engine) as session:
        save(session, made, [(made.unit_ids[0], ids["1.1"], "9", 0)])


def test_the_kept_totals_rank_as_the_scores_do(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        leaves = ("1.1", "1.2", "1.3", "1.4")
        for unit_id, row in zip(
            made.unit_ids, (("9", "x", "5", "1"), ("8", "x", "5", "1"), ("9", "x", "5", "-")), strict=True
        ):
            save(
                session, made, [(unit_id, ids[code], text, 0) for code, text in zip(leaves, row, strict=True)]
            )
    with reading(engine) as session:
        lines = standings_of_year(session, made.id, ["1"])
    assert [(line.rank, line.points, line.max, line.tied) for line in lines] == [
        (1, 2600, 3500, False),
        (2, 2500, 3500, False),
        (3, 2400, 2500, False),
    ]


def last_saving(session: Session) -> Saving:
    """The saving that the newest page of the trail tells of first."""
    lines = trail_page(session, OPERATOR, TrailFilter()).lines
    found = next(filter(None, (saving_of(line.entry) for line in lines)))
    assert isinstance(found, Saving)
    return found


def take_back(session: Session, saving: Saving, actor: Actor = OPERATOR) -> int:
    return take_back_cells(session, actor, saving.block_year_id, saving.stage, saving.saved_at).cells


def texts(session: Session, made: MadeYear) -> dict[tuple[int, int], int | None]:
    """The points by unit and criterion."""
    rows = session.exec(select(Score).where(Score.block_year_id == made.id))
    return {(row.unit_id, row.criterion_id): row.points for row in rows}


def test_a_saving_is_taken_back_whole_by_an_entry_of_its_own(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        first, second = made.unit_ids[:2]
        save(session, made, [(first, ids["1.1"], "9,5", 0), (first, ids["1.3"], "120/100", 0)])
        before = texts(session, made)
        totals = {row.unit_id: row.points for row in session.exec(select(UnitTotal))}
        save(
            session,
            made,
            [(first, ids["1.1"], "", 1), (first, ids["1.3"], "50/100", 1), (second, ids["1.2"], "x", 0)],
        )
        assert texts(session, made) != before
    with writing(engine) as session:
        told = trail_page(session, OPERATOR, TrailFilter()).lines[0].entry.facts
        assert told["before"] == {"Đơn vị 1, 1.1": "9,5", "Đơn vị 1, 1.3": "120/100", "Đơn vị 2, 1.2": ""}
        assert told["after"] == {"Đơn vị 1, 1.1": "", "Đơn vị 1, 1.3": "50/100", "Đơn vị 2, 1.2": "5"}
        assert take_back(session, last_saving(session)) == 3
    with reading(engine) as session:
        assert texts(session, made) == before
        assert {row.unit_id: row.points for row in session.exec(select(UnitTotal))} == totals
        done = session.exec(select(TrailEntry.action).order_by(TrailEntry.number)).all()[-3:]  # type: ignore[arg-type]
        assert list(done) == ["save_cells", "save_cells", "take_back_cells"]
        assert len(session.exec(select(ScoreChange)).all()) == 8


def test_what_was_taken_back_can_be_taken_back_too(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        save(session, made, [(made.unit_ids[0], ids["1.1"], "9", 0)])
        stood = texts(session, made)
        take_back(session, last_saving(session))
        assert texts(session, made) == {}
        take_back(session, last_saving(session))
        assert texts(session, made) == stood


def test_scores_that_were_changed_since_are_not_taken_back(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        cells = [(unit, ids["1.1"], "9", 0) for unit in made.unit_ids[:2]]
        save(session, made, cells)
        saving = last_saving(session)
        save(session, made, [(made.unit_ids[0], ids["1.1"], "8", 1)])
        stood = texts(session, made)
    with pytest.raises(CellsRefused) as refused, writing(engine) as session:
        take_back(session, saving)
    assert [fault.theirs for fault in refused.value.faults] == ["8"]
    with reading(engine) as session:
        assert texts(session, made) == stood


def test_a_saving_is_taken_back_once(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        save(session, made, [(made.unit_ids[0], ids["1.1"], "9", 0)])
        saving = last_saving(session)
        take_back(session, saving)
    with pytest.raises(CellsRefused), writing(engine) as session:
        take_back(session, saving)
    with pytest.raises(NotFound), writing(engine) as session:
        take_back(session, replace(saving, saved_at=saving.saved_at.replace(year=2001)))


def test_only_who_enters_all_scores_takes_any_back_and_not_of_a_year_that_is_out(engine: Engine) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        save(session, made, [(made.unit_ids[0], ids["1.1"], "9", 0)])
        saving, people = last_saving(session), without_the_right(session, made)
    for actor in people.values():
        with pytest.raises(NotAllowed), writing(engine) as session:
            take_back(session, saving, actor)
    with writing(engine) as session:
        session.exec(select(BlockYear).where(BlockYear.id == made.id)).one().state = YearState.PUBLISHED
    with pytest.raises(YearLocked), writing(engine) as session:
        take_back(session, saving)


@pytest.mark.parametrize(
    ("role", "stage", "place"), [(Role.UNIT_EDITOR, Stage.SELF, 0), (Role.REVIEWER, Stage.REVIEW, 1)]
)
def test_whoever_saved_takes_it_back_as_long_as_that_person_may_fill_it_in(
    engine: Engine, role: Role, stage: Stage, place: int
) -> None:
    with writing(engine) as session:
        made, ids = sheet(session)
        unit = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
        somebody = made_actor(session, role, block_id=made.block_id, unit_id=unit)
        another = made_actor(session, role, block_id=made.block_id, unit_id=unit)
    edit = CellEdit(made.unit_ids[place], ids["1.1"], "9", 0)
    step = STEPS_OF_STAGE[stage][0]
    with writing(engine) as session:
        saved_at = save_cells(session, somebody, made.id, stage, [edit]).saved_at
        assert saved_at is not None
    with pytest.raises(NotAllowed), writing(engine) as session:
        take_back_cells(session, another, made.id, stage, saved_at)
    with writing(engine) as session:
        lock_sheets(session, OPERATOR, made.id, step, [made.unit_ids[place]])
    with pytest.raises(CellsRefused) as refused, writing(engine) as session:
        take_back_cells(session, somebody, made.id, stage, saved_at)
    assert [fault.kind for fault in refused.value.faults] == [CellFaultKind.LOCKED]
    with writing(engine) as session:
        unlock_sheet(session, OPERATOR, made.id, step, made.unit_ids[place], "Để sửa")
        assert take_back_cells(session, somebody, made.id, stage, saved_at).cells == 1
        assert texts(session, made) == {}
