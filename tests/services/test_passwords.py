"""Passwords: given again, chosen, reset with a code; and who may let whom in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import Account, TrailEntry
from models.enums import Role
from models.sessions import AccountSession, OneTimeCode
from services.access import may_now, require_fresh
from services.accounts import PersonEntry, RoleEntry, change_own_name, create_account, set_active
from services.database import reading, writing
from services.errors.accounts import NotAllowed, PasswordGuessable, PasswordNeeded, PasswordUnfit
from services.errors.base import NotFound
from services.errors.typed import NameRefused
from services.passwords import begin_proof, choose_password, end_proof, is_own_password, issue_code, let_in
from services.queries.accounts import password_hashes, people_to_let_in
from services.queries.sessions import session_of
from services.rules.rights import OPERATOR, Actor, Permission
from services.sign_in import begin_attempt
from tests.factories import (
    PASSWORD,
    everything,
    made_actor,
    made_stale,
    made_year,
    signed_in,
    token_of,
    without_the_right,
)

NOW = datetime.now(UTC).replace(microsecond=0)
pytestmark = pytest.mark.usefixtures("now_of_file")
NEW = "bốn con chim sẻ non"
TABLES = (Account, AccountSession, OneTimeCode)


def refused(engine: Engine, kind: type[Exception], act: Callable[[Session], object]) -> None:
    with reading(engine) as session:
        before = everything(session, *TABLES)
    with pytest.raises(kind), writing(engine) as session:
        act(session)
    with reading(engine) as session:
        assert everything(session, *TABLES) == before


def test_a_password_that_was_chosen_is_the_one_that_counts(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        choose_password(session, viewer, f" {NEW} ", NOW)
        viewer = signed_in(session, viewer.account_id or 0)
        assert is_own_password(session, viewer, NEW)
        assert not is_own_password(session, viewer, PASSWORD)
        assert not is_own_password(session, viewer, "")
    with reading(engine) as session:
        assert NEW not in "".join(everything(session, *TABLES, TrailEntry))


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("ngan", PasswordUnfit),
        ("matkhau 2026 thidua", PasswordGuessable),
        ("don vi 1 2017", PasswordGuessable),
    ],
)
def test_a_bad_password_is_refused(engine: Engine, password: str, kind: type[Exception]) -> None:
    with writing(engine) as session:
        made_year(session)
        viewer = made_actor(session, Role.VIEWER)
    refused(engine, kind, lambda session: choose_password(session, viewer, password, NOW))


def test_the_old_password_is_needed_for_a_new_one(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        made_stale(session, viewer)
    refused(engine, PasswordNeeded, lambda session: choose_password(session, viewer, NEW, NOW))
    with writing(engine) as session:
        assert not begin_proof(session, viewer, NOW)
        end_proof(session, viewer, datetime.now(UTC))
        choose_password(session, viewer, NEW, NOW)


def test_the_password_given_again_counts_for_five_minutes(engine: Engine) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
        made_stale(session, chief, minutes=4)
        require_fresh(session, chief)
        made_stale(session, chief, minutes=5)
        with pytest.raises(PasswordNeeded):
            require_fresh(session, chief)
        made_stale(session, chief, minutes=-5)  # the clock was set back
        with pytest.raises(PasswordNeeded):
            require_fresh(session, chief)
        require_fresh(session, OPERATOR)


def test_giving_it_again_is_slowed_down_as_well(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        waits = [begin_proof(session, viewer, NOW) for _ in range(6)]
        assert waits == [timedelta()] * 5 + [timedelta(seconds=10)]


def test_a_code_for_a_new_password_makes_the_old_one_worthless(engine: Engine) -> None:
    with writing(engine) as session:
        chief = made_actor(session)
        viewer = made_actor(session, Role.VIEWER, username="nguoi-xem")
        token = token_of(session, viewer.account_id or 0)
        code = issue_code(session, chief, viewer.account_id or 0, NOW)
        assert "nguoi-xem" not in password_hashes(session)
        assert session_of(session, token, NOW, "") is None
        assert begin_attempt(session, "nguoi-xem", code, "", NOW).account_id == viewer.account_id
        came_in = signed_in(session, viewer.account_id or 0)
        visitor = session_of(session, token_of(session, viewer.account_id or 0), datetime.now(UTC), "")
        assert visitor is not None
        assert visitor.must_choose_password
        assert not may_now(session, came_in, Permission.VIEW)
        made_stale(session, came_in)  # there is no old one to ask for
        choose_password(session, came_in, NEW, NOW)
        assert may_now(session, signed_in(session, viewer.account_id or 0), Permission.VIEW)
    with reading(engine) as session:
        assert code not in "".join(everything(session, *TABLES, TrailEntry))


def test_an_account_without_a_password_is_entered_by_a_code_only(engine: Engine) -> None:
    with writing(engine) as session:
        key = create_account(session, OPERATOR, "moi", PersonEntry("Mới", [RoleEntry(Role.VIEWER)]))
        assert "moi" not in password_hashes(session)
        first = issue_code(session, OPERATOR, key, NOW)
        second = issue_code(session, OPERATOR, key, NOW)
        assert begin_attempt(session, "moi", first, "", NOW).account_id is None
        assert begin_attempt(session, "moi", second, "", NOW).account_id == key


def test_only_administrators_reset_passwords_and_only_with_their_own(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=1)
        people = without_the_right(session, made)
        people["secretary"] = made_actor(session, Role.SECRETARY)
        chief, viewer = made_actor(session), made_actor(session, Role.VIEWER)
        made_stale(session, chief)
        key = viewer.account_id or 0
    for actor in people.values():
        refused(engine, NotAllowed, lambda session, actor=actor: issue_code(session, actor, key, NOW))  # type: ignore[misc]
    refused(engine, PasswordNeeded, lambda session: issue_code(session, chief, key, NOW))
    refused(engine, NotFound, lambda session: issue_code(session, OPERATOR, 999, NOW))


def test_a_secretary_lets_in_people_of_the_own_block_but_no_staff(engine: Engine) -> None:
    with writing(engine) as session:
        here, elsewhere = made_year(session, units=1), made_year(session, units=1)
        secretary = made_actor(session, Role.SECRETARY, block_id=here.block_id)
        editor = made_actor(session, Role.UNIT_EDITOR, block_id=here.block_id, unit_id=here.unit_ids[0])
        foreign = made_actor(session, Role.VIEWER, block_id=elsewhere.block_id)
        colleague = made_actor(session, Role.SECRETARY, block_id=here.block_id)
        closed = made_actor(session, Role.VIEWER, block_id=here.block_id)
        set_active(session, OPERATOR, closed.account_id or 0, active=False)
        let_in(session, secretary, editor.account_id or 0, NOW)
        assert list(people_to_let_in(session, here.block_id)) == [editor.account_id]
    for other in (foreign, colleague, made_leader(engine), closed):
        key = other.account_id or 0
        refused(engine, NotAllowed, lambda session, key=key: let_in(session, secretary, key, NOW))  # type: ignore[misc]
        refused(engine, NotAllowed, lambda session, key=key: let_in(session, editor, key, NOW))  # type: ignore[misc]


def made_leader(engine: Engine) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.VIEWER)


def test_a_person_has_another_name_and_the_trail_keeps_both(engine: Engine) -> None:
    with writing(engine) as session:
        viewer = made_actor(session, Role.VIEWER)
        change_own_name(session, viewer, "  Trần   Thị B ")
        account = session.exec(select(Account).where(Account.id == viewer.account_id)).one()
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "change_own_name")).one()
    assert account.display_name == "Trần Thị B"
    assert entry.facts == {"before": viewer.name, "after": "Trần Thị B"}
    refused(engine, NameRefused, lambda session: change_own_name(session, viewer, "\u202e"))


@pytest.mark.parametrize(
    "act",
    [
        lambda session, actor: change_own_name(session, actor, "Khác"),
        lambda session, actor: choose_password(session, actor, NEW, NOW),
        lambda session, actor: begin_proof(session, actor, NOW),
    ],
)
def test_who_is_not_signed_in_changes_nothing_of_the_own(
    engine: Engine, act: Callable[[Session, Actor], object]
) -> None:
    with writing(engine) as session:
        closed = made_actor(session, Role.VIEWER)
        set_active(session, OPERATOR, closed.account_id or 0, active=False)
    for actor in (closed, OPERATOR, Actor(999, "Không ai")):
        refused(engine, NotAllowed, lambda session, actor=actor: act(session, actor))  # type: ignore[misc]
