"""Who speaks for the units, on screen: as at the end of the year, named, changed, removed."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.enums import ContactRole, Role
from services.database import reading, writing
from services.queries.representatives import RepresentativeLine, representatives_of_unit
from services.representatives import RepresentativeEntry, name_representative
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

LEADER, DAY = ContactRole.LEADER, date(2016, 3, 1)


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def lan(installation: Engine, made: MadeYear) -> None:
    entry = RepresentativeEntry(person="<b>Lan</b>", position="Giám đốc", phone="0211 000 000")
    with writing(installation) as session:
        name_representative(session, OPERATOR, made.unit_ids[0], LEADER, DAY, entry)


def lines(installation: Engine, made: MadeYear) -> list[RepresentativeLine]:
    with reading(installation) as session:
        return representatives_of_unit(session, made.unit_ids[0])


def test_without_units_it_says_so(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session, units=0)
    app = well(visit("dai-dien", person(installation)))
    assert "chưa có đơn vị nào" in said(app)
    assert not app.table


def test_a_viewer_sees_whom_the_units_have_named(installation: Engine, made: MadeYear) -> None:
    lan(installation, made)
    app = well(visit("dai-dien", person(installation, role=Role.VIEWER)))
    assert app.title[0].value == "1/3 đơn vị đã cử người đại diện năm 2017"
    assert list(app.table[0].value["Lãnh đạo phụ trách"]) == [
        "\\<b\\>Lan\\</b\\>, Giám đốc, 0211 000 000",
        "",
        "",
    ]
    assert buttons(app) == {"English", "Đăng xuất"}


def test_somebody_is_named_and_a_number_that_is_none_is_refused(installation: Engine, made: MadeYear) -> None:
    app = visit("dai-dien", person(installation, made, Role.SECRETARY))
    field(app, "Họ và tên").set_value("Trần Bình")
    field(app, "Điện thoại cơ quan").set_value("gọi sau")
    app = press(app, "Lưu người đại diện")
    assert "“gọi sau” không phải số điện thoại" in refusal(app)
    assert field(app, "Họ và tên").value == "Trần Bình"
    field(app, "Điện thoại cơ quan").set_value("0211 3861 234")
    app = well(press(app, "Lưu người đại diện"))
    (line,) = lines(installation, made)
    assert (line.role, line.valid_from, line.person) == (LEADER, date(2017, 1, 1), "Trần Bình")
    assert field(app, "Họ và tên").value == ""


def test_a_day_that_is_taken_is_refused(installation: Engine, made: MadeYear) -> None:
    lan(installation, made)
    app = visit("dai-dien", person(installation))
    field(app, "Từ ngày", "date_input").set_value(DAY)
    assert "đã được cử từ ngày 01/03/2016" in refusal(press(app, "Lưu người đại diện"))


def test_a_line_is_changed_and_removed(installation: Engine, made: MadeYear) -> None:
    lan(installation, made)
    app = visit("dai-dien", person(installation))
    app = well(field(app, "Dòng", "selectbox").set_value(0).run())
    assert field(app, "Họ và tên").value == "<b>Lan</b>"
    field(app, "Từ ngày", "date_input").set_value(date(2016, 4, 1))
    field(app, "Họ và tên").set_value("Cúc")
    app = well(press(app, "Lưu người đại diện"))
    assert [(line.valid_from, line.person) for line in lines(installation, made)] == [
        (date(2016, 4, 1), "Cúc")
    ]
    app = well(field(app, "Dòng", "selectbox").set_value(0).run())
    well(press(app, "Đồng ý xóa dòng này"))
    assert lines(installation, made) == []
