"""The telephone: enrolled with a code, asked for after the password, stood in for by ten codes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.enums import Role
from models.sessions import RecoveryCode, SecondFactor
from services.database import reading, writing
from services.errors.accounts import NotAllowed, PasswordNeeded, SecondFactorCodeWrong
from services.errors.base import NotFound
from services.queries.accounts import has_second_factor, own_account
from services.rules.rights import Actor
from services.rules.second_factor import code_of_step, step_at
from services.second_factor import confirm_enrolment, new_secret, remove_second_factor
from services.sign_in import take_second_factor
from tests.factories import everything, made_actor, made_stale

NOW = datetime.now(UTC).replace(microsecond=0)
pytestmark = pytest.mark.usefixtures("now_of_file")
KEY = "a key of the installation"


def code(secret: str, now: datetime | None = None) -> str:
    now = now or NOW
    return code_of_step(secret, step_at(now))


def enrolled(engine: Engine) -> tuple[Actor, str, tuple[str, ...]]:
    secret = new_secret()
    with writing(engine) as session:
        actor = made_actor(session)
        codes = confirm_enrolment(session, actor, secret, code(secret), KEY, NOW)
    return actor, secret, codes


def takes(engine: Engine, actor: Actor, typed: str, now: datetime | None = None) -> bool:
    now = now or NOW
    with writing(engine) as session:
        return take_second_factor(session, actor.account_id or 0, typed, KEY, "10.0.0.7", now)


def test_a_telephone_is_enrolled_with_a_code_of_it(engine: Engine) -> None:
    actor, secret, codes = enrolled(engine)
    assert len(set(codes)) == 10
    with reading(engine) as session:
        own = own_account(session, actor.account_id or 0)
        stored = "".join(everything(session, SecondFactor, RecoveryCode, TrailEntry))
    assert (own.has_second_factor, own.recovery_codes) == (True, 10)
    assert secret not in stored
    assert not [one for one in codes if one in stored]


def test_a_wrong_code_enrols_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        actor = made_actor(session)
    for typed in ("", "000000x", code(new_secret())):
        with pytest.raises(SecondFactorCodeWrong), writing(engine) as session:
            confirm_enrolment(session, actor, new_secret(), typed, KEY, NOW)
    with reading(engine) as session:
        assert not has_second_factor(session, actor.account_id or 0)


def test_a_code_is_taken_once_even_that_of_the_enrolment(engine: Engine) -> None:
    actor, secret, _ = enrolled(engine)
    later = NOW + timedelta(seconds=60)
    assert not takes(engine, actor, code(secret))
    assert takes(engine, actor, code(secret, later), later)
    assert not takes(engine, actor, code(secret, later), later)


def test_a_recovery_code_is_taken_once(engine: Engine) -> None:
    actor, _, codes = enrolled(engine)
    assert takes(engine, actor, codes[0].lower())
    assert not takes(engine, actor, codes[0])
    assert takes(engine, actor, codes[1])
    with reading(engine) as session:
        assert own_account(session, actor.account_id or 0).recovery_codes == 8


def test_codes_of_others_and_of_no_telephone_are_not_taken(engine: Engine) -> None:
    actor, secret, codes = enrolled(engine)
    other, _, _ = enrolled(engine)
    with writing(engine) as session:
        without = made_actor(session, Role.SECRETARY)
    later = NOW + timedelta(seconds=60)
    assert not takes(engine, other, code(secret, later), later)
    assert not takes(engine, other, codes[0], later)
    assert not takes(engine, without, "", later)
    assert takes(engine, actor, codes[0], later)


def test_guessing_codes_is_slowed_down(engine: Engine) -> None:
    actor, secret, _ = enrolled(engine)
    later = NOW + timedelta(seconds=90)
    for _ in range(5):
        assert not takes(engine, actor, "000000x", later)
    with reading(engine) as session:
        failed = select(TrailEntry.origin).where(TrailEntry.action == "failed_second_factor")
        assert session.exec(failed).all() == ["10.0.0.7"] * 5
    assert not takes(engine, actor, code(secret, later), later)
    later += timedelta(seconds=30)
    assert takes(engine, actor, code(secret, later), later)


def test_a_telephone_is_taken_off_by_its_owner_or_an_administrator(engine: Engine) -> None:
    (actor, _, _), (other, _, _) = enrolled(engine), enrolled(engine)
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY)
    with pytest.raises(NotAllowed), writing(engine) as session:
        remove_second_factor(session, secretary, actor.account_id or 0)
    with writing(engine) as session:
        remove_second_factor(session, actor, actor.account_id or 0)
        remove_second_factor(session, actor, other.account_id or 0)
        assert not has_second_factor(session, actor.account_id or 0)
        assert not everything(session, RecoveryCode)
    with pytest.raises(NotFound), writing(engine) as session:
        remove_second_factor(session, actor, actor.account_id or 0)


def test_the_password_is_needed_first(engine: Engine) -> None:
    actor, secret, _ = enrolled(engine)
    with writing(engine) as session:
        made_stale(session, actor)
    with pytest.raises(PasswordNeeded), writing(engine) as session:
        remove_second_factor(session, actor, actor.account_id or 0)
    with pytest.raises(PasswordNeeded), writing(engine) as session:
        confirm_enrolment(session, actor, secret, code(secret), KEY, NOW)
