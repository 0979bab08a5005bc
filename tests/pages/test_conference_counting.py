"""The tellers' screen: empty, a pile typed by two, what differs, the box, refused, and who only follows."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.enums import Answer, BoxMode, PollKind, PollMethod, PollState, Role, YearState
from models.polls import Poll, TellerCount
from models.sessions import SignInThrottle
from pages.shared.context import Context
from services import poll_steps
from services.ballot_box.box import cast
from services.database import reading, writing
from services.rules.rights import OPERATOR, Actor
from services.rules.throttle import FREE_OF_BOX
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import MadeYear, made_actor, made_year
from tests.pages.visits import buttons, field, press, said, well
from tests.rounds import (
    codes,
    count,
    counted_poll,
    frame,
    opened_poll,
    publish,
    settle,
    version,
    voted_poll,
)
from tests.tellers import two_tellers
from tests.voters import electronic, open_electronic, with_voters

KEYS = "Gõ phím số của phiếu này rồi nhấn Enter"
PASSPHRASE = "ba người kiểm phiếu cùng giữ"


@pytest.fixture
def engine(installation: Engine) -> Engine:
    return installation


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def tellers(engine: Engine, year: MadeYear) -> tuple[Actor, Actor]:
    with writing(engine) as session:
        return two_tellers(session)


def _screen() -> None:
    import streamlit as st

    from pages.conference import counting
    from pages.shared.context import show_flash

    show_flash()
    counting.render(st.session_state["context"])


def screen(engine: Engine, year: MadeYear, actor: Actor) -> AppTest:
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối", year.id, 2017, YearState.CONFERENCE, illustrative=False
    )
    return app.run()


def someone(engine: Engine, year: MadeYear, role: Role) -> Actor:
    with writing(engine) as session:
        return made_actor(session, role, block_id=year.block_id)


def paper(engine: Engine, year: MadeYear, kind: PollKind = PollKind.ELECTION) -> int:
    with writing(engine) as session:
        seats = 1 if kind is PollKind.ELECTION else None
        return voted_poll(session, year, frame(kind=kind, seats=seats, method=PollMethod.PAPER))


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def begin(app: AppTest, collected: int) -> AppTest:
    field(app, "Phiếu thu về", "number_input").set_value(collected)
    return well(press(app, "Bắt đầu nhập"))


def ballot(app: AppTest, keys: str) -> AppTest:
    field(app, KEYS).set_value(keys)
    return press(app, "Phiếu tiếp theo")


def test_nothing_to_count_is_said(engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]) -> None:
    app = well(screen(engine, year, tellers[0]))
    assert app.title[0].value == "Kiểm phiếu: không có phiếu cần kiểm"
    assert not app.button
    with writing(engine) as session:
        opened_poll(session, year, frame(method=PollMethod.PAPER))
    assert "Đang bỏ phiếu" in said(well(screen(engine, year, tellers[0])))


def test_two_tellers_type_a_pile_apart_and_settle_it(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    poll_id = paper(engine, year)
    for teller in tellers:
        app = begin(screen(engine, year, teller), 4)
        assert "Phiếu 1 trên 4" in said(app)
        for keys in ("1", "1", "12", "x2"):
            assert field(well(app), KEYS).value == ""
            app = ballot(app, keys)
        assert "Đã nhập đủ 4 phiếu" in said(well(app))
        typed = app.table[-1].value
        assert "Không hợp lệ: không xác định được ý kiến" in typed.to_string()
        assert "chọn quá số lượng: Đơn vị 1; Đơn vị 2" in typed.to_string()
        app = well(press(app, "Kết thúc phần nhập của tôi"))
        if teller is tellers[0]:
            assert "Đồng chí đã nhập xong" in str(app.success[0].value)
            assert "Chốt số phiếu này" not in buttons(app)
    assert "khớp nhau" in str(app.success[0].value)
    assert any("W201" in str(one.value) for one in app.warning)
    app = well(press(app, "Chốt số phiếu này"))
    well(press(app, "Chốt số phiếu"))
    with reading(engine) as session:
        poll = row_of(session, poll_id)
        assert (poll.state, poll.collected, poll.invalid) == (PollState.COUNTED, 4, 2)


def test_keys_of_no_ballot_are_said_and_stay_typed(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    paper(engine, year)
    app = begin(screen(engine, year, tellers[0]), 3)
    app = ballot(app, "7")
    assert app.error[0].value == "Trên phiếu không có tên số “7”. Gõ số từ 1 đến 3."
    assert field(app, KEYS).value == "7"
    app = well(ballot(app, "2"))
    assert "Phiếu 2 trên 3" in said(app)
    app = well(press(app, "Bỏ phiếu vừa nhập"))
    assert "Phiếu 1 trên 3" in said(app)
    app = well(ballot(app, "2"))
    field(app, "Phím số đúng của phiếu").set_value("3")
    app = well(press(app, "Thay phiếu này"))
    assert "Đơn vị 3" in app.table[-1].value.to_string()


def test_totals_that_differ_are_shown_to_both_and_mended(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    paper(engine, year, PollKind.APPROVAL)
    for teller, votes in zip(tellers, (9, 8), strict=True):
        app = screen(engine, year, teller)
        field(app, "Cách nhập", "radio").set_value("Tổng số")
        app = well(press(app, "Bắt đầu nhập"))
        app = totals(app, votes)
    assert "Hai lần nhập lệch nhau" in str(app.warning[0].value)
    assert app.table[0].value.iloc[0].tolist() == ["Đơn vị 1: Đồng ý", "8", "9"]
    assert "Chốt số phiếu này" not in buttons(app)
    app = well(press(app, "Mở lại phần nhập của tôi"))
    assert "Hai lần nhập lệch nhau" in str(app.warning[0].value)
    app = totals(app, 9)
    assert "khớp nhau" in str(app.success[0].value)


def totals(app: AppTest, votes: int) -> AppTest:
    for place in range(3):
        field(app, "Đồng ý", "number_input", place).set_value(votes)
        field(app, "Không đồng ý", "number_input", place).set_value(9 - votes)
        field(app, "Không có ý kiến", "number_input", place).set_value(0)
    return well(press(app, "Kết thúc phần nhập của tôi"))


def test_totals_that_do_not_add_up_are_refused_by_code_and_stay_typed(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    paper(engine, year)
    app = screen(engine, year, tellers[0])
    field(app, "Cách nhập", "radio").set_value("Tổng số")
    app = well(press(app, "Bắt đầu nhập"))
    for name, votes in {"Đơn vị 1": 7, "Đơn vị 2": 5, "Đơn vị 3": 0}.items():
        field(app, name, "number_input").set_value(votes)
    press(app, "Kết thúc phần nhập của tôi")
    assert "F202" in app.error[0].value
    assert field(app, "Đơn vị 1", "number_input").value == 7


def test_others_see_states_only_and_the_chair_replaces_a_teller(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    paper(engine, year)
    app = begin(screen(engine, year, tellers[0]), 2)
    well(ballot(app, "1"))
    secretary, chair = (someone(engine, year, role) for role in (Role.SECRETARY, Role.CHAIR))
    app = well(screen(engine, year, secretary))
    assert f"{tellers[0].name}: đang nhập" in app.caption[-1].value.replace("\\", "")
    assert not app.table
    assert KEYS not in [one.label for one in app.text_input]
    app = well(screen(engine, year, chair))
    field(app, "Lý do").set_value("Ốm")
    well(press(app, "Xóa phần đã nhập"))
    with reading(engine) as session:
        assert not session.exec(select(TellerCount)).all()


def test_one_teller_alone_is_told(engine: Engine, year: MadeYear) -> None:
    paper(engine, year)
    app = well(screen(engine, year, someone(engine, year, Role.TELLER)))
    assert "Hai người kiểm phiếu nhập riêng" in app.warning[0].value
    assert "Bắt đầu nhập" not in buttons(app)


def test_a_third_teller_is_told(engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]) -> None:
    paper(engine, year)
    for teller in tellers:
        begin(screen(engine, year, teller), 2)
    app = well(screen(engine, year, someone(engine, year, Role.TELLER)))
    assert "Đã có hai người" in said(app)


def boxed(engine: Engine, year: MadeYear, folder: Path) -> int:
    """A closed box in which all three have voted for the first unit."""
    with writing(engine) as session:
        voters = with_voters(session, year)
        asked = electronic(mode=BoxMode.STANDARD)
        poll_id = open_electronic(session, year, folder, asked, PASSPHRASE)
        first = codes(session, poll_id)[0]
        for voter in voters:
            cast(box_of(folder, row_of(session, poll_id)), str(voter), {first: Answer.FOR})
        poll_steps.close_poll(
            session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder
        )
        return poll_id


def test_a_teller_opens_the_box_and_takes_the_signed_result_along(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor], sqlite_settings: Settings
) -> None:
    poll_id = boxed(engine, year, sqlite_settings.data_folder)
    assert not well(screen(engine, year, someone(engine, year, Role.SECRETARY))).text_input
    app = well(screen(engine, year, tellers[0]))
    field(app, "Mật khẩu hòm phiếu của tổ kiểm phiếu").set_value("một mật khẩu nào khác hẳn")
    app = press(app, "Mở hòm và kiểm phiếu")
    assert "Mật khẩu này không mở được hòm phiếu" in app.error[0].value
    assert field(app, "Mật khẩu hòm phiếu của tổ kiểm phiếu").value == ""
    assert "khác hẳn" not in repr(app.session_state._state)
    for _number in range(FREE_OF_BOX):
        field(app, "Mật khẩu hòm phiếu của tổ kiểm phiếu").set_value("một mật khẩu nào khác hẳn")
        app = press(app, "Mở hòm và kiểm phiếu")
    assert app.error[0].value.startswith("Đã nhập sai mật khẩu quá nhiều lần. Chờ 1 phút")
    with writing(engine) as session:
        session.get_one(SignInThrottle, f"box:{poll_id}").last_at -= timedelta(minutes=1)
    field(app, "Mật khẩu hòm phiếu của tổ kiểm phiếu").set_value(PASSPHRASE)
    app = well(press(app, "Mở hòm và kiểm phiếu"))
    with reading(engine) as session:
        assert row_of(session, poll_id).state is PollState.COUNTED
    assert "3/3" in said(app)
    assert "manage.py verify" in app.code[0].value
    assert not app.text_input


def test_hands_are_not_typed_here(engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]) -> None:
    with writing(engine) as session:
        poll_id = voted_poll(session, year)
    assert "giơ tay" in said(well(screen(engine, year, tellers[0])))
    with writing(engine) as session:
        count(session, poll_id, 7, 2, 0)
        settle(session, poll_id)
        publish(session, poll_id)
    words = said(well(screen(engine, year, tellers[0])))
    assert "giơ tay" not in words
    assert "7/9 phiếu" in words


def test_a_counted_round_shows_what_the_tellers_found(
    engine: Engine, year: MadeYear, tellers: tuple[Actor, Actor]
) -> None:
    with writing(engine) as session:
        given = frame(method=PollMethod.PAPER)
        counted_poll(session, year, 7, 2, 0, given=given, issued=9, collected=9)
    assert "7/9" in said(well(screen(engine, year, tellers[0])))
