"""What a role reaches: blocks, units, years; and what the database says of it now."""

import pytest
from sqlalchemy import Engine

from models.accounts import Account
from models.enums import Role
from services.access import block_and_year, may_now, require_in_year
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.rules.rights import RIGHTS, Actor, Grant, Permission
from tests.factories import made_actor, made_year

HERE, THERE, UNIT, OTHER = 1, 2, 10, 11


def may(grant: Grant, permission: Permission, *place: int | None) -> bool:
    return Actor(1, "Ai đó", (grant,)).may(permission, *place)


def test_every_role_has_its_rights_and_everybody_with_one_sees_what_the_hall_sees() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(Permission.SEE_DISPLAY in rights for rights in RIGHTS.values())


def test_a_role_of_one_year_reaches_that_year_and_nothing_that_holds_beyond_it() -> None:
    grant = Grant(Role.SECRETARY, HERE, year=2017)
    assert may(grant, Permission.EDIT_YEAR, HERE, None, 2017)
    assert not may(grant, Permission.EDIT_YEAR, HERE, None, 2018)
    assert not may(grant, Permission.EDIT_YEAR, HERE)
    assert not may(grant, Permission.EDIT_REGISTRY, HERE, None, 2017)
    assert may(Grant(Role.SECRETARY, HERE), Permission.EDIT_REGISTRY, HERE, None, 2017)


def test_who_takes_part_in_one_year_looks_at_all_years_and_a_display_at_its_own() -> None:
    assert may(Grant(Role.VOTER, HERE, UNIT, 2017), Permission.VIEW, HERE, None, 2016)
    display = Grant(Role.DISPLAY, HERE, year=2017)
    assert may(display, Permission.SEE_DISPLAY, HERE, None, 2017)
    assert not may(display, Permission.SEE_DISPLAY, HERE, None, 2016)
    assert not may(display, Permission.VIEW, HERE, None, 2017)


def test_a_role_for_a_unit_looks_at_the_block_and_fills_in_its_own() -> None:
    grant = Grant(Role.UNIT_EDITOR, HERE, UNIT)
    assert may(grant, Permission.VIEW, HERE, OTHER)
    assert may(grant, Permission.ENTER_OWN_SCORES, HERE, UNIT)
    assert not may(grant, Permission.ENTER_OWN_SCORES, HERE, OTHER)
    assert not may(grant, Permission.VIEW, THERE)


def test_nobody_reviews_the_own_unit() -> None:
    grant = Grant(Role.REVIEWER, HERE, own_units=frozenset({UNIT}))
    assert may(grant, Permission.REVIEW_SCORES, HERE, OTHER)
    assert may(grant, Permission.REVIEW_SCORES, HERE)
    assert not may(grant, Permission.REVIEW_SCORES, HERE, UNIT)


def test_somebody_acts_for_units_of_that_block_and_year_only() -> None:
    grants = (Grant(Role.VOTER, HERE, UNIT, 2017), Grant(Role.UNIT_EDITOR, THERE, OTHER))
    actor = Actor(1, "Ai đó", grants)
    assert actor.units(HERE, 2017) == {UNIT}
    assert actor.units(HERE, 2016) == frozenset()
    assert actor.units(THERE, 2016) == {OTHER}


def test_the_own_units_are_where_one_comes_from_and_for_whom_one_acts(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        first, second, _third = made.unit_ids
        actor = made_actor(session, Role.REVIEWER, block_id=made.block_id)
        place = {"block_id": made.block_id, "year": 2017}
        assert may_now(session, actor, Permission.REVIEW_SCORES, unit_id=first, **place)
        session.get_one(Account, actor.account_id).unit_id = first
        assert not may_now(session, actor, Permission.REVIEW_SCORES, unit_id=first, **place)
        assert may_now(session, actor, Permission.REVIEW_SCORES, unit_id=second, **place)


def test_a_right_in_a_year_is_asked_for_where_the_year_is(engine: Engine) -> None:
    with writing(engine) as session:
        made, other = made_year(session), made_year(session)
        actor = made_actor(session, Role.SECRETARY, block_id=made.block_id, year=2017)
    with reading(engine) as session:
        require_in_year(session, actor, Permission.EDIT_YEAR, made.id)
        assert block_and_year(session, made.id) == (made.block_id, 2017)
        with pytest.raises(NotAllowed) as caught:
            require_in_year(session, actor, Permission.EDIT_YEAR, other.id)
        assert caught.value.block_id == other.block_id
        with pytest.raises(NotFound):
            require_in_year(session, actor, Permission.EDIT_YEAR, 999)
