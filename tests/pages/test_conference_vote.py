"""The voting page of a phone: by card and account, each bad turn, one ballot, nothing left of the choice."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Answer, PollKind, Role, ShareView
from models.polls import Poll
from pages.conference import vote_paper, vote_slip
from pages.conference.vote import PATH
from pages.conference.vote_slip import Slip
from pages.shared.ballot_watch import AskedForAll, open_rounds
from services import ballots, poll_steps, voting
from services.ballot_box.box import close_box, turnout_of
from services.ballot_box.tellers import unseal
from services.database import reading, writing
from services.errors.ballots import BallotFault, BallotRefused
from services.queries.ballots import open_ballots, voter_by_card
from services.rules.codes import as_groups
from services.rules.counting import Frame
from services.rules.rights import OPERATOR
from services.settings import settings
from services.storage.boxes import box_of
from tests.factories import MadeYear, made_actor, made_link, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.queries.statements import counted
from tests.rounds import codes, made_poll, version
from tests.voters import NOBODY_SAID, card_of, delegate_of, electronic, open_electronic, with_voters

NASTY = "<b>Sở</b> **x** =1+1"
CHOOSE, CONFIRM, AGAIN = "Tiếp tục", "Bỏ vào hòm phiếu", "Chọn lại"
IN_THE_BOX = "Phiếu của đồng chí đã ở trong hòm"
WAITING = "Hiện chưa có cuộc bỏ phiếu nào mở"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is open be asked anew by every run, and by each test."""
    monkeypatch.setattr("pages.shared.ballot_watch.PERIOD_SECONDS", 0.0)
    open_rounds.clear()


@pytest.fixture
def year(installation: Engine) -> MadeYear:
    """Six units with a delegate each, of whom the last is absent."""
    with writing(installation) as session:
        made_actor(session)  # else the first start is drawn
        made = made_year(session, units=6)
        with_voters(session, made, absent=1)
        return made


def folder() -> Path:
    return settings().data_folder


def card(engine: Engine, year: MadeYear, place: int = 0) -> str:
    with writing(engine) as session:
        return card_of(session, year, delegate_of(session, year, year.unit_ids[place]).id or 0)


def opened(engine: Engine, year: MadeYear, asked: Frame | None = None) -> int:
    with writing(engine) as session:
        return open_electronic(session, year, folder(), asked)


def closed(engine: Engine, poll_id: int) -> None:
    with writing(engine) as session:
        poll_steps.close_poll(
            session, OPERATOR, poll_id, seen_version=version(session, poll_id), folder=folder()
        )


def box(engine: Engine, poll_id: int) -> Path:
    with reading(engine) as session:
        return box_of(folder(), session.exec(select(Poll).where(Poll.id == poll_id)).one())


def in_box(engine: Engine, poll_id: int) -> list[dict[str, Answer]]:
    """What lies in the box, as the tellers find it; nobody can vote any more."""
    close_box(box(engine, poll_id))
    return [dict(ballot) for ballot in unseal(box(engine, poll_id)).ballots]


def radio(app: AppTest, place: int = 0) -> Any:
    return app.radio[place]


def held(app: AppTest) -> str:
    """All that the server holds of the session, fields of forms too."""
    state: Any = app.session_state
    kept = state._state._state
    fields = {key: kept._new_widget_state.get(key, None) for key in kept._new_widget_state}
    return f"{kept._old_state} {kept._new_session_state} {fields}"


def chosen_and_confirmed(app: AppTest, code: str) -> AppTest:
    radio(app).set_value(code)
    press(app, CHOOSE)
    return well(press(app, CONFIRM))


def test_a_card_is_asked_for_and_a_wrong_one_is_told(installation: Engine, year: MadeYear) -> None:
    code = card(installation, year)
    app = well(visit(PATH))
    assert app.title[0].value == "Bỏ phiếu"
    field(app, "Mã trên thẻ biểu quyết").set_value("ABCD-EFGH-JKLM")
    assert "Không có thẻ nào mang mã này" in refusal(press(app, "Vào bỏ phiếu"))
    field(app, "Mã trên thẻ biểu quyết").set_value(as_groups(code).lower())
    well(press(app, "Vào bỏ phiếu"))
    assert f"/the-phieu#{code}" in str(app.get("iframe")[0].proto)
    assert code not in held(app)


