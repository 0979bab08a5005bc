"""The check before the day on screen: what is to do, what is done, and the rehearsal from begin to end."""

import pytest
from sqlalchemy import Engine

from models.enums import Role
from services.database import back_up, reading, writing
from services.queries.conference import is_rehearsing
from services.queries.polls import polls_of_year
from tests.conferences import made_delegates, made_item
from tests.factories import MadeYear, made_actor, made_year
from tests.pages.visits import buttons, person, press, refusal, said, visit, well
from tests.rounds import frame, made_poll, opened_poll

PATH = "kiem-tra-truoc"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def test_a_year_in_which_nothing_is_prepared_has_everything_to_do(
    installation: Engine, made: MadeYear
) -> None:
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Đã xong 0/8 việc kiểm tra"
    assert said(app).count("Cần làm") == 8
    assert "Chưa ai có vai trò kiểm phiếu" in said(app)


def test_what_was_prepared_is_ticked(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_item(session, made)
        made_delegates(session, made)
        made_poll(session, made)
        for number in (1, 2):
            made_actor(session, Role.TELLER, block_id=made.block_id, username=f"kiem-phieu-{number}")
    back_up(installation, "by-hand")
    app = well(visit(PATH, person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Đã xong 5/8 việc kiểm tra"
    assert "Được kiểm phiếu: Người kiem\\-phieu\\-1; Người kiem\\-phieu\\-2" in said(app)


def test_a_rehearsal_begins_marked_and_ends_wiped(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_poll(session, made)
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    app = well(press(app, "Bắt đầu diễn tập hội nghị"))
    assert "DIỄN TẬP" in said(app)
    with reading(installation) as session:
        assert is_rehearsing(session, made.id)
        assert len(polls_of_year(session, made.id)) == 1
    app = well(press(app, "Đồng ý kết thúc và xóa sạch"))
    assert "DIỄN TẬP" not in said(app)
    assert "Diễn tập lần cuối" in said(app)
    assert "Bắt đầu diễn tập hội nghị" in buttons(app)


def test_a_conference_that_has_begun_cannot_be_rehearsed(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        opened_poll(session, made, frame("Cờ thi đua"))
    app = press(visit(PATH, person(installation, made, Role.SECRETARY)), "Bắt đầu diễn tập hội nghị")
    assert "Hội nghị đã bắt đầu với “Cờ thi đua”" in refusal(app)


def test_a_chair_looks_and_does_not_rehearse(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        made_actor(session, Role.CHAIR, block_id=made.block_id, username="chu-toa")
    assert "Bắt đầu diễn tập hội nghị" not in buttons(well(visit(PATH, "chu-toa")))
