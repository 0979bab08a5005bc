"""Who scored whom: counted by the database, by who changed what, with the unit that each comes from."""

import pytest
from sqlalchemy import Engine

from models.accounts import Account
from models.enums import Role, Stage
from services.database import reading, writing
from services.queries.registry import roll_of_year
from services.queries.scorers import OwnSheet, scorers_of_year
from tests.factories import MadeYear, made_actor
from tests.queries.statements import counted
from tests.sheets import fill, filled_year, made_sheets


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_sheets(session)


def test_each_is_told_with_the_cells_changed_and_the_unit_come_from(engine: Engine, made: MadeYear) -> None:
    first, second, third = made.unit_ids
    with writing(engine) as session:
        editor = made_actor(
            session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=first, username="bien-tap"
        )
        reviewer = made_actor(session, Role.REVIEWER, block_id=made.block_id, username="tham-dinh")
        session.get_one(Account, reviewer.account_id).unit_id = third
        fill(session, made, Stage.SELF, 0, editor, c1_1="9", c2="5")
        fill(session, made, Stage.REVIEW, 0, reviewer, c1_1="8")
        fill(session, made, Stage.REVIEW, 1, reviewer, c1_1="8", c2="4")
        fill(session, made, Stage.FINAL, 2, c2="4")
        roll = roll_of_year(session, made.block_id, made.id, 2017)
        found = scorers_of_year(session, made.id, roll)
    assert [(one.name, one.own_units, dict(one.cells)) for one in found] == [
        ("Người bien-tap", {first}, {(first, Stage.SELF): 2}),
        ("Người tham-dinh", {third}, {(first, Stage.REVIEW): 1, (second, Stage.REVIEW): 2}),
        (None, frozenset(), {(third, Stage.FINAL): 1}),
    ]
    assert not any(one.on_own_sheet for one in found)


def test_who_scores_the_own_unit_where_others_should_is_told(engine: Engine, made: MadeYear) -> None:
    first = made.unit_ids[0]
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
        session.get_one(Account, secretary.account_id).unit_id = first
        fill(session, made, Stage.SELF, 0, secretary, c1_1="9")
        fill(session, made, Stage.FINAL, 0, secretary, c1_1="9", c2="5")
        fill(session, made, Stage.FINAL, 1, secretary, c1_1="9")
        roll = roll_of_year(session, made.block_id, made.id, 2017)
        [found] = scorers_of_year(session, made.id, roll)
    assert found.on_own_sheet == (OwnSheet(first, Stage.FINAL, 2),)


def test_only_the_units_that_are_asked_for_are_told_of(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        fill(session, made, Stage.FINAL, 0, c2="4")
        fill(session, made, Stage.FINAL, 1, c2="4")
        roll = roll_of_year(session, made.block_id, made.id, 2017)
        [found] = scorers_of_year(session, made.id, roll[:1])
    assert set(found.cells) == {(made.unit_ids[0], Stage.FINAL)}


def test_sixty_units_take_as_many_statements_as_one(engine: Engine) -> None:
    taken = []
    for units in (1, 60):
        made = filled_year(engine, units, Stage.FINAL, c2="4")
        with reading(engine) as session:
            roll = roll_of_year(session, made.block_id, made.id, 2017)
            with counted(engine) as statements:
                [found] = scorers_of_year(session, made.id, roll)
        assert len(found.cells) == units
        taken.append(len(statements))
    assert taken == [2, 2]