def test_guessing_cards_is_slowed_down(installation: Engine, year: MadeYear) -> None:
    app = visit(PATH)
    for _guess in range(52):
        field(app, "Mã trên thẻ biểu quyết").set_value("AAAA-AAAA-AAAA")
        press(app, "Vào bỏ phiếu")
    assert "Thử quá nhiều lần" in refusal(app) or "phút" in refusal(app)


def test_the_page_waits_and_goes_on_by_itself(installation: Engine, year: MadeYear) -> None:
    app = well(visit(PATH, card=card(installation, year)))
    assert app.title[0].value == WAITING
    assert "Đơn vị 1" in app.caption[0].value
    assert "Đại biểu 1" in app.caption[0].value
    opened(installation, year)
    assert well(app.run()).title[0].value == "Cờ thi đua của UBND tỉnh"


def test_one_ballot_is_cast_and_confirmed_and_leaves_nothing(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year)
    app = well(visit(PATH, card=card(installation, year)))
    with reading(installation) as session:
        first, second, *_ = codes(session, poll_id)
    assert radio(app).value is None, "nothing is chosen beforehand"
    radio(app).set_value(first)
    press(app, CHOOSE)
    assert first in held(app), "until it is cast the server has to hold the choice"
    assert any("**Đơn vị 1**" in one.value for one in app.markdown)
    press(app, AGAIN)
    assert radio(app).value is None
    chosen_and_confirmed(app, second)
    assert app.title[0].value == IN_THE_BOX
    (shown,) = app.code
    assert len(str(shown.value)) == len("ABCD-EFGH-JKLM")
    assert second not in held(app)
    assert "Đơn vị 2" not in said(app)
    press(app, "Tôi đã ghi lại")
    assert not app.code
    assert app.title[0].value == IN_THE_BOX
    (ballot,) = in_box(installation, poll_id)
    assert ballot[second] is Answer.FOR


def test_reloading_and_a_second_device_find_the_ballot_in_the_box(
    installation: Engine, year: MadeYear
) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    first_device, second_device = visit(PATH, card=code), visit(PATH, card=code)
    with reading(installation) as session:
        option, other, *_ = codes(session, poll_id)
    radio(second_device).set_value(other)
    press(second_device, CHOOSE)
    chosen_and_confirmed(first_device, option)
    assert well(visit(PATH, card=code)).title[0].value == IN_THE_BOX
    press(second_device, CONFIRM)
    assert second_device.title[0].value == IN_THE_BOX
    assert not second_device.code
    (ballot,) = in_box(installation, poll_id)
    assert ballot[option] is Answer.FOR


