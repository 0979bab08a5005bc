"""The agenda on screen: empty, written, gone through by the chair, refused, and for who only looks."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from models.enums import Role
from services.database import reading, writing
from tests.conferences import items, made_item
from tests.factories import MadeYear, made_actor, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.rounds import frame, made_poll

PATH = "chuong-trinh"
NASTY = "<b>Báo cáo</b> **x** :smile:"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def chair(installation: Engine, made: MadeYear) -> str:
    with writing(installation) as session:
        made_actor(session, Role.CHAIR, block_id=made.block_id, username="chu-toa")
    return "chu-toa"


def test_a_viewer_finds_an_empty_agenda_and_nothing_to_press(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, role=Role.VIEWER)))
    assert "Chương trình chưa có mục nào" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_the_customary_points_come_with_one_click_and_their_times_add_up(
    installation: Engine, made: MadeYear
) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = well(press(app, "Bắt đầu từ các mục thường có"))
    assert app.title[0].value == "Chương trình 7 mục, 165 phút"
    table = app.table[0].value
    assert table["Thời gian"][0].startswith("08:00–08:10")
    assert table["Thời gian"][6].startswith("10:30–10:45")
    assert "Phương hướng năm 2018, 6 nhiệm vụ trọng tâm" in table["Mục"][3]
    assert any("10:45" in one.value for one in app.caption)


def test_a_point_is_added_and_one_without_a_title_is_refused(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = press(app, "Thêm mục này")
    assert refusal(app)
    field(app, "Tên mục").set_value(NASTY)
    app = well(press(app, "Thêm mục này"))
    with reading(installation) as session:
        assert [row.title for row in items(session, made)] == [NASTY]
    assert "<b>" not in app.table[0].value["Mục"][0].replace("\\<b\\>", "")


def test_the_chair_goes_from_point_to_point_and_notes_what_was_said(
    installation: Engine, made: MadeYear
) -> None:
    with writing(installation) as session:
        made_item(session, made, "Báo cáo")
        made_item(session, made, "Thảo luận")
    app = visit(PATH, chair(installation, made))
    assert "Kính thưa hội nghị" in said(app)
    app = well(press(app, "Bắt đầu: Báo cáo"))
    assert app.title[0].value == "Đang diễn ra: Báo cáo"
    app = well(press(app, "Bắt đầu: Thảo luận"))
    field(app, "Kết quả thảo luận", "text_area").set_value("Nhất trí.\nCần đổi mới.")
    app = well(press(app, "Lưu ghi chép"))
    field(app, "Sự việc phát sinh").set_value("Mất điện 5 phút")
    app = well(press(app, "Ghi sự việc"))
    assert "Mất điện 5 phút" in said(app)
    app = well(press(app, "Kết thúc mục này"))
    with reading(installation) as session:
        first, second = items(session, made)
        assert second.notes == "Nhất trí.\nCần đổi mới."
        assert first.finished_at == second.started_at
        assert second.finished_at is not None
    assert "Xóa mục" not in buttons(app)


def test_a_viewer_sees_neither_what_is_read_aloud_nor_notes(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_item(session, made)
    app = well(visit(PATH, person(installation, role=Role.VIEWER)))
    assert "Báo cáo tổng kết" in app.table[0].value["Mục"][0]
    assert "Kính thưa" not in said(app)


def test_a_point_shows_what_is_voted_on_at_it(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        item_id = made_item(session, made, "Bình xét")
        made_poll(session, made, replace(frame("Cờ thi đua"), item_id=item_id))
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert "Cờ thi đua (Chưa mở)" in app.table[0].value["Mục"][0]
    links = [one.proto.label for one in app.get("page_link")]
    assert "Chuẩn bị biểu quyết ở mục này" in links
