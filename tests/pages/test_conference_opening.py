"""The form that opens a vote: who is there, the tellers' passphrase, and what is said before it is opened."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.enums import Basis, BoxMode, Operator, PollState, Role
from models.polls import Poll, PollVoter
from services.ballot_box.box import turnout_of
from services.database import reading, writing
from services.rules.document import Threshold
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import MadeYear, made_year
from tests.pages.visits import field, person, press, refusal, said, visit, well
from tests.rounds import frame, made_poll
from tests.voters import electronic, with_voters

ROUNDS = "bieu-quyet"
FIRST, SECOND = "Mật khẩu hòm phiếu, từ 12 ký tự", "Gõ lại lần nữa"
KNOWN = "Đã biết và vẫn bỏ phiếu trên điện thoại"
PASSPHRASE = "ba người kiểm phiếu cùng giữ"


@pytest.fixture
def year(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session, units=6)


def drafted(engine: Engine, year: MadeYear, *, absent: int, mode: BoxMode | None = BoxMode.STANDARD) -> None:
    with writing(engine) as session:
        with_voters(session, year, absent)
        made_poll(session, year, electronic(mode=mode) if mode else frame())


def opening(engine: Engine, year: MadeYear) -> AppTest:
    return well(visit(ROUNDS, person(engine, year, Role.SECRETARY)))


def only(session: Session) -> Poll:
    return session.exec(select(Poll)).one()


def state(engine: Engine) -> PollState:
    with reading(engine) as session:
        return only(session).state


def sealed(app: AppTest, first: str = PASSPHRASE, second: str | None = None) -> AppTest:
    field(app, FIRST).set_value(first)
    field(app, SECOND).set_value(first if second is None else second)
    return press(app, "Mở biểu quyết")


def warnings(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in app.warning)


def test_the_tellers_type_a_passphrase_twice_that_opens_the_box_and_stays_nowhere(
    installation: Engine, year: MadeYear, sqlite_settings: Settings
) -> None:
    drafted(installation, year, absent=0)
    app = opening(installation, year)
    assert "nếu mất, phải bỏ phiếu lại" in said(app)  # before anything can be lost
    assert not warnings(app)
    app = sealed(app, second="một mật khẩu khác hẳn")
    assert refusal(app) == "Hai lần gõ mật khẩu không giống nhau. Gõ lại cả hai."
    assert "từ 12 đến 128 ký tự" in refusal(sealed(app, "ngắn"))
    app = well(sealed(app))
    assert PASSPHRASE not in repr(app.session_state._state)
    folder: Path = sqlite_settings.data_folder
    with writing(installation) as session:
        poll = only(session)
        assert (poll.state, poll.present) == (PollState.OPEN, 6)
        path = box_of(folder, poll)
        assert turnout_of(path).issued == 6
    assert PASSPHRASE.encode() not in path.read_bytes()


def test_so_few_voters_are_warned_of_before_and_have_to_be_known(
    installation: Engine, year: MadeYear
) -> None:
    drafted(installation, year, absent=2)
    app = opening(installation, year)
    assert "Có dưới năm người bỏ phiếu" in warnings(app)
    app = sealed(app)
    assert "Chỉ 4 người bỏ phiếu trong" in refusal(app)
    assert state(installation) is PollState.DRAFT
    field(app, KNOWN, "checkbox").check()
    well(sealed(app))
    assert state(installation) is PollState.OPEN


def test_who_votes_on_paper_is_taken_from_the_box_and_counts_for_the_warning(
    installation: Engine, year: MadeYear
) -> None:
    drafted(installation, year, absent=1)
    app = opening(installation, year)
    assert "dưới năm" not in warnings(app)
    paper = field(app, "Ai bỏ phiếu giấy thay cho điện thoại", "multiselect")
    assert len(paper.options) == 5
    app = well(paper.select(paper.options[0]).run())
    assert "dưới năm" in warnings(app)
    field(app, "Người vắng mặt được gửi ý kiến bằng văn bản", "checkbox").check()
    field(app, KNOWN, "checkbox").check()
    well(sealed(app))
    with reading(installation) as session:
        rows = session.exec(select(PollVoter)).all()
        assert (sum(row.on_paper for row in rows), sum(row.opinion for row in rows)) == (1, 1)


def test_a_key_on_the_server_is_warned_of_and_wants_no_passphrase(
    installation: Engine, year: MadeYear
) -> None:
    drafted(installation, year, absent=0, mode=BoxMode.QUICK)
    app = opening(installation, year)
    assert "Máy chủ giữ khóa của hòm phiếu này" in warnings(app)
    assert FIRST not in [one.label for one in app.text_input]
    well(press(app, "Mở biểu quyết"))
    assert state(installation) is PollState.OPEN


def test_a_quorum_that_is_missed_is_said_before_the_vote_is_opened(
    installation: Engine, year: MadeYear
) -> None:
    half = Threshold(Operator.AT_LEAST, Fraction(1, 2), Basis.SUMMONED)
    with writing(installation) as session:
        with_voters(session, year, absent=4)
        made_poll(session, year, replace(frame(), quorum=half))
    app = opening(installation, year)
    assert "Chưa đủ số người có mặt theo quy định" in warnings(app)


def test_where_nobody_is_there_the_vote_is_not_opened(installation: Engine, year: MadeYear) -> None:
    drafted(installation, year, absent=6)
    app = opening(installation, year)
    field(app, KNOWN, "checkbox").check()
    assert "chưa đại biểu nào" in refusal(sealed(app)).lower()
    assert state(installation) is PollState.DRAFT


def test_an_open_vote_whose_box_did_not_come_back_says_what_to_do(
    installation: Engine, year: MadeYear, sqlite_settings: Settings
) -> None:
    drafted(installation, year, absent=0, mode=BoxMode.QUICK)
    app = well(press(opening(installation, year), "Mở biểu quyết"))
    with reading(installation) as session:
        box_of(sqlite_settings.data_folder, only(session)).unlink()
    assert "không có trong thư mục dữ liệu" in refusal(app.run())
    app = press(app, "Đồng ý kết thúc bỏ phiếu")
    assert state(installation) is PollState.OPEN
    field(app, "Lý do, ghi cạnh cuộc biểu quyết", "text_area").set_value("Máy chủ hỏng")
    well(press(app, "Đồng ý hủy"))
    assert state(installation) is PollState.VOID
