"""The leader's board: nothing yet, a conference under way, refused; by account and by link."""

import re
from html import unescape

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.conference_enums import AttendanceState
from models.enums import Role, ShareView, YearState
from models.registry import UnitName
from pages.shared.context import Context
from services import agenda_steps, hall
from services.attendance import mark_attendance
from services.database import writing
from services.rules.rights import OPERATOR, Actor
from tests.conferences import item_version, made_delegates, made_item
from tests.factories import MadeYear, made_actor, made_link_actor, made_year
from tests.rounds import counted_poll, frame, opened_poll, published_poll, version

NASTY = "<b>Sở</b> **x** =1+1"


@pytest.fixture
def engine(followed: Engine) -> Engine:
    return followed


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def _screen() -> None:
    import streamlit as st

    from pages.conference import leaders

    leaders.render(st.session_state["context"])


def board(engine: Engine, year: MadeYear, actor: Actor | None = None) -> AppTest:
    if actor is None:
        with writing(engine) as session:
            actor = made_actor(session, Role.VIEWER, block_id=year.block_id)
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối Nội chính", year.id, 2017, YearState.CONFERENCE, True
    )
    app.run()
    assert not app.exception
    return app


def markup(app: AppTest) -> str:
    return next(str(one.proto.body) for one in app.get("html") if "<section" in one.proto.body)


def everything_drawn(app: AppTest) -> str:
    return "".join(str(one.proto.body) for one in app.get("html"))


def words(app: AppTest) -> str:
    """The words on the board, one a line."""
    return unescape(re.sub(r"\n+", "\n", re.sub(r"<[^>]*>", "\n", markup(app))))


def test_before_anything_each_part_says_what_it_waits_for(engine: Engine, year: MadeYear) -> None:
    said = words(board(engine, year))
    for hint in (
        "Hội nghị tổng kết năm 2017",
        "Chưa điểm danh.",
        "Chưa có chương trình",
        "Bảng xếp hạng chưa được công bố",
        "Lãnh đạo khối năm 2018",
        "Chưa quyết định",
        "Số liệu minh họa",
    ):
        assert hint in said


def test_a_conference_under_way_is_seen_as_a_whole(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0, given=frame("Cờ thi đua"))
        opened_poll(session, year, frame("Bằng khen"))
        kept = counted_poll(session, year, 6, 3, 0, given=frame("Trưởng khối"))
        first, _second = made_item(session, year, "Báo cáo"), made_item(session, year, "Thảo luận")
        agenda_steps.start_item(session, OPERATOR, first, seen_version=item_version(session, first))
        delegates = made_delegates(session, year)
        mark_attendance(session, OPERATOR, year.id, delegates[:2], AttendanceState.PRESENT)
    said = words(board(engine, year)).split("\n")
    assert "Đang biểu quyết: Bằng khen" in said
    for shown in ("2/3", "Báo cáo", "Đang tiến hành", "Cờ thi đua", "Bằng khen", "Trưởng khối", "7"):
        assert shown in said
    assert any(line.startswith("Được bầu chọn: Đơn vị 1 (7/9 phiếu") for line in said)
    assert "6" not in said
    assert said.index("Bằng khen") < said.index("Cờ thi đua")
    with writing(engine) as session:
        hall.begin_reading(session, OPERATOR, kept, seen_version=version(session, kept))
        hall.finish_reading(session, OPERATOR, kept, seen_version=version(session, kept))
    said = words(board(engine, year)).split("\n")
    assert "6" in said
    assert "Đã đọc hết phiếu" in said


def test_a_link_shows_it_without_the_menu(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
        looker = made_link_actor(session, year, ShareView.LEADERS)
    by_link, by_account = board(engine, year, looker), board(engine, year)
    assert "7" in words(by_link).split("\n")
    assert "stSidebar" in everything_drawn(by_link)
    assert "stSidebar" not in everything_drawn(by_account)


def test_who_has_lost_the_right_is_told_so_and_shown_nothing(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
        viewer = made_actor(session, Role.VIEWER, block_id=year.block_id)
    app = board(engine, year, viewer)
    with writing(engine) as session:
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == viewer.account_id)):
            session.delete(grant)
    for _ in range(50):
        if "Tài khoản này không còn quyền xem khối này." in words(app.run()):
            assert "7/9" not in markup(app)
            return
    pytest.fail("the board went on")


def test_names_are_shown_as_typed(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        for row in session.exec(select(UnitName)):
            row.name = NASTY
        published_poll(session, year, 7, 2, 0, given=frame(NASTY))
        made_item(session, year, NASTY)
    app = board(engine, year)
    assert words(app).count(NASTY) >= 5
    assert "<b>Sở" not in markup(app)
