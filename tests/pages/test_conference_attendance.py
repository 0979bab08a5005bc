"""Delegates and attendance on screen: empty, ordinary, refused."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.conference_enums import AttendanceState
from models.enums import ContactRole, Role
from services.attendance import mark_attendance
from services.database import reading, writing
from services.queries.attendance import attendance_of_year, roll_now
from services.queries.delegates import delegates_of_year
from services.representatives import RepresentativeEntry, name_representative
from services.rules.badges import badge_number
from services.rules.rights import OPERATOR
from tests.conferences import made_delegates
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

DELEGATES, ATTENDANCE = "dai-bieu", "diem-danh"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def states(installation: Engine, made: MadeYear) -> list[AttendanceState | None]:
    with reading(installation) as session:
        return [line.state for line in attendance_of_year(session, made.id, rehearsal=False)]


def test_without_delegates_both_say_so(installation: Engine, made: MadeYear) -> None:
    secretary = person(installation, made, Role.SECRETARY)
    assert "Chưa triệu tập đại biểu nào" in said(well(visit(DELEGATES, secretary)))
    assert "Chưa triệu tập đại biểu nào" in said(well(visit(ATTENDANCE, secretary)))


def test_the_leaders_of_the_units_are_summoned_with_one_click(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        for unit in made.unit_ids[:2]:
            lan = RepresentativeEntry(person=f"Lan {unit}", position="Giám đốc")
            name_representative(session, OPERATOR, unit, ContactRole.LEADER, date(2016, 1, 1), lan)
    app = visit(DELEGATES, person(installation, made, Role.SECRETARY))
    app = well(press(app, "Triệu tập lãnh đạo 2 đơn vị"))
    assert app.title[0].value == "2 đại biểu; 2/3 đơn vị có người bỏ phiếu"
    assert "Đơn vị 3" in app.warning[0].value


def test_a_second_vote_of_a_unit_is_refused_and_given_over(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_delegates(session, made)
    app = visit(DELEGATES, person(installation, made, Role.SECRETARY))
    field(app, "Họ và tên").set_value("Phó giám đốc")
    app = field(app, "Đại diện cho", "selectbox").set_value(made.unit_ids[0]).run()
    app = press(app, "Thêm đại biểu này")
    assert "Đại biểu 1 đang bỏ phiếu thay mặt đơn vị này" in refusal(app)
    field(app, "Bỏ phiếu thay mặt đơn vị", "checkbox").uncheck()
    app = well(press(app, "Thêm đại biểu này"))
    with reading(installation) as session:
        deputy = next(
            line.id for line in delegates_of_year(session, made.id) if line.person == "Phó giám đốc"
        )
    app = well(field(app, "Đại biểu", "selectbox").set_value(deputy).run())
    well(press(app, "Giao quyền bỏ phiếu"))
    with reading(installation) as session:
        first, *_others = roll_now(session, made.id, rehearsal=False).voters
    assert first.delegate_id == deputy


def test_a_viewer_sees_the_delegates_and_cannot_mark(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_delegates(session, made)
    viewer = person(installation, role=Role.VIEWER)
    app = well(visit(DELEGATES, viewer))
    assert len(app.table[0].value) == 3
    assert buttons(app) == {"English", "Đăng xuất"}
    assert not visit(ATTENDANCE, viewer).button[0].label.startswith("Có mặt")


def test_a_badge_lets_in_and_another_number_is_refused(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        first, *_others = made_delegates(session, made)
    app = visit(ATTENDANCE, person(installation, made, Role.SECRETARY))
    assert app.title[0].value == "Có mặt 0/3"
    field(app, "Số thẻ đại biểu").set_value("12345")
    app = press(app, "Ghi có mặt")
    assert "“12345” không có trên thẻ đại biểu nào" in refusal(app)
    field(app, "Số thẻ đại biểu").set_value(badge_number(first))
    app = well(press(app, "Ghi có mặt"))
    assert app.title[0].value == "Có mặt 1/3"
    assert any("Đại biểu 1 (Có mặt)" in one.value for one in app.caption)
    assert field(app, "Số thẻ đại biểu").value == ""


def test_delegates_are_found_without_tones_and_marked_with_one_touch(
    installation: Engine, made: MadeYear
) -> None:
    with writing(installation) as session:
        made_delegates(session, made)
    app = visit(ATTENDANCE, person(installation, made, Role.SECRETARY))
    app = well(field(app, "Tìm đại biểu").set_value("don vi 2").run())
    assert "Đại biểu 1" not in said(app)
    well(press(app, "Có mặt"))
    assert states(installation, made) == [None, AttendanceState.PRESENT, None]


def test_all_who_are_left_are_marked_at_once_and_somebody_leaves(
    installation: Engine, made: MadeYear
) -> None:
    with writing(installation) as session:
        ids = made_delegates(session, made)
        mark_attendance(session, OPERATOR, made.id, ids[:1], AttendanceState.ABSENT, "Đi công tác")
    app = visit(ATTENDANCE, person(installation, made, Role.SECRETARY))
    assert "Đi công tác" in said(app)
    app = well(press(app, "Đồng ý, tất cả có mặt"))
    assert states(installation, made) == [
        AttendanceState.ABSENT,
        AttendanceState.PRESENT,
        AttendanceState.PRESENT,
    ]
    app = well(press(app, "Đã về", 1))
    assert states(installation, made).count(AttendanceState.LEFT) == 1
    assert app.title[0].value == "Có mặt 1/3"
