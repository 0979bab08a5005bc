"""The hall's board: nothing yet, each state of a round, refused, and names as typed."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import PollMethod, Role, YearState
from models.registry import UnitName
from pages.shared import live
from pages.shared.context import Context
from services import voting
from services.database import engine_of, writing
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import close, closed_poll, count, frame, made_poll, opened_poll, version

NASTY = "<b>Sở</b> **x** =1+1"


@pytest.fixture
def engine(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(live, "PERIOD_SECONDS", 0.02)
    monkeypatch.setattr(live, "FORGET_SECONDS", 1.0)
    engine = engine_of(sqlite_settings)
    yield engine
    live.boards(engine)._looked.clear()
    engine.dispose()


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
        poll_id = opened_poll(session, year)
        count(session, poll_id, 8, 1, 0)
    app = screen(engine, year)
    said = board(app)
    for shown in ("Đang biểu quyết", "Có mặt", "9/9", "trên 1/2 số phiếu hợp lệ", "Đơn vị 1"):
        assert shown in said
    assert "votes" not in markup(app)
    assert "8/9" not in said


def test_a_closed_round_shows_votes_outcomes_and_the_verdict(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        closed_poll(session, year, 2, 7, 0)
    said = board(screen(engine, year))
    assert "Được bầu chọn: Đơn vị 2 (7/9 phiếu, 77,78%)" in said
    assert "Yêu cầu trên 1/2 số phiếu hợp lệ: 5 phiếu." in said
    lines = said.split("\n")
    assert lines.index("Đơn vị 2") < lines.index("Đơn vị 1") < lines.index("Đơn vị 3")


def test_a_void_round_shows_its_reason_and_no_count(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = closed_poll(session, year, 7, 2, 0)
        voting.void_poll(session, OPERATOR, poll_id, "Kiểm nhầm", seen_version=version(session, poll_id))
    said = board(screen(engine, year, str(poll_id)))
    assert "Đã hủy kết quả: Kiểm nhầm" in said
    assert "Đơn vị" not in said


def test_the_board_follows_without_a_run_of_the_page(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = opened_poll(session, year, frame(method=PollMethod.HANDS))
    app = screen(engine, year)
    assert "Đang biểu quyết" in board(app)
    with writing(engine) as session:
        count(session, poll_id, 7, 2, 0)
        close(session, poll_id)
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
        closed_poll(session, year, 7, 2, 0)
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
        closed_poll(session, year, 7, 2, 0, given=frame(NASTY))
    app = screen(engine, year)
    said = board(app)
    assert said.count(NASTY) >= 4
    assert "<b>Sở" not in markup(app)