def test_a_ballot_whose_answer_got_lost_is_told_of(
    installation: Engine, year: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    cast = ballots.cast_ballot

    def cut_off(*given: Any, **kept: Any) -> str:
        cast(*given, **kept)
        raise ConnectionError("the websocket is gone")

    app = visit(PATH, card=code)
    with reading(installation) as session:
        (option, *_) = codes(session, poll_id)
    radio(app).set_value(option)
    press(app, CHOOSE)
    monkeypatch.setattr(ballots, "cast_ballot", cut_off)
    press(app, CONFIRM)
    monkeypatch.setattr(ballots, "cast_ballot", cast)
    assert well(app.run()).title[0].value == IN_THE_BOX
    assert turnout_of(box(installation, poll_id)).cast == 1


def test_nothing_of_a_choice_is_left_where_it_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    slip = Slip("Cờ thi đua", choice={"a": Answer.FOR})
    slip.refuse(BallotRefused(reason=BallotFault.OWN_UNIT, option="a"))
    slip.forget_choice()
    assert (slip.choice, slip.refusal) == (None, None)


def test_a_run_that_begins_beside_a_cast_waits_for_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit begins it at once if something else is pressed; it would show a ballot without a code."""
    slip = Slip("Cờ thi đua", choice={"a": Answer.FOR})
    monkeypatch.setattr("streamlit.session_state", {vote_slip._SLIPS: {1: slip}})
    begun, go_on = Event(), Event()

    def slow(*_given: Any, **_kept: Any) -> str:
        begun.set()
        go_on.wait(10)
        return "AB12"

    monkeypatch.setattr(ballots, "cast_ballot", slow)
    context: Any = SimpleNamespace(actor=OPERATOR, asking=lambda _refused: nullcontext())
    with ThreadPoolExecutor(2) as threads:
        casting = threads.submit(vote_paper._cast, context, 1, slip)
        begun.wait(10)
        looking = threads.submit(vote_slip.wait_for_codes)
        with pytest.raises(FutureTimeout):
            looking.result(0.2)
        go_on.set()
        looking.result(10)
        assert (slip.cast, slip.code, slip.choice) == (True, "AB12", None)
        casting.result(10)


def test_a_blank_ballot_is_chosen_and_nothing_is_not_blank(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year)
    app = visit(PATH, card=card(installation, year))
    assert "phiếu trắng" in refusal(press(app, CHOOSE))
    radio(app).set_value("")
    press(app, CHOOSE)
    assert any("Phiếu trắng" in one.value for one in app.markdown)
    well(press(app, CONFIRM))
    (ballot,) = in_box(installation, poll_id)
    assert set(ballot.values()) == {Answer.BLANK}


def test_too_many_names_are_refused_and_stay_chosen(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year, electronic(seats=2))
    app = visit(PATH, card=card(installation, year))
    for place in (0, 1, 2):
        app.checkbox[place].check()
    assert "nhiều nhất 2" in refusal(press(app, CHOOSE))
    assert [box.value for box in app.checkbox[:4]] == [True, True, True, False]
    app.checkbox[0].uncheck()
    app.checkbox[6].check()  # the blank ballot beside names
    assert "phiếu trắng" in refusal(press(app, CHOOSE))
    app.checkbox[6].uncheck()
    press(app, CHOOSE)
    well(press(app, CONFIRM))
    (ballot,) = in_box(installation, poll_id)
    assert list(ballot.values()).count(Answer.FOR) == 2


def test_each_of_an_approval_wants_an_answer(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year, electronic("Bằng khen", PollKind.APPROVAL))
    app = visit(PATH, card=card(installation, year))
    assert "Chưa chọn gì" in refusal(press(app, CHOOSE))
    for place in range(5):
        radio(app, place).set_value(Answer.FOR)
    assert "Đơn vị 6" in refusal(press(app, CHOOSE))
    radio(app, 5).set_value(Answer.AGAINST)
    press(app, CHOOSE)
    assert any("Đơn vị 6: **Không đồng ý**" in one.value for one in app.markdown)
    well(press(app, CONFIRM))
    (ballot,) = in_box(installation, poll_id)
    assert list(ballot.values()) == [Answer.FOR] * 5 + [Answer.AGAINST]


def test_a_motion_is_answered(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year, electronic("Thông qua báo cáo", PollKind.MOTION))
    app = visit(PATH, card=card(installation, year))
    radio(app).set_value(Answer.BLANK)
    press(app, CHOOSE)
    well(press(app, CONFIRM))
    (ballot,) = in_box(installation, poll_id)
    assert list(ballot.values()) == [Answer.BLANK]


def test_the_own_unit_and_the_withdrawn_cannot_be_chosen(installation: Engine, year: MadeYear) -> None:
    with writing(installation) as session:
        poll_id = made_poll(session, year, electronic(own_unit=False))
        first, second, third, *_ = codes(session, poll_id)
        voting.withdraw_option(session, OPERATOR, poll_id, third, seen_version=1)
        poll_steps.open_poll(session, OPERATOR, poll_id, NOBODY_SAID, seen_version=2, folder=folder())
    app = well(visit(PATH, card=card(installation, year)))
    offered = radio(app).options
    assert "Đơn vị 1" not in offered
    assert "Đơn vị 2" in offered
    assert "Đơn vị 3" not in offered
    told = "\n".join(one.value for one in app.caption)
    assert "Đơn vị 1: đơn vị của đồng chí" in told
    assert "Đơn vị 3: đã xin rút" in told
    chosen_and_confirmed(app, second)
    (ballot,) = in_box(installation, poll_id)
    assert (ballot[first], ballot[second]) == (Answer.BLANK, Answer.FOR)


def test_who_was_absent_is_told_so(installation: Engine, year: MadeYear) -> None:
    opened(installation, year)
    app = well(visit(PATH, card=card(installation, year, 5)))
    assert "không có trong danh sách bỏ phiếu" in app.info[0].value
    assert CHOOSE not in buttons(app)


def test_who_votes_on_paper_is_told_so(installation: Engine, year: MadeYear) -> None:
    with writing(installation) as session:
        delegate = delegate_of(session, year, year.unit_ids[1]).id or 0
        poll_id = made_poll(session, year, electronic())
        poll_steps.open_poll(
            session,
            OPERATOR,
            poll_id,
            NOBODY_SAID,
            seen_version=1,
            folder=folder(),
            on_paper=[delegate],
            small_is_known=True,
        )
    app = well(visit(PATH, card=card(installation, year, 1)))
    assert "tại hội trường" in app.info[0].value


def test_a_round_that_ends_while_somebody_chooses_is_told(installation: Engine, year: MadeYear) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    app = visit(PATH, card=code)
    with reading(installation) as session:
        (option, *_) = codes(session, poll_id)
    radio(app).set_value(option)
    press(app, CHOOSE)
    closed(installation, poll_id)
    app.run()
    assert not app.exception
    assert "đã đóng" in app.info[0].value
    assert app.title[0].value == WAITING
    assert option not in held(app)


def test_a_box_that_is_closed_before_the_round_takes_nothing(installation: Engine, year: MadeYear) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    app = visit(PATH, card=code)
    with reading(installation) as session:
        (option, *_) = codes(session, poll_id)
    radio(app).set_value(option)
    press(app, CHOOSE)
    close_box(box(installation, poll_id))
    assert "đã đóng" in refusal(press(app, CONFIRM))


def test_a_card_made_anew_puts_the_old_one_out(installation: Engine, year: MadeYear) -> None:
    opened(installation, year)
    old = card(installation, year)
    app = well(visit(PATH, card=old))
    card(installation, year)
    well(app.run())
    assert "không còn giá trị" in app.info[0].value
    assert CHOOSE not in buttons(app)


def test_a_card_opens_no_other_screen(installation: Engine, year: MadeYear) -> None:
    code = card(installation, year)
    for path in ("", "bieu-quyet", "tai-khoan", "trinh-chieu"):
        app = visit(path, card=code)
        assert field(app, "Tên đăng nhập"), path


def test_who_looks_on_by_a_link_can_vote_with_a_card(installation: Engine, year: MadeYear) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    with writing(installation) as session:
        link = made_link(session, year, ShareView.PROJECTOR)
        (option, *_) = codes(session, poll_id)
    assert field(well(visit(PATH, link=link)), "Mã trên thẻ biểu quyết")
    app = well(visit(PATH, link=link, card=code))
    assert chosen_and_confirmed(app, option).title[0].value == IN_THE_BOX


def test_an_account_votes_for_its_delegate(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year)
    with writing(installation) as session:
        reach = {"block_id": year.block_id, "unit_id": year.unit_ids[0]}
        made_actor(session, Role.VOTER, username="lan", **reach)
        (option, *_) = codes(session, poll_id)
    app = well(visit(PATH, "lan"))
    assert chosen_and_confirmed(app, option).title[0].value == IN_THE_BOX


def test_an_account_without_a_vote_may_use_a_card(installation: Engine, year: MadeYear) -> None:
    poll_id, code = opened(installation, year), card(installation, year)
    secretary = person(installation, year, Role.SECRETARY)
    app = well(visit(PATH, secretary))
    assert "không mang lá phiếu nào" in app.info[0].value
    with reading(installation) as session:
        (option, *_) = codes(session, poll_id)
    app = well(visit(PATH, secretary, card=code))
    assert chosen_and_confirmed(app, option).title[0].value == IN_THE_BOX


def test_a_name_is_text_on_the_ballot(installation: Engine, year: MadeYear) -> None:
    opened(installation, year, electronic(NASTY))
    app = well(visit(PATH, card=card(installation, year)))
    assert "\\*\\*x\\*\\*" in app.title[0].value


def test_a_lost_box_is_told(installation: Engine, year: MadeYear) -> None:
    poll_id = opened(installation, year)
    box(installation, poll_id).unlink()
    app = visit(PATH, card=card(installation, year))
    assert "Hòm phiếu" in refusal(app)


def test_waiting_costs_no_sql_but_one_question_a_second(
    installation: Engine, year: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.shared.ballot_watch.PERIOD_SECONDS", 60.0)
    rounds = AskedForAll(installation, open_ballots)
    with counted(installation) as statements:
        for _viewer in range(300):
            assert rounds.of_year(year.id) == ()
    assert len([one for one in statements if "poll" in one.lower()]) == 1


def test_a_card_counts_for_its_own_year(installation: Engine, year: MadeYear) -> None:
    with writing(installation) as session:
        other = made_year(session, units=6)
        with_voters(session, other)
        open_electronic(session, other, folder(), electronic("Của khối khác"))
    code = card(installation, year)
    with reading(installation) as session:
        assert voter_by_card(session, code, "") is not None
    assert well(visit(PATH, card=code)).title[0].value == WAITING
