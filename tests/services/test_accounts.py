"""Accounts: the first administrator, further people, closed accounts, ended sessions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import bcrypt
import jwt
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, RoleGrant, SetupCode, TrailEntry
from models.enums import Role
from services.access import OPERATOR, Actor
from services.accounts import (
    create_account,
    create_first_administrator,
    end_sessions,
    issue_setup_code,
    record_failed_sign_in,
    reset_password,
    set_active,
)
from services.database import reading, writing
from services.errors import (
    AlreadySetUp,
    DomainError,
    LastAdministrator,
    NameRefused,
    NameTaken,
    NotAllowed,
    NotFound,
    PasswordUnfit,
    SetupCodeWrong,
    UnitOfEditorMissing,
    UsernameUnfit,
)
from services.queries.accounts import (
    MOST_FAILURES,
    actor_of,
    cookie_is_live,
    is_held_up,
    is_set_up,
    people,
    sign_ins,
)
from tests.factories import PASSWORD, everything, made_actor, made_year, without_the_right

TABLES = (Account, RoleGrant, SetupCode, TrailEntry)
KEY = "k" * 32


def now() -> datetime:
    return datetime.now(UTC)


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
    assert (line.account_id, line.role, line.active) == (key, Role.ADMINISTRATOR, True)


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
        ({"password": "ữ" * 25}, PasswordUnfit),
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
        session, actor, username=username, display_name="Mới", password=PASSWORD, role=role, **reach
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
        assert {line.reach for line in people(session, 2017)} == {"Đơn vị 1"}
        assert set(session.exec(select(RoleGrant.block_id))) == {made.block_id}
    refused(engine, UnitOfEditorMissing, make, OPERATOR, role=Role.UNIT_EDITOR, block_id=made.block_id)
    refused(engine, UnitOfEditorMissing, make, OPERATOR, role=Role.VIEWER, unit_id=unit)
    refused(engine, NotFound, make, OPERATOR, role=Role.UNIT_EDITOR, unit_id=999)


def test_a_closed_account_is_nobody_and_may_come_back(engine: Engine) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
        viewer = made_actor(session, Role.VIEWER, username="nguoi-xem")
        set_active(session, chief, viewer.account_id or 0, active=False)
    with reading(engine) as session:
        assert actor_of(session, "nguoi-xem", now()) is None
        assert "nguoi-xem" not in sign_ins(session)
        assert "nguoi-xem" in {line.username for line in people(session, 2017) if not line.active}
    with writing(engine) as session:
        set_active(session, chief, viewer.account_id or 0, active=True)
    with reading(engine) as session:
        assert actor_of(session, "nguoi-xem", now()) is not None


def test_the_last_administrator_stays(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = made_actor(session), made_actor(session)
        made_actor(session, Role.SECRETARY)
        set_active(session, one, two.account_id or 0, active=False)
    refused(
        engine, LastAdministrator, lambda session: set_active(session, one, one.account_id or 0, active=False)
    )


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(engine: Engine) -> None:
    with writing(engine) as session:
        chief, viewer = made_actor(session), made_actor(session, Role.VIEWER, username="nguoi-xem")
    began = now()
    with writing(engine) as session:
        reset_password(session, chief, viewer.account_id or 0, "mat khau khac han")
    with reading(engine) as session:
        kept = sign_ins(session)["nguoi-xem"].password_hash.encode()
        assert actor_of(session, "nguoi-xem", began) is None
        assert actor_of(session, "nguoi-xem", now()) is not None
        assert "mat khau khac han" not in "".join(everything(session, *TABLES))
    assert bcrypt.checkpw(b"mat khau khac han", kept)
    assert not bcrypt.checkpw(PASSWORD.encode(), kept)
    refused(
        engine, PasswordUnfit, lambda session: reset_password(session, chief, viewer.account_id or 0, "ngan")
    )


def test_there_is_no_account_to_change(engine: Engine) -> None:
    refused(engine, NotFound, lambda session: reset_password(session, OPERATOR, 999, PASSWORD))
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
        refused(engine, NotAllowed, reset_password, actor, target, PASSWORD)


def test_signing_out_ends_what_began_before(engine: Engine) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.VIEWER, username="nguoi-xem")
    issued = now()
    cookie = jwt.encode(
        {"username": "nguoi-xem", "exp_date": (issued + timedelta(days=0.5)).timestamp()}, KEY, "HS256"
    )
    with reading(engine) as session:
        assert cookie_is_live(sign_ins(session), cookie, KEY, 0.5)
    with writing(engine) as session:
        end_sessions(session, actor)
    with reading(engine) as session:
        known = sign_ins(session)
        assert actor_of(session, "nguoi-xem", issued) is None
    assert not cookie_is_live(known, cookie, KEY, 0.5)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "abc",
        jwt.encode({"username": "nguoi-xem", "exp_date": 9e9}, "another key of thirty-two letters", "HS256"),
        jwt.encode({"username": "khong-co", "exp_date": 9e9}, KEY, "HS256"),
        jwt.encode({"username": "nguoi-xem"}, KEY, "HS256"),
    ],
)
def test_a_cookie_that_is_not_ours_opens_nothing(engine: Engine, cookie: str) -> None:
    with writing(engine) as session:
        made_actor(session, Role.VIEWER, username="nguoi-xem")
    with reading(engine) as session:
        assert not cookie_is_live(sign_ins(session), cookie, KEY, 0.5)


def test_guessing_is_held_up_for_a_while_and_a_reset_lets_in(engine: Engine) -> None:
    with writing(engine) as session:
        actor = made_actor(session, Role.VIEWER, username="nguoi-xem")
        for _ in range(MOST_FAILURES - 1):
            record_failed_sign_in(session, "nguoi-xem")
        assert not is_held_up(session, "nguoi-xem", now())
        record_failed_sign_in(session, "nguoi-xem")
        assert is_held_up(session, "nguoi-xem", now())
        assert not is_held_up(session, "nguoi-xem", now() + timedelta(minutes=11))
        reset_password(session, OPERATOR, actor.account_id or 0, PASSWORD)
        assert not is_held_up(session, "nguoi-xem", now())


def test_a_wrong_name_leaves_no_trace_to_fill_the_trail(engine: Engine) -> None:
    with writing(engine) as session:
        record_failed_sign_in(session, "khong-co")
        assert not is_held_up(session, "khong-co", now())
        assert not session.exec(select(TrailEntry)).all()
