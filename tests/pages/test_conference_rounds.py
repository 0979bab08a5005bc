"""The vote rounds on screen: empty, each step, refused, and for who only looks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.enums import Basis, PollKind, PollMethod, PollState, Role, YearState
from models.polls import Poll, PollOption
from models.registry import UnitName
from pages.shared.context import Context
from services.database import engine_of, reading, writing
from services.queries.polls import polls_of_year
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.voting import prepare_next_round
from services.years import open_year
from tests.conferences import made_item
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import (
    codes,
    count,
    counted_poll,
    frame,
    made_poll,
    opened_poll,
    published_poll,
    settle,
    version,
    voted_poll,
)

NASTY = "<b>Sở</b> **x** =1+1 :smile:"


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def _screen() -> None:
    import streamlit as st

    from pages.conference import rounds
    from pages.shared.context import show_flash

    show_flash()
    rounds.render(st.session_state["context"])


def screen(
    engine: Engine,
    year: MadeYear,
    role: Role = Role.SECRETARY,
    state: YearState = YearState.CONFERENCE,
    actor: Actor | None = None,
) -> AppTest:
    if actor is None:
        with writing(engine) as session:
            block_id = year.block_id if role is Role.SECRETARY else None
            actor = made_actor(session, role, block_id=block_id)
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối thi đua", year.id, 2017, state, illustrative=False
    )
    return app.run()


def well(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error, [one.value for one in app.error]
    return app


def field(app: AppTest, kind: str, label: str, place: int = 0) -> Any:
    found: list[Any] = [one for one in app.get(kind) if getattr(one, "label", "") == label]
    assert len(found) > place, label
    return found[place]


def press(app: AppTest, label: str) -> AppTest:
    pressed: AppTest = field(app, "button", label).click().run()
    return pressed


def fill(app: AppTest, kind: str, label: str, value: object) -> AppTest:
    field(app, kind, label).set_value(value)
    return app


def buttons(app: AppTest) -> set[str]:
    return {one.label for one in app.button}


def only_round(engine: Engine, year: MadeYear) -> Poll:
    with reading(engine) as session:
        return session.exec(select(Poll).where(Poll.block_year_id == year.id)).one()


def prepared(engine: Engine, make: Callable[[Session], int]) -> int:
    with writing(engine) as session:
        return make(session)


def test_an_empty_year_says_what_to_do(engine: Engine, year: MadeYear) -> None:
    viewer = well(screen(engine, year, Role.VIEWER))
    assert viewer.info[0].value == "Năm này chưa có cuộc biểu quyết nào."
    assert not viewer.button
    secretary = well(screen(engine, year))
    assert secretary.title[0].value == "Biểu quyết năm 2017"
    assert "Lưu dự thảo" in buttons(secretary)


def test_a_secretary_takes_a_round_from_draft_to_verdict(engine: Engine, year: MadeYear) -> None:
    app = screen(engine, year)
    fill(app, "text_input", "Nội dung biểu quyết", "Cờ thi đua của UBND tỉnh")
    fill(app, "selectbox", "Tỷ lệ thông qua", ">").run()
    field(app, "multiselect", "Danh sách biểu quyết").set_value(list(reversed(year.unit_ids)))
    well(press(app, "Lưu dự thảo"))
    assert app.toast[0].value == "Đã lập cuộc biểu quyết."
    fill(app, "number_input", "Được triệu tập", 9)
    fill(app, "number_input", "Tổng số thành viên", 9)
    fill(app, "number_input", "Có mặt lúc mở", 9)
    well(press(app, "Mở biểu quyết"))
    assert app.title[0].value == "Đang biểu quyết: Cờ thi đua của UBND tỉnh"
    well(press(app, "Đồng ý kết thúc bỏ phiếu"))
    assert app.title[0].value == "Đang kiểm phiếu: Cờ thi đua của UBND tỉnh"
    assert "Đồng ý, số phiếu đúng" not in buttons(app)
    for name, votes in {"Đơn vị 1": 7, "Đơn vị 2": 2, "Đơn vị 3": 0}.items():
        fill(app, "number_input", name, votes)
    well(press(app, "Lưu số phiếu"))
    well(press(app, "Đồng ý, số phiếu đúng"))
    assert only_round(engine, year).state is PollState.COUNTED
    well(press(app, "Đồng ý công bố kết quả"))
    assert only_round(engine, year).state is PollState.PUBLISHED
    assert app.markdown[0].value.replace("\\", "") == (
        "**Được bầu chọn: Đơn vị 1 (7/9 phiếu, 77,78%). Yêu cầu trên 1/2 số phiếu hợp lệ: 5 phiếu.**"
    )
    assert app.dataframe[0].value["outcome"].tolist() == [
        "Được bầu chọn",
        "Không được bầu chọn",
        "Không được bầu chọn",
    ]
    assert app.table[0].value["Kết quả"].tolist() == ["Đơn vị 1"]


def test_paper_ballots_are_counted_by_the_tellers_and_read_out_here(engine: Engine, year: MadeYear) -> None:
    given = frame(kind=PollKind.APPROVAL, seats=None, method=PollMethod.PAPER)
    poll_id = prepared(engine, lambda session: voted_poll(session, year, given))
    app = well(screen(engine, year))
    assert not {"Lưu số phiếu", "Đồng ý, số phiếu đúng"} & buttons(app)
    with writing(engine) as session:
        count(session, poll_id, 5, 5, 5, issued=9, collected=9, invalid=1)
        settle(session, poll_id)
    app = screen(engine, year)
    well(press(app, "Đồng ý công bố kết quả"))
    verdict = only_round(engine, year).verdict
    assert verdict is not None
    assert (verdict["required"], verdict["basis_count"]) == (5, 8)
    assert app.dataframe[0].value["blank"].tolist() == ["3", "3", "3"]


def test_a_count_above_its_bound_is_said_with_name_and_limit_and_stays_typed(
    engine: Engine, year: MadeYear
) -> None:
    prepared(engine, lambda session: voted_poll(session, year))
    app = screen(engine, year)
    fill(app, "number_input", "Đơn vị 2", 10)
    press(app, "Lưu số phiếu")
    assert app.error[0].value == "Đơn vị 2: 10 phiếu, nhiều hơn 9 phiếu hợp lệ. Kiểm lại dòng này."
    assert field(app, "number_input", "Đơn vị 2").value == 10


@pytest.mark.parametrize("text", ["abc", "3/2", "-1", ""])
def test_what_is_no_share_is_refused_and_stays_typed(engine: Engine, year: MadeYear, text: str) -> None:
    app = screen(engine, year)
    fill(app, "text_input", "Nội dung biểu quyết", "Cờ thi đua")
    fill(app, "selectbox", "Tỷ lệ thông qua", ">").run()
    fill(app, "text_input", "Tỷ lệ", text)
    press(app, "Lưu dự thảo")
    assert "không phải là tỷ lệ" in app.error[0].value
    assert field(app, "text_input", "Nội dung biểu quyết").value == "Cờ thi đua"
    with reading(engine) as session:
        assert not polls_of_year(session, year.id)


def test_a_draft_is_changed(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: made_poll(session, year))
    app = screen(engine, year)
    fill(app, "text_input", "Nội dung biểu quyết", "Bằng khen")
    well(press(app, "Lưu thay đổi"))
    assert only_round(engine, year).title == "Bằng khen"


def test_somebody_withdraws_and_comes_back(engine: Engine, year: MadeYear) -> None:
    poll_id = prepared(engine, lambda session: made_poll(session, year))
    app = screen(engine, year)
    well(press(app, "Cho rút khỏi danh sách"))
    assert "(Đã xin rút)" in app.markdown[0].value
    well(press(app, "Đưa lại vào danh sách"))
    assert "(Đã xin rút)" not in app.markdown[0].value
    with reading(engine) as session:
        assert version(session, poll_id) == 3


def test_a_tie_offers_the_next_round_among_the_tied(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: published_poll(session, year, 4, 4, 1, given=frame(rule=None)))
    app = screen(engine, year)
    assert "Bằng phiếu ở vị trí cuối: Đơn vị 1; Đơn vị 2." in app.warning[0].value.replace("\\", "")
    well(press(app, "Lập vòng tiếp theo"))
    assert app.subheader[0].value == "Cờ thi đua của UBND tỉnh, vòng 2"
    assert app.markdown[0].value == "1. Đơn vị 1\n1. Đơn vị 2"


def test_the_round_after_a_tie_is_looked_at_before_another_draft(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        first = published_poll(session, year, 4, 4, 1, given=frame(rule=None))
        prepare_next_round(session, OPERATOR, first, "Cờ, vòng 2", seen_version=version(session, first))
        made_poll(session, year, frame("Bằng khen"))
    assert screen(engine, year).subheader[0].value == "Cờ, vòng 2"


def test_a_round_is_declared_void_only_with_a_reason(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: opened_poll(session, year))
    app = screen(engine, year)
    press(app, "Đồng ý hủy")
    assert app.error
    fill(app, "text_area", "Lý do, ghi cạnh cuộc biểu quyết", "Mất điện")
    well(press(app, "Đồng ý hủy"))
    assert app.warning[0].value == "Đã hủy kết quả: Mất điện"
    assert app.table[0].value["Kết quả"].tolist() == ["Mất điện"]


def test_what_somebody_else_has_done_meanwhile_is_said(engine: Engine, year: MadeYear) -> None:
    poll_id = prepared(engine, lambda session: voted_poll(session, year))
    app = screen(engine, year)
    with writing(engine) as session:
        count(session, poll_id, 5, 4, 0)
    fill(app, "number_input", "Đơn vị 1", 4)
    press(app, "Lưu số phiếu")
    assert "manage" in app.error[0].value
    assert "Hãy xem lại." in app.error[0].value


def test_a_viewer_sees_the_list_and_the_verdict_and_no_step(engine: Engine, year: MadeYear) -> None:
    def rounds(session: Session) -> int:
        published_poll(session, year, 7, 2, 0)
        return counted_poll(session, year, 8, 1, 0, given=frame("Bằng khen"))

    prepared(engine, rounds)
    app = well(screen(engine, year, Role.VIEWER))
    assert not app.button
    assert not app.number_input
    assert not app.dataframe
    assert "8/9" not in str(app.main)
    app.selectbox[0].select_index(0).run()
    assert "7/9" in well(app).markdown[0].value


def test_a_unit_editor_runs_no_vote(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: opened_poll(session, year))
    with writing(engine) as session:
        actor = made_actor(
            session, Role.UNIT_EDITOR, block_id=year.block_id, unit_id=year.unit_ids[0], username="don-vi-1"
        )
    assert not well(screen(engine, year, actor=actor)).button


def test_a_right_that_was_lost_since_the_page_was_drawn_is_refused(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: made_poll(session, year))
    with writing(engine) as session:
        secretary = made_actor(session, Role.SECRETARY, block_id=year.block_id)
    app = screen(engine, year, actor=secretary)
    with writing(engine) as session:
        _take_away(session, secretary)
    press(app, "Mở biểu quyết")
    assert "không có quyền" in app.error[0].value
    assert only_round(engine, year).state is PollState.DRAFT


def _take_away(session: Session, actor: Actor) -> None:
    from models.accounts import RoleGrant

    for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == actor.account_id)):
        session.delete(grant)


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_published_year_offers_no_step(engine: Engine, year: MadeYear, state: YearState) -> None:
    prepared(engine, lambda session: published_poll(session, year, 4, 4, 1, given=frame(rule=None)))
    assert not well(screen(engine, year, state=state)).button


def test_names_are_shown_as_typed(engine: Engine, year: MadeYear) -> None:
    def rounds(session: Session) -> int:
        for row in session.exec(select(UnitName)):
            row.name = NASTY
        return len(codes(session, published_poll(session, year, 9, 0, 0, given=frame(NASTY))))

    prepared(engine, rounds)
    app = well(screen(engine, year))
    for text in (app.subheader[0].value, app.markdown[0].value):
        assert NASTY not in text
        assert "\\<b\\>Sở" in text
    assert app.dataframe[0].value["option"].tolist() == [NASTY] * 3


def test_a_vote_is_prepared_at_the_point_from_which_one_comes(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_item(session, year, "Báo cáo")
        item_id = made_item(session, year, "Bình xét")
    app = screen(engine, year)
    point = field(app, "selectbox", "Ở mục nào của chương trình")
    assert (point.value, point.options) == (None, ["Không thuộc mục nào", "1. Báo cáo", "2. Bình xét"])
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = screen(engine, year).session_state["context"]
    app.query_params["point"] = str(item_id)
    app = well(app.run())
    fill(app, "text_input", "Nội dung biểu quyết", "Cờ thi đua")
    field(app, "multiselect", "Danh sách biểu quyết").set_value(list(year.unit_ids))
    well(press(app, "Lưu dự thảo"))
    assert only_round(engine, year).item_id == item_id


def test_a_quorum_is_of_those_summoned_unless_it_is_said_otherwise(engine: Engine, year: MadeYear) -> None:
    app = screen(engine, year)
    field(app, "selectbox", "Điều kiện có mặt").set_value(">=")
    app = well(app.run())
    assert field(app, "selectbox", "Tính trên").value is Basis.SUMMONED


def test_acclamation_is_put_down_with_one_press(engine: Engine, year: MadeYear) -> None:
    asked = frame("Thông qua báo cáo", PollKind.MOTION, None, PollMethod.ACCLAMATION)
    prepared(engine, lambda session: voted_poll(session, year, asked))
    app = screen(engine, year)
    assert "Lưu số phiếu" in buttons(app)
    well(press(app, "Cả 9 người có mặt nhất trí"))
    with reading(engine) as session:
        (option,) = session.exec(select(PollOption)).all()
        assert (option.votes, option.against, option.blank) == (9, 0, 0)


def test_more_names_than_seats_are_not_acclaimed(engine: Engine, year: MadeYear) -> None:
    prepared(engine, lambda session: voted_poll(session, year, frame(method=PollMethod.ACCLAMATION)))
    assert not [one for one in buttons(screen(engine, year)) if "nhất trí" in one]


def test_the_votes_of_another_year_are_copied(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_poll(session, year, frame("Khối trưởng năm 2018"))
        ahead = replace(year, id=open_year(session, OPERATOR, year.id, 2018))
    well(press(screen(engine, ahead), "Chép các nội dung biểu quyết"))
    assert only_round(engine, ahead).title == "Khối trưởng năm 2019"
