"""The people who may sign in, on screen: seen, added, kept out; what is refused is said."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account, RoleGrant
from models.enums import Role
from services.database import reading, writing
from tests.factories import PASSWORD, MadeYear, made_year
from tests.pages.visits import field, person, press, refusal, said, visit, well


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def add(app: AppTest, username: str = "moi") -> AppTest:
    field(app, "Họ và tên").set_value("**Mới** <b>")
    field(app, "Tên đăng nhập").set_value(username)
    field(app, "Mật khẩu").set_value(PASSWORD)
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


def test_a_new_password_is_set_and_a_short_one_refused(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = visit("tai-khoan", username)
    with reading(installation) as session:
        account = session.exec(select(Account).where(Account.username == other)).one()
    field(app, "Người dùng", "selectbox").set_value(account.id)
    field(app.run(), "Mật khẩu mới").set_value("ngan")
    assert "12" in refusal(press(app, "Đặt mật khẩu mới"))
    field(app, "Mật khẩu mới").set_value("mat khau khac han")
    well(press(app, "Đặt mật khẩu mới"))
    with reading(installation) as session:
        kept = session.exec(select(Account.password_hash).where(Account.username == other)).one()
    assert kept != account.password_hash
