"""Accounts: the first administrator, further people, closed accounts."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, RoleGrant, SetupCode, TrailEntry
from models.enums import Role
from services.access import grants_of
from services.accounts import (
    PersonEntry,
    RoleEntry,
    create_account,
    create_first_administrator,
    issue_setup_code,
    set_active,
)
from services.database import reading, writing
from services.errors.accounts import (
    AlreadySetUp,
    LastAdministrator,
    NameTaken,
    NotAllowed,
    PasswordGuessable,
    PasswordNeeded,
    PasswordUnfit,
    SetupCodeWrong,
    UnitOfRoleUnfit,
    UsernameUnfit,
)
from services.errors.base import DomainError, NotFound
from services.errors.typed import NameRefused
from services.queries.accounts import is_set_up, password_hashes, people
from services.rules.rights import OPERATOR, Actor
from tests.factories import PASSWORD, everything, made_actor, made_stale, made_year, without_the_right

TABLES = (Account, RoleGrant, SetupCode, TrailEntry)


def refused(
    engine: Engine, kind: type[DomainError], act: Callable[..., object], *facts: Any, **named: Any
) -> None:
    """The act is refused and has changed no row."""
    with reading(engine) as session:
        before = everything(session, *TABLES)
    with pytest.raises(kind), writing(engine) as session:
        act(session, *facts, **named)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before


def first(session: Session, code: str, **others: str) -> int:
    entry = {"username": "quan-tri", "display_name": "Quản trị", "password": PASSWORD, **others}
    return create_first_administrator(session, code=code, **entry)


def test_the_code_of_the_terminal_makes_the_first_administrator_once(engine: Engine) -> None:
    with writing(engine) as session:
        old = issue_setup_code(session) or ""
        code = issue_setup_code(session) or ""
    refused(engine, SetupCodeWrong, lambda session: first(session, old))
    with writing(engine) as session:
        key = first(session, f" {code.lower()} ")
    refused(engine, AlreadySetUp, lambda session: first(session, code))
    with writing(engine) as session:
        assert issue_setup_code(session) is None
    with reading(engine) as session:
        assert is_set_up(session)
        (line,) = people(session, 2017)
    assert (line.account_id, [one.role for one in line.roles], line.active) == (
        key,
        [Role.ADMINISTRATOR],
        True,
    )


def test_the_code_is_kept_as_a_hash_only(engine: Engine) -> None:
    with writing(engine) as session:
        code = issue_setup_code(session) or ""
    with reading(engine) as session:
        assert code not in "".join(everything(session, *TABLES))


def test_without_a_code_nobody_sets_up(engine: Engine) -> None:
    refused(engine, SetupCodeWrong, lambda session: first(session, ""))


@pytest.mark.parametrize(
    ("others", "kind"),
    [
        ({"username": "a"}, UsernameUnfit),
        ({"username": "quản-trị"}, UsernameUnfit),
        ({"username": "a b c"}, UsernameUnfit),
        ({"username": "..."}, UsernameUnfit),
        ({"password": "ngan"}, PasswordUnfit),
        ({"password": "ữ" * 129}, PasswordUnfit),
        ({"password": "matkhau123456"}, PasswordGuessable),
        ({"password": " " * 20}, PasswordUnfit),
        ({"display_name": " "}, NameRefused),
    ],
)
def test_what_does_not_fit_is_refused_and_the_code_stays(
    engine: Engine, others: dict[str, str], kind: type[DomainError]
) -> None:
    with writing(engine) as session:
        code = issue_setup_code(session) or ""
    refused(engine, kind, lambda session: first(session, code, **others))
    with writing(engine) as session:
        first(session, code)


def make(
    session: Session, actor: Actor, username: str = "moi", role: Role = Role.VIEWER, **reach: int
) -> int:
    return create_account(
        session, actor, username, PersonEntry("Mới", [RoleEntry(role, **reach)]), password=PASSWORD
    )


def test_a_username_is_taken_whatever_its_capitals(engine: Engine) -> None:
    with writing(engine) as session:
        make(session, OPERATOR)
    refused(engine, NameTaken, lambda session: make(session, OPERATOR, " MOI "))


def test_a_unit_editor_is_one_for_a_unit_of_a_block(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=1)
        unit = made.unit_ids[0]
        make(session, OPERATOR, "can-bo", Role.UNIT_EDITOR, block_id=made.block_id, unit_id=unit)
        make(session, OPERATOR, "can-bo-2", Role.UNIT_EDITOR, unit_id=unit)
    with reading(engine) as session:
        assert {role.unit for line in people(session, 2017) for role in line.roles} == {"Đơn vị 1"}
        assert set(session.exec(select(RoleGrant.block_id))) == {made.block_id}
    refused(engine, UnitOfRoleUnfit, make, OPERATOR, role=Role.UNIT_EDITOR, block_id=made.block_id)
    refused(engine, UnitOfRoleUnfit, make, OPERATOR, role=Role.VIEWER, unit_id=unit)
    refused(engine, NotFound, make, OPERATOR, role=Role.UNIT_EDITOR, unit_id=999)


def test_a_closed_account_is_nobody_and_may_come_back(engine: Engine) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
        viewer = made_actor(session, Role.VIEWER, username="nguoi-xem")
        set_active(session, chief, viewer.account_id or 0, active=False)
    with reading(engine) as session:
        assert not grants_of(session, viewer)
        assert "nguoi-xem" not in password_hashes(session)
        assert "nguoi-xem" in {line.username for line in people(session, 2017) if not line.active}
    with writing(engine) as session:
        set_active(session, chief, viewer.account_id or 0, active=True)
    with reading(engine) as session:
        assert "nguoi-xem" in password_hashes(session)


def test_the_last_administrator_stays(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = made_actor(session), made_actor(session)
        made_actor(session, Role.SECRETARY)
        set_active(session, one, two.account_id or 0, active=False)
    refused(
        engine, LastAdministrator, lambda session: set_active(session, one, one.account_id or 0, active=False)
    )


def test_there_is_no_account_to_change(engine: Engine) -> None:
    refused(engine, NotFound, lambda session: set_active(session, OPERATOR, 999, active=False))


def test_only_administrators_manage_accounts(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=1)
        people_here = without_the_right(session, made)
        people_here["secretary"] = made_actor(session, Role.SECRETARY)
        target = made_actor(session, Role.VIEWER).account_id or 0
    for actor in people_here.values():
        refused(engine, NotAllowed, make, actor)
        refused(engine, NotAllowed, set_active, actor, target, active=False)


def test_a_role_is_given_only_with_the_password_again(engine: Engine) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
        made_stale(session, chief)
    refused(engine, PasswordNeeded, make, chief)
