"""People by Excel on screen: a file taken over with its cards, and all that can be wrong with one."""

from collections.abc import Iterator, Mapping
from concurrent.futures import wait
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.accounts import Account, RoleGrant
from models.enums import Role
from models.sessions import AccountSession, OneTimeCode
from pages.shared.jobs import jobs
from services.accounts import PersonEntry, RoleEntry, create_account
from services.database import reading, writing
from services.queries.accounts import people
from services.queries.people_sheet import LAYOUT, PeopleScope, register_of, sheet_rows
from services.rules.rights import OPERATOR
from services.workbooks.writing import workbook_of
from tests.factories import PASSWORD, MadeYear, everything, made_year
from tests.pages.uploads import GO, cells, choose, downloads
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

PATH = "tai-khoan-excel"
LAN = {"name": "Nguyễn Thị Lan", "home": "Đơn vị 1", "role": "Người thẩm định"}


@pytest.fixture
def made(installation: Engine) -> Iterator[MadeYear]:
    jobs.clear()
    with writing(installation) as session:
        made = made_year(session)
    yield made
    jobs.clear()


def sheet(*rows: Mapping[str, str]) -> bytes:
    return workbook_of(LAYOUT, rows)


def usernames(installation: Engine) -> set[str]:
    with reading(installation) as session:
        return {line.username for line in people(session, 2017)}


def test_the_first_steps_are_offered(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation)))
    assert app.title[0].value == "Nhập, xuất người dùng"
    assert downloads(app) == {"Biểu mẫu trống", "Danh sách hiện có"}
    assert GO not in buttons(app)


def test_who_may_not_manage_accounts_is_offered_nothing(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    assert not app.get("file_uploader")


def test_a_file_is_looked_at_taken_over_and_its_cards_are_offered(
    installation: Engine, made: MadeYear
) -> None:
    app = visit(PATH, person(installation))
    app = well(choose(app, sheet(LAN, {**LAN, "home": "", "role": "Cán bộ đơn vị", "unit": "Đơn vị 1"})))
    assert app.title[0].value == "1 mới, 0 thay đổi, 0 không đổi, 0 bị từ chối"
    assert "nguyen-thi-lan" in cells(app)
    assert "Tên đăng nhập được tạo từ họ và tên" in cells(app)
    assert usernames(installation) == {"administrator-1"}
    app = well(press(app, GO))
    assert app.success[0].value == "Đã nhập: 1 mới, 0 thay đổi, 0 không đổi."
    assert "Tải thẻ để in" in downloads(app)
    page = app.session_state["cards_made"][0].decode()
    assert "Nguyễn Thị Lan" in page
    with reading(installation) as session:
        assert len(session.exec(select(OneTimeCode)).all()) == 1
    app = well(choose(app, sheet(LAN, {**LAN, "role": "Cán bộ đơn vị", "unit": "Đơn vị 1"})))
    assert "không có gì để nhập" in said(app)


def test_the_list_that_is_given_changes_nothing(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        nasty = PersonEntry("=1+1 <b>", [RoleEntry(Role.VIEWER)], made.unit_ids[0])
        create_account(session, OPERATOR, "nasty", nasty)
    with reading(installation) as session:
        rows = sheet_rows(register_of(session, OPERATOR, PeopleScope(2017, made.block_id)))
    app = well(choose(visit(PATH, username), workbook_of(LAYOUT, rows)))
    assert app.title[0].value == "0 mới, 0 thay đổi, 2 không đổi, 0 bị từ chối"


def test_refused_rows_are_said_with_their_cells_and_nothing_is_offered(
    installation: Engine, made: MadeYear
) -> None:
    username = person(installation)
    bad = {"name": "Lan\u202eHoa", "role": "Trùm", "home": "Đơn vị một"}
    mine = {"name": "Người administrator-1", "username": username, "role": "Người xem"}
    app = choose(visit(PATH, username), sheet(LAN, bad, mine))
    assert not app.error
    assert app.title[0].value == "1 mới, 0 thay đổi, 0 không đổi, 2 bị từ chối"
    words = cells(app)
    assert "B10: Tên “Lan\ufffdHoa”" in words  # what turns the direction of writing is not passed on
    assert "E10: “Trùm” không phải vai trò. Chọn một trong: Quản trị viên" in words
    assert "D10: Không có đơn vị “Đơn vị một”" in words
    assert "E11: Đây là quản trị viên cuối cùng" in words or "cuối cùng" in words
    assert GO not in buttons(app)
    assert "Tệp này, có đánh dấu ô bị từ chối" in downloads(app)
    assert usernames(installation) == {username}


def test_a_namesake_is_pointed_out(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation)), sheet(LAN, {**LAN, "home": "Đơn vị 2"}))
    assert "Đã có người trùng họ tên: nguyen-thi-lan" in cells(app)


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken", workbook_of(LAYOUT, [])])
def test_a_file_that_cannot_be_read_changes_nothing(
    installation: Engine, made: MadeYear, data: bytes
) -> None:
    username = person(installation)
    with reading(installation) as session:
        before = everything(session, Account, RoleGrant)
    assert refusal(choose(visit(PATH, username), data))
    with reading(installation) as session:
        assert everything(session, Account, RoleGrant) == before


def test_what_somebody_changed_meanwhile_is_looked_at_again(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation)), sheet(LAN))
    with writing(installation) as session:
        create_account(session, OPERATOR, "nguyen-thi-lan", PersonEntry("Khác", [RoleEntry(Role.VIEWER)]))
    app = press(app, GO)
    assert "đã thay đổi sau khi kiểm tra" in refusal(app)
    app = press(app, "Kiểm tra lại tệp")
    wait([job.future for job in jobs()._jobs.values()], timeout=60)
    assert "nguyen-thi-lan-2" in cells(well(app.run()))


def test_the_password_is_asked_again_and_the_file_waits(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation)), sheet(LAN))
    with writing(installation) as session:
        for row in session.exec(select(AccountSession)):
            row.confirmed_at -= timedelta(minutes=6)
    app = well(press(app, GO))
    assert usernames(installation) == {"administrator-1"}
    field(app, "Mật khẩu").set_value(PASSWORD)
    app = well(press(app, "Xác nhận"))
    well(press(app, GO))
    assert "nguyen-thi-lan" in usernames(installation)


def test_a_demotion_between_looking_and_taking_over_is_heeded(installation: Engine, made: MadeYear) -> None:
    app = choose(visit(PATH, person(installation)), sheet(LAN))
    with writing(installation) as session:
        for grant in session.exec(select(RoleGrant)):
            session.delete(grant)
    press(app, GO)
    assert usernames(installation) == {"administrator-1"}
