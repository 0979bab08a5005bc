"""The hall's board: nothing yet, each state of a round, refused, and names as typed."""

import re
from datetime import UTC, datetime
from functools import partial
from html import unescape

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.conference_enums import AttendanceState, HallView
from models.enums import PollMethod, Role, Stage, YearState
from models.registry import UnitName
from pages.shared.context import Context
from services import agenda_steps, hall, poll_steps
from services.attendance import mark_attendance
from services.criteria import save_criteria
from services.database import writing
from services.queries.criteria import criteria_of_year
from services.queries.hall import hall_now
from services.rehearsal import begin_rehearsal
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells
from tests.conferences import item_version, made_delegates, made_item
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import (
    NO_BOXES,
    counted_poll,
    finish,
    frame,
    made_poll,
    opened_poll,
    published_poll,
    version,
)
from tests.typed import typed_node

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

    from pages.conference import projector

    projector.render(st.session_state["context"])


def screen(engine: Engine, year: MadeYear, poll: str = "", *, actor: Actor | None = None) -> AppTest:
    if actor is None:
        with writing(engine) as session:
            actor = made_actor(session, Role.VIEWER, block_id=year.block_id)
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối Nội chính", year.id, 2017, YearState.CONFERENCE, True
    )
    if poll:
        app.query_params["poll"] = poll
    app.run()
    assert not app.exception
    return app


def markup(app: AppTest) -> str:
    """The HTML of the board."""
    return next(str(one.proto.body) for one in app.get("html") if "<section" in one.proto.body)


def board(app: AppTest) -> str:
    """The words on the board, one a line."""
    return unescape(re.sub(r"\n+", "\n", re.sub(r"<[^>]*>", "\n", markup(app))))


