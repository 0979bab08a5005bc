"""Signing in with what cannot be right, or while something fails: one sentence, and nothing half-done."""

import shutil
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select, update

from models.enums import Role
from models.sessions import AccountSession, OneTimeCode, SignInThrottle, SignInTicket
from pages.account.desk import Desk
from services.database import reading, writing
from services.passwords import issue_code
from services.queries.accounts import account_named
from services.rules.rights import OPERATOR
from tests.effects import effects, rows
from tests.factories import PASSWORD, made_year
from tests.pages.visits import WRONG, buttons, enter, person, refusal, said, visit, well

AWAY = "Không kết nối được cơ sở dữ liệu"


@pytest.fixture
def username(installation: Engine) -> str:
    with writing(installation) as session:
        made_year(session)
    return person(installation)


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", "quản-trị"),
        "administrator-1\u0301",
        "\u202eadministrator-1",
        "administrator\u200f-1",
        "<b>administrator-1</b>",
        "**administrator-1**",
        "аdministrator-1",  # the first letter is Cyrillic
        "x" * 200,
        "' or 1=1 --",
    ],
)
def test_a_name_that_nobody_can_have_is_refused_as_an_unknown_one(
    installation: Engine, username: str, typed: str
) -> None:
    before = rows(installation)
    app = enter(visit(), typed, PASSWORD)
    assert refusal(app) == WRONG
    assert not app.get("iframe")
    assert {table for table, _row in effects(before, rows(installation))} <= {"sign_in_throttle"}


def test_a_password_may_come_in_any_composition(installation: Engine, username: str) -> None:
    assert enter(visit(), username, unicodedata.normalize("NFD", f" {PASSWORD} ")).get("iframe")


@pytest.fixture
def code(installation: Engine, username: str) -> str:
    with writing(installation) as session:
        return issue_code(session, OPERATOR, account_named(session, username), datetime.now(UTC))


def test_the_code_of_another_lets_nobody_in_and_stays_good(
    installation: Engine, username: str, code: str
) -> None:
    other = person(installation, role=Role.VIEWER)
    for name in (other, "khong-co-ai", ""):
        assert refusal(enter(visit(), name, code)) == WRONG
    assert enter(visit(), username, code).get("iframe")


def test_a_code_that_was_used_lets_nobody_in(username: str, code: str) -> None:
    assert enter(visit(), username, code).get("iframe")
    assert refusal(enter(visit(), username, code)) == WRONG


def test_a_code_that_has_expired_lets_nobody_in(installation: Engine, username: str, code: str) -> None:
    with writing(installation) as session:
        session.exec(update(OneTimeCode).values(expires_at=datetime.now(UTC)))
    assert refusal(enter(visit(), username, code)) == WRONG


def test_a_clock_that_is_set_back_asks_to_sign_in_again_and_lets_in(
    installation: Engine, username: str
) -> None:
    """Everything that is kept is from an hour ahead."""
    app = visit("don-vi", username)
    ahead = timedelta(hours=1)
    with writing(installation) as session:
        for row in session.exec(select(AccountSession)):
            row.ends_at += ahead
            row.idle_until += ahead
            row.last_seen_at += ahead
        session.add(SignInThrottle(key=f"account:{username}", failures=4, last_at=datetime.now(UTC) + ahead))
    app = well(app.run())
    assert "Phiên làm việc đã kết thúc. Hãy đăng nhập lại." in said(app)
    assert "Đăng xuất" not in buttons(app)
    assert enter(app, username, PASSWORD).get("iframe")


def move_away(engine: Engine) -> None:
    """As if the disk had gone with the database."""
    engine.dispose()
    folder = Path(engine.url.database or "").parent
    shutil.move(folder, folder.with_name("away"))


def bring_back(engine: Engine) -> None:
    folder = Path(engine.url.database or "").parent
    shutil.move(folder.with_name("away"), folder)


def test_without_the_database_nobody_is_asked_for_a_password(installation: Engine, username: str) -> None:
    app = visit()
    move_away(installation)
    for again in (visit(), enter(app, username, PASSWORD)):
        assert AWAY in refusal(again)
        assert not again.get("iframe")
        assert not again.get("text_input")
    bring_back(installation)
    assert enter(visit(), username, PASSWORD).get("iframe")


@pytest.mark.parametrize("password", [PASSWORD, "sai mat khau roi"])
def test_a_database_that_goes_while_the_password_is_compared_lets_nobody_in(
    installation: Engine, username: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare: Callable[[Desk, str, str], bool] = Desk._is_right

    def compare_slowly(desk: Desk, name: str, typed: str) -> bool:
        move_away(installation)
        return compare(desk, name, typed)

    app = visit()
    with monkeypatch.context() as while_away:
        while_away.setattr(Desk, "_is_right", compare_slowly)
        app = enter(app, username, password)
    assert AWAY in refusal(app)
    assert not app.get("iframe")
    bring_back(installation)
    with reading(installation) as session:
        assert not session.exec(select(SignInTicket)).all()
    assert enter(visit(), username, PASSWORD).get("iframe")
