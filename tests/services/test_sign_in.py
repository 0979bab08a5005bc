"""The way in: guessing is slowed down and never stops its owner; codes and tickets are taken once."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import TrailEntry
from models.enums import CodePurpose, Role
from models.sessions import OneTimeCode, SignInThrottle
from services.accounts import set_active
from services.database import engine_of, reading, writing
from services.passwords import issue_code, let_in
from services.rules.rights import OPERATOR
from services.rules.throttle import FREE_OF_ACCOUNT, FREE_OF_ADDRESS
from services.settings import Settings
from services.sign_in import Attempt, begin_attempt, end_attempt, record_failed_sign_in
from services.storage.credentials import store_code
from tests.factories import everything, made_actor, token_of

NOW = datetime.now(UTC).replace(microsecond=0)
pytestmark = pytest.mark.usefixtures("now_of_file")
NAME = "nguoi-xem"
WRONG = "sai mat khau roi"


def attempt(
    engine: Engine, now: datetime | None = None, typed: str = WRONG, name: str = NAME, address: str = ""
) -> Attempt:
    now = now or NOW
    with writing(engine) as session:
        return begin_attempt(session, name, typed, address, now)


@pytest.fixture
def account_id(engine: Engine) -> int:
    with writing(engine) as session:
        return made_actor(session, Role.VIEWER, username=NAME).account_id or 0


def checked(engine: Engine, name: str, addresses: Sequence[str], numbers: Iterable[int] = range(1000)) -> int:
    """How many of a thousand guesses in ten minutes, in turn from these addresses, are looked at."""
    number_of = len(addresses)
    with writing(engine) as session:
        answers = [
            begin_attempt(
                session, name, WRONG, addresses[place % number_of], NOW + timedelta(seconds=0.6 * place)
            ).wait
            for place in numbers
        ]
    assert max(answers) <= timedelta(minutes=5)
    return answers.count(timedelta())


@pytest.mark.parametrize("name", [NAME, "khong-co-ai", " NGUOI-XEM "])
@pytest.mark.parametrize("strangers", [0, 1, 200])
def test_of_a_thousand_guesses_in_ten_minutes_ten_are_looked_at(
    engine: Engine, account_id: int, name: str, strangers: int
) -> None:
    addresses = [f"203.0.113.{number}" for number in range(strangers)] or [""]
    assert checked(engine, name, addresses) == 10


def test_whoever_guesses_at_the_own_desks_as_well_has_twenty_looked_at(
    engine: Engine, account_id: int, record_property: Callable[[str, object], None]
) -> None:
    desks = [f"10.0.0.{number}" for number in range(9)]
    with writing(engine) as session:
        for desk in desks:
            token_of(session, account_id, address=desk)
    number = checked(engine, NAME, [*desks, "203.0.113.9", ""])
    record_property(
        "figure", f"of 1000 guesses in 10 minutes over 11 addresses {number} checked (at most 20)"
    )
    assert number == 20


@pytest.mark.parametrize("name", [f"{NAME}@known", f"{NAME}@10.0.0.7", f"desk:{NAME}", f"account:{NAME}"])
def test_no_name_that_is_typed_counts_against_the_own_desk(
    engine: Engine, account_id: int, name: str
) -> None:
    with writing(engine) as session:
        token_of(session, account_id, address="10.0.0.7")
    for _ in range(2 * FREE_OF_ACCOUNT):
        attempt(engine, name=name)
    assert not attempt(engine, address="10.0.0.7").wait


def test_what_was_counted_survives_a_restart(sqlite_settings: Settings) -> None:
    number = 0
    for beginning in range(0, 1000, 100):
        engine = engine_of(sqlite_settings)
        number += checked(engine, NAME, [""], range(beginning, beginning + 100))
        engine.dispose()
    assert number == 10


def test_a_stranger_does_not_keep_a_person_from_the_own_desk(engine: Engine, account_id: int) -> None:
    with writing(engine) as session:
        token_of(session, account_id, address="10.0.0.7")
    for _ in range(FREE_OF_ACCOUNT):
        attempt(engine, address="203.0.113.9")
    assert attempt(engine, address="203.0.113.9").wait
    assert not attempt(engine, address="10.0.0.7").wait


def test_one_address_cannot_try_many_names(engine: Engine) -> None:
    waits = [attempt(engine, name=f"ten-{number}", address="203.0.113.9").wait for number in range(60)]
    assert waits.index(timedelta(seconds=10)) == FREE_OF_ADDRESS
    assert not attempt(engine, name="ten-khac", address="203.0.113.10").wait
    assert not attempt(engine, name="ten-khac-nua").wait  # behind a proxy all come from one address


def test_the_right_password_counts_for_nothing(engine: Engine, account_id: int) -> None:
    for _ in range(FREE_OF_ACCOUNT - 1):
        attempt(engine, address="203.0.113.9")
    begun = attempt(engine, address="203.0.113.9")
    with writing(engine) as session:
        assert end_attempt(session, begun) == account_id
        row = session.get_one(SignInThrottle, "address:203.0.113.9")
        assert row.failures == FREE_OF_ACCOUNT - 1
        assert session.get(SignInThrottle, begun.key) is None


def test_guesses_are_forgotten_after_an_hour(engine: Engine) -> None:
    for _ in range(FREE_OF_ACCOUNT):
        attempt(engine)
    assert attempt(engine).wait
    assert not attempt(engine, NOW + timedelta(minutes=61)).wait
    with reading(engine) as session:
        assert session.exec(select(SignInThrottle.failures)).one() == 1


def test_a_clock_that_is_set_back_keeps_nobody_out(engine: Engine) -> None:
    for _ in range(FREE_OF_ACCOUNT):
        attempt(engine)
    back = NOW - timedelta(days=1)
    assert attempt(engine, back).wait == timedelta(seconds=10)
    assert not attempt(engine, back + timedelta(seconds=11)).wait


def test_many_at_once_are_counted_each(engine: Engine) -> None:
    barrier, waits = threading.Barrier(12), []

    def guess() -> None:
        barrier.wait()
        waits.append(attempt(engine).wait)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waits.count(timedelta()) == FREE_OF_ACCOUNT


def test_staff_let_in_whom_strangers_keep_out(engine: Engine, account_id: int) -> None:
    for _ in range(2 * FREE_OF_ACCOUNT):
        attempt(engine)
    with writing(engine) as session:
        code = let_in(session, OPERATOR, account_id, NOW)
    for _ in range(2 * FREE_OF_ACCOUNT):
        attempt(engine)  # the strangers go on
    assert attempt(engine).wait
    assert attempt(engine, typed=f"{code[:4]} {code[4:].lower()}").account_id == account_id
    assert attempt(engine, typed=code).account_id is None


@pytest.mark.parametrize(
    ("name", "later", "changed"),
    [("khong-co-ai", 0, ""), (NAME, 73 * 3600, ""), (NAME, 0, "A")],
)
def test_a_code_of_others_an_old_one_and_a_wrong_one_let_nobody_in(
    engine: Engine, account_id: int, name: str, later: int, changed: str
) -> None:
    with writing(engine) as session:
        code = issue_code(session, OPERATOR, account_id, NOW)
    wrong = changed + code[1:] if changed and code[0] != changed else code if not changed else "B" + code[1:]
    then = NOW + timedelta(seconds=later)
    assert attempt(engine, then, typed=wrong, name=name).account_id is None


def test_the_code_of_a_closed_account_lets_nobody_in(engine: Engine) -> None:
    with writing(engine) as session:
        disabled = made_actor(session, Role.VIEWER, username=NAME)
        code = store_code(session, disabled.account_id or 0, CodePurpose.ENTRY, NOW + timedelta(minutes=9))
        set_active(session, OPERATOR, disabled.account_id or 0, active=False)
    assert attempt(engine, typed=code).account_id is None


def test_a_wrong_password_leaves_a_line_and_a_wrong_name_none(engine: Engine, account_id: int) -> None:
    with writing(engine) as session:
        for name in (NAME, "khong-co-ai"):
            record_failed_sign_in(session, begin_attempt(session, name, WRONG, "203.0.113.9", NOW))
        entries = session.exec(select(TrailEntry).where(TrailEntry.action == "failed_sign_in")).all()
    assert [(entry.subject, entry.actor, entry.origin) for entry in entries] == [(NAME, NAME, "203.0.113.9")]
    with reading(engine) as session:
        assert WRONG not in "".join(everything(session, TrailEntry, SignInThrottle, OneTimeCode))