def test_before_any_vote_the_board_says_so(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_poll(session, year)
    said = board(screen(engine, year))
    assert "Chưa có nội dung nào được đưa ra biểu quyết" in said
    assert "Khối Nội chính" in said
    assert "Số liệu minh họa" in said
    assert re.search(r"Cập nhật lúc \d\d:\d\d:\d\d", said)


def test_a_named_draft_shows_its_title_and_nothing_else(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = made_poll(session, year)
    said = board(screen(engine, year, str(poll_id)))
    assert "Cờ thi đua của UBND tỉnh" in said
    assert "Chưa mở" in said
    for hidden in ("Đơn vị", "Có mặt", "1/2"):
        assert hidden not in said


def test_an_open_round_shows_who_is_present_and_no_count(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        opened_poll(session, year)
    app = screen(engine, year)
    said = board(app)
    for shown in ("Đang biểu quyết", "Có mặt", "9/9", "trên 1/2 số phiếu hợp lệ", "Đơn vị 1"):
        assert shown in said
    assert "votes" not in markup(app)
    assert "8/9" not in said


def test_a_counted_round_shows_no_count_before_it_is_read_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        counted_poll(session, year, 8, 1, 0)
    app = screen(engine, year)
    said = board(app)
    for shown in ("chưa công bố", "9/9", "Đơn vị 1"):
        assert shown in said
    assert "votes" not in markup(app)
    assert "8/9" not in said


def test_a_closed_round_shows_votes_outcomes_and_the_verdict(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 2, 7, 0)
    said = board(screen(engine, year))
    assert "Được bầu chọn: Đơn vị 2 (7/9 phiếu, 77,78%)" in said
    assert "Yêu cầu trên 1/2 số phiếu hợp lệ: 5 phiếu." in said
    lines = said.split("\n")
    assert lines.index("Đơn vị 2") < lines.index("Đơn vị 1") < lines.index("Đơn vị 3")


def test_a_void_round_shows_its_reason_and_no_count(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0)
        poll_steps.void_poll(
            session, OPERATOR, poll_id, "Kiểm nhầm", seen_version=version(session, poll_id), folder=NO_BOXES
        )
    said = board(screen(engine, year, str(poll_id)))
    assert "Đã hủy kết quả: Kiểm nhầm" in said
    assert "Đơn vị" not in said


def test_the_board_follows_without_a_run_of_the_page(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year, frame(method=PollMethod.HANDS))
    app = screen(engine, year)
    assert "Đang biểu quyết" in board(app)
    with writing(engine) as session:
        finish(session, poll_id, 7, 2, 0)
    for _ in range(50):
        if "7/9" in board(app.run()):
            return
    pytest.fail("the board did not follow")


@pytest.mark.parametrize("typed", ["abc", "-1", "9" * 40, "1;drop", "٣", "999999"])
def test_what_anybody_types_into_the_address_shows_no_round(
    engine: Engine, year: MadeYear, typed: str
) -> None:
    assert "Chưa có nội dung nào" in board(screen(engine, year, typed))


def test_who_has_lost_the_right_is_told_so_and_shown_nothing(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
        viewer = made_actor(session, Role.VIEWER, block_id=year.block_id)
    app = screen(engine, year, actor=viewer)
    assert "7/9" in board(app)
    with writing(engine) as session:
        _take_away(session, viewer)
    for _ in range(50):
        if "Tài khoản này không còn quyền xem khối này." in board(app.run()):
            assert "7/9" not in board(app)
            return
    pytest.fail("the board went on")


def _take_away(session: Session, actor: Actor) -> None:
    for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == actor.account_id)):
        session.delete(grant)


def test_names_are_shown_as_typed(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        for row in session.exec(select(UnitName)):
            row.name = NASTY
        published_poll(session, year, 7, 2, 0, given=frame(NASTY))
    app = screen(engine, year)
    said = board(app)
    assert said.count(NASTY) >= 4
    assert "<b>Sở" not in markup(app)


def set_to(engine: Engine, year: MadeYear, view: HallView) -> str:
    """The words of the display once it is set to that."""
    with writing(engine) as session:
        hall.show_in_hall(session, OPERATOR, year.id, view)
    return board(screen(engine, year))


def test_the_agenda_marks_the_point_under_way(engine: Engine, year: MadeYear) -> None:
    assert "Chưa có chương trình" in set_to(engine, year, HallView.AGENDA)
    with writing(engine) as session:
        first, _second = made_item(session, year, "Báo cáo"), made_item(session, year, "Thảo luận", 45)
        agenda_steps.start_item(session, OPERATOR, first, seen_version=item_version(session, first))
    app = screen(engine, year)
    lines = board(app).split("\n")
    assert lines.index("Báo cáo") + 1 == lines.index("Đang tiến hành")
    assert lines.index("Thảo luận") + 1 == lines.index("45 phút")
    assert markup(app).count('class="item now"') == 1


def test_attendance_fills_the_wall(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        delegates = made_delegates(session, year)
        mark_attendance(session, OPERATOR, year.id, delegates[:2], AttendanceState.PRESENT)
    assert "2/3" in set_to(engine, year, HallView.ATTENDANCE).split("\n")


def test_a_blank_screen_names_the_conference_alone(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
    said = set_to(engine, year, HallView.BLANK)
    assert "Khối Nội chính" in said
    assert "Đơn vị" not in said


def test_standings_are_shown_once_they_are_released(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        node = typed_node({"code": "1", "name": "Tiêu chí", "method": "direct", "max": "10"})
        save_criteria(session, OPERATOR, year.id, [node], {})
        (line,) = criteria_of_year(session, year.id)
        edits = [CellEdit(unit, line.criterion_id, "9.5", 0) for unit in year.unit_ids]
        save_cells(session, OPERATOR, year.id, Stage.FINAL, edits)
    assert "Bảng xếp hạng chưa được công bố" in set_to(engine, year, HallView.STANDINGS)
    with writing(engine) as session:
        version_now = hall_now(session, year.id).version
        hall.release_standings(session, OPERATOR, year.id, seen_version=version_now)
    said = board(screen(engine, year)).split("\n")
    assert said.count("9,50") == said.count("1=") == 3
    assert "TẠM THỜI: điểm còn có thể thay đổi" in said


def test_ballots_come_in_as_they_are_read(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = counted_poll(session, year, 7, 2, 0)
        for act in (hall.begin_reading, hall.pause_reading, partial(hall.read_next, number=4)):
            act(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    app = screen(engine, year)
    said = board(app)
    assert "Tạm dừng đọc phiếu" in said
    assert "4/9" in said
    votes = [int(number) for number in re.findall(r'class="votes">(\d+)<', markup(app))]
    assert sum(votes) == 4
    assert markup(app).count('class="bar"') == 3
    assert "outcome" not in markup(app)


def test_a_rehearsal_and_a_held_display_are_marked(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        begin_rehearsal(session, OPERATOR, year.id)
        hall.freeze_hall(
            session, OPERATOR, year.id, datetime(2017, 12, 25, 3, 42, 5, tzinfo=UTC), seen_version=2
        )
    said = board(screen(engine, year))
    assert "DIỄN TẬP" in said
    assert "Màn hình dừng từ 10:42:05" in said


def test_the_results_that_are_out_stand_together(engine: Engine, year: MadeYear) -> None:
    assert "Chưa có kết quả nào được công bố" in set_to(engine, year, HallView.RESULTS)
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0, given=frame(f"Cờ {NASTY}"))
        counted_poll(session, year, 6, 3, 0, given=frame("Chưa công bố"))
    app = screen(engine, year)
    said = board(app)
    assert f"Cờ {NASTY}" in said
    assert "7/9 phiếu" in said
    assert "Chưa công bố" not in said
    assert markup(app).count("<li>") == 1
