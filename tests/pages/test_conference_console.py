"""The chair's console: empty, through a vote to its result, for two at once, refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.conference_enums import AgendaKind, AttendanceState, HallView
from models.enums import Basis, Operator, PollKind, PollMethod, PollState, Role, YearState
from models.polls import Poll
from models.year import BlockYear
from pages.conference import clock_warning
from pages.shared import live
from services import hall, poll_steps, voting
from services.agenda import ItemEntry, add_item
from services.agenda_steps import start_item
from services.attendance import mark_attendance
from services.database import reading, writing
from services.queries.hall import HallNow, hall_now
from services.rules.counting import Attendance
from services.rules.document import Threshold
from services.rules.exact import share_of
from services.rules.rights import OPERATOR
from tests.conferences import item_version, made_delegates, made_item
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.rounds import (
    NINE,
    NO_BOXES,
    close,
    count,
    counted_poll,
    frame,
    made_poll,
    publish,
    published_poll,
    settle,
    version,
)

CONSOLE = "dieu-hanh"
TWO_THIRDS = Threshold(Operator.AT_LEAST, share_of("2/3"), Basis.SUMMONED)


@pytest.fixture
def made(installation: Engine, monkeypatch: pytest.MonkeyPatch) -> MadeYear:
    monkeypatch.setattr(live, "PERIOD_SECONDS", 0.02)
    monkeypatch.setattr(live, "FORGET_SECONDS", 1.0)
    with writing(installation) as session:
        return made_year(session)


@pytest.fixture
def voted_on(installation: Engine, made: MadeYear) -> int:
    """A conference whose one point is a vote, with all delegates there."""
    with writing(installation) as session:
        entry = ItemEntry(
            kind=AgendaKind.TITLES, title="Bình xét danh hiệu", minutes=30, read_aloud="Mời bình xét."
        )
        add_item(session, OPERATOR, made.id, entry)
        delegates = made_delegates(session, made)
        mark_attendance(session, OPERATOR, made.id, delegates, AttendanceState.PRESENT)
        return made_poll(session, made, frame(quorum=TWO_THIRDS))


def filled(app: AppTest) -> list[str]:
    """The filled buttons outside of what has to be opened first."""
    confirms = {
        "Đồng ý kết thúc bỏ phiếu",
        "Đồng ý công bố kết quả",
        "Đồng ý, xác nhận",
        "Đồng ý, số phiếu đúng",
    }
    primary: list[Any] = [one for one in app.button if one.proto.type == "primary"]
    return [one.label for one in primary if one.label not in confirms]


def now(engine: Engine, made: MadeYear) -> HallNow:
    with reading(engine) as session:
        return hall_now(session, made.id)


def poll(engine: Engine, poll_id: int) -> Poll:
    with reading(engine) as session:
        return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def test_without_an_agenda_the_console_says_so(installation: Engine, made: MadeYear) -> None:
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Hội nghị năm 2017 chưa bắt đầu"
    assert "Chưa có chương trình." in said(app)
    assert "Chưa có nội dung nào được đưa ra biểu quyết" in pictures(app)
    assert "<h1" not in pictures(app)  # the page has its own


def pictures(app: AppTest) -> str:
    return "".join(str(one.proto.body) for one in app.get("html"))


def test_a_vote_is_led_from_the_point_to_the_result(
    installation: Engine, made: MadeYear, voted_on: int
) -> None:
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert filled(app) == ["Bắt đầu: Bình xét danh hiệu"]
    app = well(press(app, "Bắt đầu: Bình xét danh hiệu"))
    assert app.title[0].value == "Mục 1/1: Bình xét danh hiệu"
    assert now(installation, made).view is HallView.AGENDA
    words = said(app)
    for line in (
        "Mời bình xét",
        "Cờ thi đua của UBND tỉnh",
        "Cần ít nhất 2 phiếu, nếu cả 3 người",
        "cần 2, có mặt 3",
    ):
        assert line in words
    assert len(filled(app)) == 1
    app = well(press(app, filled(app)[0]))
    assert poll(installation, voted_on).state is PollState.OPEN
    assert now(installation, made).view is HallView.POLL
    app = well(press(app, "Đồng ý kết thúc bỏ phiếu"))
    assert "Tổ kiểm phiếu đang kiểm" in said(app)
    for place, number in enumerate((2, 1, 0), start=1):
        field(app, f"Đơn vị {place}", "number_input").set_value(number)
    app = well(press(app, "Lưu số phiếu"))
    app = well(press(app, "Đồng ý, số phiếu đúng"))
    assert "Đọc từng phiếu" not in buttons(app)  # hands are no ballots
    assert filled(app) == []  # the confirmation alone
    app = well(press(app, "Đồng ý công bố kết quả"))
    assert poll(installation, voted_on).state is PollState.PUBLISHED
    assert "Bình xét danh hiệu" in app.title[0].value
    assert filled(app) == ["Kết thúc mục này"]


def test_ballots_are_read_out_one_by_one(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        paper = frame(method=PollMethod.PAPER, attendance=Attendance(summoned=3, present=3))
        poll_id = counted_poll(session, made, 2, 1, 0, given=paper, issued=3, collected=3, invalid=0)
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert filled(app) == ["Đọc từng phiếu"]
    app = well(press(app, "Đọc từng phiếu"))
    assert filled(app) == ["Tạm dừng đọc"]
    app = well(press(app, "Tạm dừng đọc"))
    assert filled(app) == ["Đọc tiếp"]
    app = well(press(app, "Phiếu tiếp theo"))
    assert poll(installation, poll_id).read_out == 1
    app = well(press(app, "Hiện hết số phiếu"))
    assert poll(installation, poll_id).read_out == 3
    assert filled(app) == []  # the confirmation alone
    well(press(app, "Đồng ý công bố kết quả"))
    assert poll(installation, poll_id).state is PollState.PUBLISHED


def test_a_tie_is_decided_before_anything_new_and_what_is_held_back_waits(
    installation: Engine, made: MadeYear
) -> None:
    with writing(installation) as session:
        titles, offices = (made_item(session, made, title) for title in ("Bình xét", "Suy tôn"))
        tied = published_poll(session, made, 4, 4, 1, given=replace(frame("Cờ", rule=None), item_id=titles))
        held = made_poll(session, made, replace(frame("Bằng khen"), item_id=titles))
        head = made_poll(session, made, replace(frame("Khối trưởng"), item_id=offices))
        seen = version(session, tied)
        second = voting.prepare_next_round(session, OPERATOR, tied, "Cờ, vòng 2", seen_version=seen)
        start_item(session, OPERATOR, titles, seen_version=item_version(session, titles))
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert field(app, "Nội dung biểu quyết ở mục này", "selectbox").value == second
    with writing(installation) as session:
        for poll_id, votes in ((second, (5, 4)), (held, (7, 2, 0))):
            seen = version(session, poll_id)
            poll_steps.open_poll(session, OPERATOR, poll_id, NINE, seen_version=seen, folder=NO_BOXES)
            close(session, poll_id)
            count(session, poll_id, *votes)
            settle(session, poll_id)
        publish(session, second)
        start_item(session, OPERATOR, offices, seen_version=item_version(session, offices))
    chosen = field(app.run(), "Nội dung biểu quyết ở mục này", "selectbox")
    assert chosen.value == head
    assert "Bằng khen" in chosen.options


def test_between_two_points_the_next_is_named(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        first, _second = made_item(session, made), made_item(session, made, "Thảo luận")
        start_item(session, OPERATOR, first, seen_version=1)
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    app = well(press(app, "Kết thúc mục này"))
    assert app.title[0].value == "Tiếp theo: Thảo luận"


def test_a_tie_is_led_on_to_the_next_round(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        published_poll(session, made, 4, 4, 1)
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert filled(app) == ["Lập vòng tiếp theo"]


def test_a_chair_is_told_who_prepares_the_next_round(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        published_poll(session, made, 4, 4, 1)
    app = well(visit(CONSOLE, person(installation, made, Role.CHAIR)))
    assert "Thư ký lập vòng tiếp theo" in said(app)
    assert "Lập vòng tiếp theo" not in buttons(app)


def test_of_two_secretaries_the_second_is_told(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        poll_id = counted_poll(session, made, 7, 2, 0)
        hall.begin_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    with writing(installation) as session:
        hall.pause_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
        hall.show_in_hall(session, OPERATOR, made.id, HallView.AGENDA)
    late = press(app, "Tạm dừng đọc")
    assert "manage" in refusal(late)
    assert filled(late) == ["Đọc tiếp"]
    assert poll(installation, poll_id).reading_since is None


def test_the_displays_are_set_held_and_let_go(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_item(session, made)
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    app = well(press(app, "Màn hình trống"))
    assert now(installation, made).view is HallView.BLANK
    app = well(press(app, "Dừng màn hình"))
    assert now(installation, made).frozen_at is not None
    app = well(press(app, "Cho màn hình chạy tiếp"))
    assert now(installation, made).frozen_at is None
    app = well(press(app, "Đồng ý, công bố"))
    assert now(installation, made).standings_shown
    with writing(installation) as session:
        hall.show_in_hall(session, OPERATOR, made.id, HallView.ATTENDANCE)
    assert "manage" in refusal(press(app, "Rút bảng xếp hạng"))
    assert now(installation, made).standings_shown
    well(press(app, "Rút bảng xếp hạng"))
    assert not now(installation, made).standings_shown


def test_results_that_were_kept_are_shown_together(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        kept = [
            counted_poll(session, made, 7, 2, 0, given=frame(title, PollKind.ELECTION))
            for title in ("Một", "Hai")
        ]
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    well(press(app, "Đồng ý, công bố tất cả"))
    assert {poll(installation, one).state for one in kept} == {PollState.PUBLISHED}
    assert now(installation, made).view is HallView.RESULTS


def test_an_earlier_result_is_shown_again(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        first = published_poll(session, made, 7, 2, 0, given=frame("Một"))
        published_poll(session, made, 7, 2, 0, given=frame("Hai"))
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    well(press(app, "Chiếu ra hội trường"))
    assert now(installation, made).poll_id == first


def test_incidents_and_notes_are_written_there(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_item(session, made)
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    field(app, "Sự việc phát sinh").set_value("Mất điện 2 phút")
    app = well(press(app, "Ghi sự việc"))
    assert "Mất điện 2 phút" in said(app)


def test_the_chair_leads_and_others_do_not(installation: Engine, made: MadeYear, voted_on: int) -> None:
    chair = person(installation, made, Role.CHAIR)
    assert filled(well(visit(CONSOLE, chair))) == ["Bắt đầu: Bình xét danh hiệu"]
    app = visit(CONSOLE, person(installation, role=Role.VIEWER))
    assert app.title[0].value == "Tài khoản này không xem được trang này"
    assert buttons(app) == {"English", "Đăng xuất"}


def test_the_conference_of_a_published_year_is_over(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert "Hội nghị đã kết thúc" in said(app)
    assert filled(app) == []


def test_each_point_has_its_own_votes_in_their_order(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        first, second = (made_item(session, made, title) for title in ("Bình xét", "Bầu khối trưởng"))
        here = made_poll(session, made, replace(frame("Cờ thi đua"), item_id=first))
        there = made_poll(session, made, replace(frame("Khối trưởng"), item_id=second))
        made_poll(session, made, frame("Việc khác"))
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert field(app, "Nội dung biểu quyết ở mục này", "selectbox").options == [
        "Không biểu quyết",
        "Cờ thi đua",
        "Khối trưởng",
        "Việc khác",
    ]
    app = well(press(app, "Bắt đầu: Bình xét"))
    chosen = field(app, "Nội dung biểu quyết ở mục này", "selectbox")
    assert chosen.value == here
    assert chosen.options == ["Không biểu quyết", "Cờ thi đua", "Việc khác"]
    with writing(installation) as session:
        seen = item_version(session, second)
        start_item(session, OPERATOR, second, seen_version=seen)
    assert field(app.run(), "Nội dung biểu quyết ở mục này", "selectbox").value == there


def test_a_clock_that_was_set_back_is_told_with_what_to_do(
    installation: Engine, made: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_warning, "set_back", lambda _session, _now: timedelta(seconds=90))
    app = well(visit(CONSOLE, person(installation, made, Role.SECRETARY)))
    assert app.warning[0].value.startswith("Đồng hồ máy chủ bị chỉnh lùi 2 phút.")
