"""The people who may sign in, on screen: seen, added, kept out; what is refused is said."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from models.sessions import AccountSession, OneTimeCode
from pages.shared.plain import as_read
from services.accounts import PersonEntry, RoleEntry, create_account, edit_person
from services.database import reading, writing
from services.passwords import issue_code
from services.queries.accounts import password_hashes, people
from services.rules.rights import OPERATOR
from services.sign_in import begin_attempt
from tests.factories import PASSWORD, MadeYear, everything, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well


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
    rows = app.table[0].value.values.tolist()
    assert [[as_read(cell) for cell in row] for row in rows] == [
        ["Người administrator-1", "administrator-1", "Quản trị viên", "Được đăng nhập"],
        ["Người unit-editor-1", "unit-editor-1", "Cán bộ đơn vị, Đơn vị 2", "Được đăng nhập"],
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


def names(app: AppTest) -> list[str]:
    """Who stands in the table."""
    return [as_read(one) for one in app.table[0].value["Họ và tên"]] if app.table else []


def test_people_are_found_by_name_without_tones_and_by_role(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        entry = PersonEntry("Nguyễn Đức **Lân**", [RoleEntry(Role.CHAIR, made.block_id)])
        create_account(session, OPERATOR, "lan", entry)
    app = visit("tai-khoan", username)
    field(app, "Tìm theo tên").set_value("duc **lan")
    assert names(well(app.run())) == ["Nguyễn Đức **Lân**"]
    assert app.table[0].value["Truy cập"].to_list() == ["Chưa có mã"]
    field(app, "Tìm theo tên").set_value("")
    field(app, "Vai trò", "selectbox").set_value(Role.ADMINISTRATOR)
    assert names(well(app.run())) == ["Người administrator-1"]
    field(app, "Tìm theo tên").set_value("khong co")
    assert "Không có ai như vậy" in said(well(app.run()))


def test_the_way_in_of_everybody_is_told(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        entry, now = PersonEntry("Mới", [RoleEntry(Role.VIEWER)]), datetime.now(UTC)
        coded, late = (create_account(session, OPERATOR, name, entry) for name in ("moi-1", "moi-2"))
        issue_code(session, OPERATOR, coded, now)
        issue_code(session, OPERATOR, late, now - timedelta(days=4))
        for _guess in range(8):
            begin_attempt(session, username, "sai", "", now)
    access = well(visit("tai-khoan", username)).table[0].value["Truy cập"].to_list()
    assert [words.split(";")[0].split(" lúc ")[0] for words in access] == [
        "Đã cấp mã, chưa dùng",
        "Mã hết hạn",
        "Tạm khóa do nhập sai, còn 1 phút",
    ]


def type_in(app: AppTest, made: MadeYear, **typed: object) -> AppTest:
    """What somebody types into the grid, and the button."""
    app.session_state[f"people-{made.id}-0"] = {
        "edited_rows": {},
        "added_rows": [],
        "deleted_rows": [],
    } | typed
    return press(app, "Lưu người dùng")


def test_many_are_edited_in_a_grid(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = visit("tai-khoan", username)
    more = {"username": other, "role": "Cán bộ đơn vị", "unit": "Đơn vị 2", "year": "2017"}
    app = well(
        type_in(app, made, edited_rows={1: {"name": "Viên <b>", "home": "Đơn vị 1"}}, added_rows=[more])
    )
    with reading(installation) as session:
        line = next(one for one in people(session, 2017) if one.username == other)
    assert (line.display_name, line.unit) == ("Viên <b>", "Đơn vị 1")
    assert [(one.role, one.unit, one.year) for one in line.roles] == [
        (Role.VIEWER, None, None),
        (Role.UNIT_EDITOR, "Đơn vị 2", 2017),
    ]


def test_a_grid_is_refused_with_everybody_named_and_keeps_what_was_typed(
    installation: Engine, made: MadeYear
) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = visit("tai-khoan", username)
    edits = {0: {"role": "Người xem"}, 1: {"unit": "Đơn vị 1"}}
    app = type_in(app, made, edited_rows=edits)
    words = as_read(refusal(app))
    assert f"Người {other}: " in words
    assert "Vai trò này không gắn với một đơn vị" in words
    app = type_in(app, made, edited_rows={0: {"role": "Người xem"}})
    assert "cuối cùng" in refusal(app)
    app = type_in(app, made, deleted_rows=[1])
    assert "vai trò" in refusal(app)
    assert "200 ký tự" in refusal(type_in(app, made, edited_rows={0: {"name": "x" * 201}}))


def test_a_grid_with_nothing_typed_says_so(installation: Engine, made: MadeYear) -> None:
    app = press(visit("tai-khoan", person(installation)), "Lưu người dùng")
    assert "Không có thay đổi nào" in " ".join(str(one.value) for one in app.info)


def test_who_was_changed_meanwhile_is_shown_with_both_ways(installation: Engine, made: MadeYear) -> None:
    username, other = person(installation), person(installation, role=Role.VIEWER)
    app = visit("tai-khoan", username)
    with writing(installation) as session:
        line = next(one for one in people(session, 2017) if one.username == other)
        entry = PersonEntry("Của họ", [RoleEntry(Role.TELLER)])
        edit_person(session, OPERATOR, line.account_id, entry, seen_version=line.version)
    app = type_in(app, made, edited_rows={1: {"name": "Của tôi"}})
    shown = app.table[1].value.to_string()
    assert "Của tôi" in shown
    assert "Của họ" in shown
    app = well(press(app, "Ghi đè bằng bản của tôi"))
    with reading(installation) as session:
        assert "Của tôi" in {one.display_name for one in people(session, 2017)}


def test_cards_are_made_for_all_who_wait_and_put_away(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        for number in range(2):
            entry = PersonEntry(f"<i>Mới</i> {number}", [RoleEntry(Role.VIEWER)], made.unit_ids[0])
            create_account(session, OPERATOR, f"moi-{number}", entry)
    app = well(press(visit("tai-khoan", username), "Làm 2 thẻ"))
    page = app.session_state["cards_made"][0].decode()
    assert page.count('class="card"') == 2
    assert "&lt;i&gt;Mới&lt;/i&gt; 1" in page
    codes = re.findall(r'class="code">([A-Z2-9-]+)<', page)
    with writing(installation) as session:
        assert begin_attempt(session, "moi-0", codes[0], "", datetime.now(UTC)).account_id
        stored = "".join(everything(session, Account, OneTimeCode, TrailEntry))
    assert not [code for code in codes if code.replace("-", "") in stored]
    app = well(press(app, "Cất thẻ"))
    assert "cards_made" not in app.session_state
    assert "Làm 1 thẻ" in buttons(app)  # who has used the code and chosen no password


def test_cards_need_the_password_again(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    with writing(installation) as session:
        create_account(session, OPERATOR, "moi", PersonEntry("Mới", [RoleEntry(Role.VIEWER)]))
    app = visit("tai-khoan", username)
    with writing(installation) as session:
        for row in session.exec(select(AccountSession)):
            row.confirmed_at -= timedelta(minutes=6)
    app = well(press(app, "Làm 1 thẻ"))
    assert "cards_made" not in app.session_state
    assert field(app, "Mật khẩu")
