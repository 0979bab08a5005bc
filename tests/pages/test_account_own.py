"""The own account on screen, and the screen on which a secretary lets somebody in."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account
from models.enums import Role
from models.sessions import AccountSession
from pages.account.devices import device_name
from services.database import reading, writing
from services.queries.accounts import own_account
from services.rules.second_factor import code_of_step, step_at
from services.sign_in import begin_attempt
from tests.factories import PASSWORD, MadeYear, made_year, token_of
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

NEW = "bốn con chim sẻ non"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


@pytest.fixture
def username(installation: Engine, made: MadeYear) -> str:
    return person(installation, role=Role.VIEWER)


def own(username: str) -> AppTest:
    return well(visit("tai-khoan-cua-toi", username))


def key_of(engine: Engine, username: str) -> int:
    with reading(engine) as session:
        return session.exec(select(Account.id).where(Account.username == username)).one() or 0


def test_the_name_is_changed(installation: Engine, username: str) -> None:
    app = own(username)
    field(app, "Họ và tên").set_value("Trần **Thị** B")
    app = well(press(app, "Lưu"))
    assert field(app, "Họ và tên").value == "Trần **Thị** B"
    field(app, "Họ và tên").set_value(" ")
    assert refusal(press(app, "Lưu"))


def test_the_password_is_changed_with_the_old_one(installation: Engine, username: str) -> None:
    app = own(username)
    field(app, "Mật khẩu hiện nay").set_value("sai mat khau roi")
    field(app, "Mật khẩu mới").set_value(NEW)
    assert "Mật khẩu chưa đúng" in refusal(press(app, "Đặt mật khẩu mới"))
    field(app, "Mật khẩu hiện nay").set_value(PASSWORD)
    field(app, "Mật khẩu mới").set_value("ngan")
    assert "12" in refusal(press(app, "Đặt mật khẩu mới"))
    field(app, "Mật khẩu hiện nay").set_value(PASSWORD)
    field(app, "Mật khẩu mới").set_value(NEW)
    app = well(press(app, "Đặt mật khẩu mới"))
    assert app.get("iframe")  # a new session is on its way; the old ones have ended
    assert not buttons(app)
    with reading(installation) as session:
        assert not [one for one in session.exec(select(AccountSession)) if one.ended_at is None]


def test_a_telephone_is_set_up_and_taken_off(installation: Engine, username: str) -> None:
    app = own(username)
    secret = str(app.code[0].value)
    field(app, "Sáu chữ số ứng dụng đang hiện").set_value("000000x")
    assert "Mã không đúng" in refusal(press(app, "Đăng ký điện thoại này"))
    assert str(app.code[0].value) == secret
    field(app, "Sáu chữ số ứng dụng đang hiện").set_value(code_of_step(secret, step_at(datetime.now(UTC))))
    app = well(press(app, "Đăng ký điện thoại này"))
    assert len(str(app.code[0].value).splitlines()) == 10
    app = well(press(app, "Tôi đã cất giữ"))
    assert not app.code
    assert "còn 10 mã dự phòng" in said(app)
    app = well(press(app, "Gỡ điện thoại"))
    with reading(installation) as session:
        assert not own_account(session, key_of(installation, username)).has_second_factor


def test_other_sessions_are_seen_and_ended(installation: Engine, username: str) -> None:
    with writing(installation) as session:
        token_of(session, key_of(installation, username), address="10.0.0.7")
    app = own(username)
    assert "10.0.0.7" in said(app)
    assert said(app).count("hoạt động lần cuối") == 3  # the factory's, this one and that
    while "Kết thúc" in buttons(app):
        app = well(press(app, "Kết thúc"))
    assert "Đăng xuất" in buttons(app)
    app = well(press(app, "Đăng xuất mọi nơi"))
    assert buttons(app) == {"Đăng nhập", "English"}


def test_a_secretary_lets_in_somebody_of_the_block(installation: Engine, made: MadeYear) -> None:
    secretary = person(installation, made, Role.SECRETARY)
    app = well(visit("cho-vao", secretary))
    assert "Chưa có ai" in said(app)
    editor = person(installation, made, Role.UNIT_EDITOR, made.unit_ids[0])
    app = well(app.run())
    field(app, "Người dùng", "selectbox").set_value(key_of(installation, editor))
    app = well(press(app.run(), "Tạo mã"))
    with writing(installation) as session:
        code = str(app.code[0].value)
        assert begin_attempt(session, editor, code, "", datetime.now(UTC)).account_id


def test_nobody_else_lets_people_in(username: str) -> None:
    app = well(visit("cho-vao", username))
    assert "Tài khoản này không xem được trang này" in said(app)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537.36", "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
