"""The year at a glance, and the steps that whoever may takes from there."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.enums import Role, YearState
from models.year import BlockYear
from services.database import reading, writing
from services.demonstration import load_demonstration
from services.queries.plans import tasks_version
from services.queries.years import YearFacts, year_facts
from services.rules.rights import OPERATOR
from services.rules.roles import FOR_A_UNIT
from services.tasks import TaskEntry, set_tasks
from services.years import edit_year
from tests.factories import MadeYear, led_by, made_year
from tests.pages.uploads import downloads
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def facts(installation: Engine, made: MadeYear) -> YearFacts:
    with reading(installation) as session:
        return year_facts(session, made.id)


def figures(installation: Engine, username: str) -> dict[str, str]:
    app = well(visit("", username))
    return {one.label: str(one.value) for one in app.metric}


def test_an_empty_year_says_what_is_next(installation: Engine, made: MadeYear) -> None:
    username = person(installation)
    app = well(visit("", username))
    assert "Tiếp theo: nhập đơn vị và tiêu chí, rồi bắt đầu chấm điểm." in said(app)
    assert "Chưa đơn vị nào đủ điểm các tiêu chí." in said(app)
    assert figures(installation, username) == {
        "Đơn vị": "3",
        "Tiêu chí": "0",
        "Bảng điểm hoàn thành": "0/3",
        "Biểu quyết đã xong": "0/0",
    }


def test_the_demonstration_shows_a_whole_year(installation: Engine) -> None:
    with writing(installation) as session:
        load_demonstration(session, OPERATOR)
    app = well(visit("", person(installation, role=Role.VIEWER)))
    shown = said(app)
    assert "Khối thi đua Nội chính, năm 2017" in shown
    assert "25/12/2017" in shown
    assert "Nguyễn Chi Lăng" in shown
    assert "Trưởng khối 2018: **Viện kiểm sát nhân dân tỉnh**" in shown
    assert "6. " in shown
    assert "hạng 1" in shown
    assert buttons(app) == {"English", "Đăng xuất"}


def test_standings_that_are_not_released_are_not_at_the_top(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session, state=YearState.SCORING)
    app = well(visit("", person(installation, role=Role.VIEWER)))
    assert "chưa được công bố" in said(app)


def test_names_and_texts_stand_as_typed(installation: Engine, made: MadeYear) -> None:
    nasty = "<b>A</b> **x** [y](z)"
    with writing(installation) as session:
        edit_year(
            session,
            OPERATOR,
            made.id,
            seen_version=2,
            theme=nasty,
            conference_on=date(2017, 12, 25),
            conference_place=nasty,
            chaired_by=nasty,
        )
        set_tasks(session, OPERATOR, made.id, [TaskEntry(text=nasty)], seen_version=tasks_version([]))
        led_by(session, made.id, *made.unit_ids[:2])
    shown = said(well(visit("", person(installation, role=Role.VIEWER))))
    assert nasty not in shown
    assert shown.count("\\*\\*x\\*\\*") == 4


def test_the_year_is_written_down(installation: Engine, made: MadeYear) -> None:
    app = visit("", person(installation, made, Role.SECRETARY))
    field(app, "Chủ đề").set_value("Đoàn kết")
    app = well(press(app, "Lưu thông tin năm"))
    assert facts(installation, made).theme == "Đoàn kết"
    assert "Chủ đề: **Đoàn kết**" in said(app)
    field(app, "Chủ đề").set_value("Đổi mới")
    well(press(app, "Lưu thông tin năm"))
    assert facts(installation, made).theme == "Đổi mới"


def test_a_change_over_somebody_elses_is_refused(installation: Engine, made: MadeYear) -> None:
    app = visit("", person(installation))
    field(app, "Chủ đề").set_value("Của tôi")
    with writing(installation) as session:
        edit_year(
            session,
            OPERATOR,
            made.id,
            seen_version=2,
            theme="Của họ",
            conference_on=None,
            conference_place="",
            chaired_by="",
        )
    assert "chưa lưu gì" in refusal(press(app, "Lưu thông tin năm"))
    assert facts(installation, made).theme == "Của họ"


def test_the_year_goes_on_and_back_with_a_reason(installation: Engine, made: MadeYear) -> None:
    app = well(press(visit("", person(installation)), "Bắt đầu chấm điểm"))
    assert "Chấm điểm." in said(app)
    app = press(app, "Trở lại “Chuẩn bị”")
    assert "lý do" in refusal(app)
    field(app, "Lý do").set_value("Nhập thiếu đơn vị")
    assert "Chuẩn bị." in said(well(press(app, "Trở lại “Chuẩn bị”")))


def test_what_somebody_else_has_moved_is_not_moved_twice(installation: Engine, made: MadeYear) -> None:
    app = visit("", person(installation))
    with writing(installation) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = YearState.SCORING
    well(press(app, "Bắt đầu chấm điểm"))
    with reading(installation) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        assert row.state is YearState.SCORING


@pytest.mark.parametrize("role", list(Role))
def test_the_whole_year_is_taken_along_by_whoever_may_take_one_in(
    installation: Engine, made: MadeYear, role: Role
) -> None:
    unit_id = made.unit_ids[0] if role in FOR_A_UNIT else None
    offered = downloads(visit("", person(installation, made, role, unit_id)))
    may = role in (Role.ADMINISTRATOR, Role.SECRETARY)
    assert offered == ({"Tải cả năm thành một tệp"} if may else set())
