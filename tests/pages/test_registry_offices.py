"""Who leads the block, on screen: every year, whose turn it is, and the forms for whoever may."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import Chosen, OfficeRole, OfficeTerm, Role, YearState
from models.polls import Poll
from models.year import BlockYear
from services.database import reading, writing
from services.offices import OfficeEntry, set_offices
from services.queries.offices import OfficeHeld, offices_of_block
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, led_by, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.rounds import frame, published_poll

NEXT = OfficeTerm.NEXT


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def held(installation: Engine, made: MadeYear) -> list[OfficeHeld]:
    with reading(installation) as session:
        return offices_of_block(session, OPERATOR, made.block_id)


def test_without_units_and_offices_it_says_so(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session, units=0)
    app = well(visit("truong-khoi", person(installation)))
    assert app.title[0].value == "Chưa có Đơn vị Trưởng khối năm 2017"
    assert "Chưa có đơn vị nào được cử" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_the_years_and_whose_turn_it_is(installation: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(installation) as session:
        published_poll(session, made, 9, 0, 0, given=frame(title="Suy tôn <b>"))
        led_by(session, made.id, two, one)
        code = session.exec(select(Poll.code)).one()
        entry = OfficeEntry(
            one,
            OfficeRole.HEAD,
            chosen=Chosen.VOTE,
            poll_code=code,
            document_number="1/QĐ",
            document_on=date(2018, 1, 5),
        )
        set_offices(session, OPERATOR, made.id, NEXT, [entry])
    app = well(visit("truong-khoi", person(installation, made, Role.SECRETARY)))
    assert app.title[0].value == "Đơn vị Trưởng khối năm 2017: Đơn vị 2"
    years, turns = (table.value for table in app.dataframe)
    assert list(years["year"]) == ["2018", "2017", "2017"]
    assert list(years["unit"]) == ["ĐV1", "ĐV2", "ĐV1"]
    assert list(app.table[0].value["Năm"]) == ["2018 (được suy tôn)", "2017"]
    assert years["chosen"][0] == "Biểu quyết: Suy tôn <b>"
    assert years["document"][0] == "1/QĐ, 05/01/2018"
    assert list(turns["unit"]) == ["Đơn vị 3", "Đơn vị 2", "Đơn vị 1"]
    assert list(turns["head"]) == ["chưa", "2017", "2018"]
    assert list(turns["deputy_times"]) == ["0", "0", "1"]


def test_a_viewer_sees_who_leads_and_nothing_to_press(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        led_by(session, made.id, made.unit_ids[0])
        led_by(session, made.id, made.unit_ids[1], term=NEXT)
    app = well(visit("truong-khoi", person(installation, role=Role.VIEWER)))
    assert list(app.table[0].value["Đơn vị Trưởng khối"]) == ["Đơn vị 1"]
    assert buttons(app) == {"English", "Đăng xuất"}


def test_offices_are_given(installation: Engine, made: MadeYear) -> None:
    app = visit("truong-khoi", person(installation))
    field(app, "Đơn vị Trưởng khối", "selectbox").set_value(made.unit_ids[2])
    field(app, "Đơn vị Phó Trưởng khối", "multiselect").set_value([made.unit_ids[2]])
    assert "vừa là Trưởng vừa là Phó" in refusal(press(app, "Lưu Trưởng và Phó"))
    field(app, "Đơn vị Phó Trưởng khối", "multiselect").set_value([made.unit_ids[0]])
    field(app, "Cách chọn", "selectbox").set_value((Chosen.APPOINTMENT, None))
    field(app, "Số văn bản").set_value("12/QĐ-UBND")
    field(app, "Ngày văn bản", "date_input").set_value(date(2017, 1, 5))
    app = well(press(app, "Lưu Trưởng và Phó"))
    head, deputy = held(installation, made)
    assert (head.unit_id, head.chosen, head.document_number) == (
        made.unit_ids[2],
        Chosen.APPOINTMENT,
        "12/QĐ-UBND",
    )
    assert (deputy.unit_id, deputy.chosen, deputy.document_on) == (made.unit_ids[0], None, None)
    assert app.title[0].value == "Đơn vị Trưởng khối năm 2017: Đơn vị 3"


def test_the_vote_that_chose_is_named(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        published_poll(session, made, 9, 0, 0)
        code = session.exec(select(Poll.code)).one()
    app = visit("truong-khoi", person(installation))
    app = field(app, "Nhiệm kỳ", "button_group").set_value(NEXT).run()
    field(app, "Cách chọn", "selectbox").set_value((Chosen.VOTE, code))
    field(app, "Đơn vị Trưởng khối", "selectbox").set_value(made.unit_ids[1])
    assert "không chọn “Đơn vị 2”" in refusal(press(app, "Lưu Trưởng và Phó"))
    field(app, "Đơn vị Trưởng khối", "selectbox").set_value(made.unit_ids[0])
    well(press(app, "Lưu Trưởng và Phó"))
    assert [(line.year, line.round) for line in held(installation, made)] == [
        (2018, "Cờ thi đua của UBND tỉnh")
    ]


def test_a_handover_is_noted_after_the_year_is_published(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        led_by(session, made.id, made.unit_ids[0])
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = YearState.PUBLISHED
    app = well(visit("truong-khoi", person(installation)))
    assert "Lưu Trưởng và Phó" not in buttons(app)
    field(app, "Ngày bàn giao", "date_input").set_value(date(2018, 1, 15))
    field(app, "Nội dung bàn giao").set_value("**Sổ**")
    app = well(press(app, "Lưu bàn giao"))
    assert app.dataframe[0].value["handover"][0] == "15/01/2018, **Sổ**"
