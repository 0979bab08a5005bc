"""The first start: the code of the terminal makes the administrator, and may bring the demonstration."""

from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account
from models.year import BlockYear
from services.accounts import issue_setup_code
from services.database import reading, writing
from tests.factories import PASSWORD
from tests.pages.visits import buttons, field, press, refusal, said, visit, well


def fill(app: AppTest, code: str, password: str = PASSWORD) -> AppTest:
    field(app, "Mã dùng một lần").set_value(code)
    field(app, "Tên đăng nhập").set_value("quan-tri")
    field(app, "Họ và tên").set_value("Nguyễn Văn Trị")
    field(app, "Mật khẩu").set_value(password)
    return app


def code_of(installation: Engine) -> str:
    with writing(installation) as session:
        return issue_setup_code(session) or ""


def test_every_address_leads_to_the_first_start(installation: Engine) -> None:
    for path in ("", "don-vi", "tai-khoan"):
        app = well(visit(path))
        assert buttons(app) == {"Tạo quản trị viên", "English"}


def test_the_administrator_is_made_and_signs_in(installation: Engine) -> None:
    code = code_of(installation)
    app = well(press(fill(visit(), code), "Tạo quản trị viên"))
    assert buttons(app) == {"Đăng nhập", "English"}
    with reading(installation) as session:
        assert session.exec(select(Account.username)).all() == ["quan-tri"]
        assert not session.exec(select(BlockYear)).all()


def test_the_demonstration_comes_with_the_administrator(installation: Engine) -> None:
    app = fill(visit(), code_of(installation))
    app.checkbox[0].check()
    well(press(app, "Tạo quản trị viên"))
    with reading(installation) as session:
        years = session.exec(select(BlockYear.year).order_by(BlockYear.year)).all()  # type: ignore[arg-type]
    assert {*range(2013, 2018)} <= {*years}


def test_a_wrong_code_is_refused_and_what_was_typed_stays(installation: Engine) -> None:
    code_of(installation)
    app = press(fill(visit(), "SAI"), "Tạo quản trị viên")
    assert "mã" in refusal(app)
    assert field(app, "Họ và tên").value == "Nguyễn Văn Trị"
    with reading(installation) as session:
        assert not session.exec(select(Account)).all()


def test_a_short_password_is_refused(installation: Engine) -> None:
    app = press(fill(visit(), code_of(installation), "ngan"), "Tạo quản trị viên")
    assert "12" in refusal(app)


def test_it_speaks_english_too(installation: Engine) -> None:
    assert "First start" in said(well(press(visit(), "English")))
