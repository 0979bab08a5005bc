"""After the conference, on screen: votes beside places, offices and titles written by who may."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.enums import AwardStage, Chosen, OfficeRole, Role, YearState
from models.year import BlockYear, Quota
from services.database import reading, writing
from services.queries.offices import offices_of_block
from services.queries.outcome import Outcome, outcome_of_year
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.rounds import frame, published_poll
from tests.scored import scored

PATH = "ket-qua-hoi-nghi"
FLAG = "province_flag"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        made = scored(session)
        published_poll(session, made, 1, 0, 8, 0, given=frame("Cờ <b>thi đua</b>"))
        return made


def outcome(installation: Engine, made: MadeYear) -> Outcome:
    with reading(installation) as session:
        return outcome_of_year(session, OPERATOR, made.id)


def test_before_a_vote_it_says_so(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session)
    app = well(visit(PATH, person(installation)))
    assert app.title[0].value == "Sau hội nghị năm 2017"
    assert "chưa có cuộc bỏ phiếu nào" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_votes_stand_beside_places_and_differences_are_said(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, role=Role.VIEWER)))
    assert app.title[0].value == "1 cuộc bỏ phiếu năm 2017 khác với xếp hạng theo điểm"
    table = app.table[0].value
    assert list(table["Xếp hạng theo điểm"]) == ["hạng 1", "hạng 2", "hạng 3", "chưa xếp hạng"]
    assert list(table["Đơn vị"])[2] == "\u2713 Đơn vị 3"
    assert "Đơn vị 1, hạng 1 theo điểm, không được chọn" in app.warning[0].value
    assert "Đơn vị 3 (hạng 3)" in app.warning[0].value
    assert buttons(app) == {"English", "Đăng xuất"}


def test_a_unit_sees_no_place_before_it_is_released(installation: Engine, made: MadeYear) -> None:
    app = well(visit(PATH, person(installation, made, Role.UNIT_EDITOR, made.unit_ids[0])))
    assert app.title[0].value == "Sau hội nghị năm 2017"
    assert "Xếp hạng theo điểm" not in app.table[0].value
    assert "hạng 1" not in said(app)


def test_a_title_goes_its_way(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation, made, Role.SECRETARY))
    field(app, "Đề nghị danh hiệu", "selectbox").set_value(FLAG)
    app = well(press(app, "Đề nghị danh hiệu này"))
    (line,) = outcome(installation, made).awards
    assert (line.name, line.stage) == ("Đơn vị 3", AwardStage.PROPOSED)
    assert "chọn danh hiệu và ngày" in press(app, "Ghi quyết định").warning[-1].value
    for step, day in ((0, date(2018, 1, 19)), (1, date(2018, 3, 2)), (2, date(2019, 1, 1))):
        app = field(app, "Nội dung quyết định", "button_group").set_value(list(AwardStage)[step]).run()
        if step == 2:
            field(app, "Danh hiệu, khen thưởng", "multiselect").set_value([(line.award, line.unit_id)])
        field(app, "Số văn bản").set_value(f"{step}/QĐ")
        field(app, "Ngày văn bản", "date_input").set_value(day)
        app = well(press(app, "Ghi quyết định"))
    (line,) = outcome(installation, made).awards
    assert (line.stage, line.revoked, line.revoked_number) == (AwardStage.DECIDED, True, "2/QĐ")
    row = app.table[1].value.iloc[0]
    assert list(row)[2:] == ["có", "0/QĐ, 19/01/2018", "1/QĐ, 02/03/2018", "2/QĐ, 01/01/2019"]
    app = well(press(app, "Rút lại bước cuối"))
    assert not outcome(installation, made).awards[0].revoked


def test_more_than_the_quota_is_refused_until_a_reason_is_given(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        session.add(Quota(block_year_id=made.id, position=0, award=FLAG, maximum=0))
    app = visit(PATH, person(installation))
    assert "Quy định tối đa 0 đơn vị" in refusal(press(app, "Đề nghị danh hiệu này"))
    field(app, "Lý do, nếu vượt số lượng quy định").set_value("Tỉnh cho thêm")
    app = well(press(app, "Đề nghị danh hiệu này"))
    assert "vượt số lượng quy định là 0" in app.warning[-1].value


def test_a_vote_writes_next_years_office(installation: Engine, made: MadeYear) -> None:
    app = visit(PATH, person(installation))
    well(press(app, "Ghi nhiệm vụ năm sau"))
    with reading(installation) as session:
        (held,) = offices_of_block(session, OPERATOR, made.block_id)
    assert (held.year, held.role, held.unit_id, held.chosen) == (
        2018,
        OfficeRole.HEAD,
        made.unit_ids[2],
        Chosen.VOTE,
    )


def test_a_published_year_takes_titles_only(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    app = well(visit(PATH, person(installation)))
    assert "Đề nghị danh hiệu này" in buttons(app)
    assert "Ghi nhiệm vụ năm sau" not in buttons(app)
