"""The cells that the checks look at: points of every stage, later changes, and what is not saved."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from models.enums import Role, Stage
from models.scoring import Score
from models.types import table_of
from services.database import reading, writing
from services.drafts import keep_draft
from services.queries.checks import CheckedCells, Unsaved, checked_cells
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.rules.cell_edits import CellEdit
from tests.factories import MadeYear, made_actor
from tests.queries.statements import counted
from tests.sheets import fill, filled_year, ids_of, made_sheets

NOW = datetime(2017, 11, 12, 8, tzinfo=UTC)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_sheets(session)


def checked(engine: Engine, made: MadeYear, units: int = 99) -> CheckedCells:
    with reading(engine) as session:
        lines = criteria_of_year(session, made.id)
        roll = roll_of_year(session, made.block_id, made.id, 2017)
        return checked_cells(session, made.id, lines, roll[:units])


def test_points_stand_by_stage_unit_and_criterion(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        fill(session, made, Stage.SELF, 0, c1_1="9", c2="-", c9="1/0")
        fill(session, made, Stage.FINAL, 1, c1_1="8")
    found = checked(engine, made).cells
    assert [dict(cells) for cells in found[Stage.SELF].values()] == [
        {"1.1": 900, "2": None, "9": 100},
        {},
        {},
    ]
    assert [dict(cells) for cells in found[Stage.FINAL].values()] == [{}, {"1.1": 800}, {}]
    assert len(checked(engine, made, 1).cells[Stage.FINAL]) == 1


def test_a_self_score_changed_after_its_review_is_found(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        fill(session, made, Stage.SELF, 0, c1_1="9", c2="5")
        fill(session, made, Stage.REVIEW, 0, c1_1="8", c2="5")
        assert not checked(engine, made).changed
        score = table_of(Score)
        session.connection().execute(
            update(score)
            .where(score.c.stage == Stage.SELF, score.c.criterion_id == ids_of(session, made)["2"])
            .values(changed_at=datetime.now(UTC) + timedelta(hours=1))
        )
    found = checked(engine, made)
    [(_unit, criterion)] = found.changed
    assert criterion == "2"
    assert found.changed.keys() == found.reviewed.keys()


def test_what_is_typed_and_not_saved_is_counted_with_its_doubts(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        editor = made_actor(
            session,
            Role.UNIT_EDITOR,
            block_id=made.block_id,
            unit_id=made.unit_ids[1],
            username="bien-tap",
        )
        ids = ids_of(session, made)
        texts = {"1.1": "007", "1.2": "9/10", "2": "abc", "9": "1/0"}
        edits = [CellEdit(made.unit_ids[1], ids[code], text, 0) for code, text in texts.items()]
        keep_draft(session, editor, made.id, f"self-unit-{made.unit_ids[1]}", edits, NOW)
        keep_draft(session, editor, made.id, "odd", edits[1:2], NOW + timedelta(minutes=1))
    assert checked(engine, made).unsaved == [
        Unsaved("Người bien-tap", Stage.SELF, 4, 2, NOW),
        Unsaved("Người bien-tap", None, 1, 0, NOW + timedelta(minutes=1)),
    ]
    assert not checked(engine, made, 1).unsaved  # lies in a sheet that is not looked at


def test_sixty_units_take_as_many_statements_as_one(engine: Engine) -> None:
    taken = []
    for units in (1, 60):
        made = filled_year(engine, units, Stage.SELF, c2="4")
        with reading(engine) as session:
            lines = criteria_of_year(session, made.id)
            roll = roll_of_year(session, made.block_id, made.id, 2017)
            with counted(engine) as statements:
                checked_cells(session, made.id, lines, roll)
        taken.append(len(statements))
    assert taken == [3, 3]
