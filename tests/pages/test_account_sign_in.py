"""Signing in: by name and password, by a live cookie, and not otherwise."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import extra_streamlit_components
import jwt
import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from models.accounts import Account, TrailEntry
from pages.account.sign_in import COOKIE, COOKIE_DAYS
from pages.shared.headers import HEADERS
from services.database import reading, writing
from services.queries.accounts import MOST_FAILURES
from services.settings import settings
from tests.factories import PASSWORD, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def username(installation: Engine) -> str:
    with writing(installation) as session:
        made_year(session)
    return person(installation)


def enter(app: AppTest, username: str, password: str) -> AppTest:
    field(app, "Tên đăng nhập").set_value(username)
    field(app, "Mật khẩu").set_value(password)
    return press(app, "Đăng nhập")


@pytest.mark.parametrize("spelling", ["{}", " {} "])
def test_the_right_password_leads_to_the_screen_of_the_address(username: str, spelling: str) -> None:
    app = well(enter(visit("don-vi"), spelling.format(username).upper(), PASSWORD))
    assert [one.value for one in app.title] == ["3 đơn vị trong năm 2017"]
    assert "Đăng nhập" not in buttons(app)


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("administrator-1", "sai mat khau roi"),
        ("administrator-1", ""),
        ("administrator-1", "x\0y"),
        ("administrator-1", "ữ" * 72),
        ("khong-co-ai", PASSWORD),
        ("", ""),
    ],
)
def test_what_is_wrong_is_said_in_one_way(username: str, typed: str, password: str) -> None:
    app = enter(visit(), typed, password)
    assert refusal(app) == WRONG
    assert not app.session_state["authentication_status"]


def test_a_closed_account_cannot_sign_in(installation: Engine, username: str) -> None:
    with writing(installation) as session:
        session.exec(select(Account)).one().active = False
    assert refusal(enter(visit(), username, PASSWORD)) == WRONG


def test_guessing_is_held_up_even_with_the_right_password(installation: Engine, username: str) -> None:
    app = visit()
    for _ in range(MOST_FAILURES):
        app = enter(app, username, "sai mat khau roi")
    assert "mười phút" in refusal(enter(app, username, PASSWORD))
    with reading(installation) as session:
        entries = session.exec(select(TrailEntry).where(TrailEntry.action == "failed_sign_in")).all()
    assert len(entries) == MOST_FAILURES


def cookie(username: str, issued: datetime) -> dict[str, str]:
    claims = {"username": username, "exp_date": (issued + timedelta(days=COOKIE_DAYS)).timestamp()}
    return {COOKIE: jwt.encode(claims, settings().cookie_key(), "HS256")}


def carry(monkeypatch: pytest.MonkeyPatch, cookies: Mapping[str, str]) -> None:
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: cookies))


def test_a_live_cookie_signs_in_without_a_form(username: str, monkeypatch: pytest.MonkeyPatch) -> None:
    carry(monkeypatch, cookie(username, datetime.now(UTC)))
    app = well(visit("don-vi"))
    assert [one.value for one in app.title] == ["3 đơn vị trong năm 2017"]


def test_a_cookie_from_before_a_sign_out_opens_nothing(
    username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry(monkeypatch, cookie(username, datetime.now(UTC)))
    press(visit("don-vi"), "Đăng xuất")
    app = well(visit("don-vi"))
    assert "Đăng nhập" in buttons(app)
    assert "Đơn vị 1" not in said(app)


def test_the_library_may_run_the_one_inline_script_that_keeps_its_cookie() -> None:
    """Its hash stands in the headers; another version of the component has another."""
    folder = Path(extra_streamlit_components.__file__).parent / "CookieManager"
    (page,) = folder.rglob("index.html")
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in HEADERS["Content-Security-Policy"]
