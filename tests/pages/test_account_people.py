"""The people who may sign in, on screen: seen, added, kept out; what is refused is said."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from models.sessions import AccountSession, OneTimeCode
from services.database import reading, writing
from services.queries.accounts import password_hashes
from services.sign_in import begin_attempt
from tests.factories import PASSWORD, MadeYear, everything, made_year
from tests.pages.visits import field, person, press, refusal, said, visit, well


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def add(app: AppTest, username: str = "moi") -> AppTest:
    field(app, "Họ và tên").set_value("**Mới** <b>")
    field(app, "Tên đăng nhập").set_value(username)
    return press(app, "Thêm người này")


def test_everybody_is_listed_with_what_they_may_be(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    person(installation, made, Role.UNIT_EDITOR, made.unit_ids[1])
    app = well(visit("tai-khoan", username))
    assert [one.value for one in app.title] == ["2 người được đăng nhập"]
    rows = app.dataframe[0].value[["username", "role", "reach", "active"]].values.tolist()
    assert rows == [
        ["administrator-1", "Quản trị viên", "Tất cả các khối", "Được đăng nhập"],
        ["unit-editor-1", "Cán bộ đơn vị", "Đơn vị 2", "Được đăng nhập"],
    ]


def test_a_viewer_of_the_block_is_added_and_the_form_is_empty_again(
    installation: Engine, made: MadeYear
) -> None:
    app = well(add(visit("tai-khoan", person(installation))))
    assert field(app, "Tên đăng nhập").value == ""
    with reading(installation) as session:
        grant = session.exec(select(RoleGrant).join(Account).where(Account.username == "moi")).one()
    assert (grant.role, grant.block_id, grant.unit_id) == (Role.VIEWER, made.block_id, None)


def test_an_editor_needs_a_unit(installation: Engine, made: MadeYear) -> None:
    app = visit("tai-khoan", person(installation))
    field(app, "Vai trò", "button_group").set_value(Role.UNIT_EDITOR)
    app = add(app.run())
    assert "đơn vị" in refusal(app)
    assert field(app, "Tên đăng nhập").value == "moi"
    field(app, "Đơn vị", "selectbox").set_value(made.unit_ids[0])
    well(press(app, "Thêm người này"))


def test_a_name_that_is_taken_is_refused(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    assert username in refusal(add(visit("tai-khoan", username), username)).replace("\\", "")


def test_an_account_is_closed_and_opened(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = visit("tai-khoan", username)
    with reading(installation) as session:
        key = session.exec(select(Account.id).where(Account.username == other)).one()
    field(app, "Người dùng", "selectbox").set_value(key)
    app = well(press(app.run(), "Khóa tài khoản"))
    assert "1 người được đăng nhập" in said(app)
    app = well(press(app, "Mở lại tài khoản"))
    assert "2 người được đăng nhập" in said(app)


def test_the_last_administrator_cannot_be_closed(installation: Engine, made: MadeYear) -> None:
    app = press(visit("tai-khoan", person(installation)), "Khóa tài khoản")
    assert "cuối cùng" in refusal(app)


def chosen(engine: Engine, app: AppTest, username: str) -> AppTest:
    """The app with that person chosen."""
    with reading(engine) as session:
        key = session.exec(select(Account.id).where(Account.username == username)).one()
    field(app, "Người dùng", "selectbox").set_value(key)
    changed: AppTest = app.run()
    return changed


def shown_code(app: AppTest) -> str:
    (code,) = app.code
    return str(code.value)


def test_who_is_added_gets_a_code_that_is_shown_once(installation: Engine, made: MadeYear) -> None:
    app = well(add(visit("tai-khoan", person(installation))))
    assert "72 giờ" in str(app.warning[0].value)
    code = shown_code(app)
    with reading(installation) as session:
        assert code.replace("-", "") not in "".join(everything(session, Account, OneTimeCode, TrailEntry))
    app = well(press(app, "Cất mã"))
    assert not app.code
    with writing(installation) as session:
        assert begin_attempt(session, "moi", code, "", datetime.now(UTC)).account_id


def test_a_forgotten_password_is_replaced_by_a_code(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = chosen(installation, visit("tai-khoan", username), other)
    assert shown_code(well(press(app, "Cấp mã đặt lại mật khẩu")))
    with reading(installation) as session:
        assert other not in password_hashes(session)


def test_somebody_is_let_in_for_once(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = well(press(chosen(installation, visit("tai-khoan", username), other), "Cho vào một lần"))
    assert "10 phút" in str(app.warning[0].value)
    with reading(installation) as session:
        assert other in password_hashes(session)


def test_the_sessions_of_somebody_are_ended(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = chosen(installation, visit("tai-khoan", username), other)
    app = well(press(app, "Đăng xuất mọi nơi"))
    assert "Không đăng nhập ở đâu" in said(app)


def test_the_password_is_asked_again_and_then_it_is_done(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = chosen(installation, visit("tai-khoan", username), other)
    with writing(installation) as session:
        for row in session.exec(select(AccountSession)):
            row.confirmed_at -= timedelta(minutes=6)
    app = well(press(app, "Cấp mã đặt lại mật khẩu"))
    assert not app.code
    field(app, "Mật khẩu").set_value("sai mat khau roi")
    assert "Mật khẩu chưa đúng" in refusal(press(app, "Xác nhận"))
    field(app, "Mật khẩu").set_value(PASSWORD)
    app = well(press(app, "Xác nhận"))
    assert shown_code(well(press(app, "Cấp mã đặt lại mật khẩu")))
