"""The units on screen: found, sorted, added, changed; for who only looks there is nothing to press."""

from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from models.enums import OfficeTerm, Role, UnitEventKind, UnitKind, YearState
from models.year import BlockYear
from services.database import reading, writing
from services.queries.registry import UnitLine, roll_of_year
from services.registry import UnitEntry, add_unit, edit_unit
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan, NewUnit
from tests.factories import MadeYear, led_by, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

NASTY = "<b>Sở</b> **x** =1+1 :smile:"


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def roll(installation: Engine, made: MadeYear) -> list[UnitLine]:
    with reading(installation) as session:
        return roll_of_year(session, made.block_id, made.id, 2017)


def names(app: AppTest) -> list[str]:
    return [str(name) for name in app.dataframe[0].value["name"]]


def test_an_empty_roll_says_what_to_do(installation: Engine) -> None:
    with writing(installation) as session:
        made_year(session, units=0)
    username, viewer = person(installation), person(installation, role=Role.VIEWER)
    assert "Hãy thêm đơn vị đầu tiên" in said(well(visit("don-vi", username)))
    app = well(visit("don-vi", viewer))
    assert "chưa có đơn vị nào" in said(app)
    assert buttons(app) == {"English", "Đăng xuất"}


def test_the_roll_stands_in_protocol_order_with_its_offices(installation: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(installation) as session:
        led_by(session, made.id, two)
        led_by(session, made.id, one, term=OfficeTerm.NEXT)
    app = well(visit("don-vi", person(installation, role=Role.VIEWER)))
    assert names(app) == ["Đơn vị 1", "Đơn vị 2", "Đơn vị 3"]
    assert list(app.dataframe[0].value["office"]) == ["Trưởng 2018", "Trưởng 2017", ""]
    assert "Đơn vị Trưởng khối: **Đơn vị 2**" in said(app)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("tu phap", ["Sở Tư pháp"]), ("TƯ PHÁP", ["Sở Tư pháp"]), ("dv2", ["Đơn vị 2"]), ("zzz", [])],
)
def test_a_unit_is_found_without_tones(
    installation: Engine, made: MadeYear, typed: str, found: list[str]
) -> None:
    with writing(installation) as session:
        add_unit(session, OPERATOR, made.id, UnitEntry(name="Sở Tư pháp"))
    app = visit("don-vi", person(installation, role=Role.VIEWER))
    field(app, "Tìm đơn vị").set_value(typed)
    app = well(app.run())
    assert (names(app) if found else list(app.dataframe)) == found


def test_names_are_sorted_as_in_vietnamese(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        for name in ("Ủy ban", "Công an", "Ấp Bắc"):
            add_unit(session, OPERATOR, made.id, UnitEntry(name=name))
    app = visit("don-vi", person(installation, role=Role.VIEWER))
    field(app, "Thứ tự", "button_group").set_value("name")
    assert names(well(app.run())) == ["Ấp Bắc", "Công an", "Đơn vị 1", "Đơn vị 2", "Đơn vị 3", "Ủy ban"]


def test_a_unit_is_added_and_shown_as_typed(installation: Engine, made: MadeYear) -> None:
    app = visit("don-vi", person(installation, made, Role.SECRETARY))
    field(app, "Tên đơn vị").set_value(NASTY)
    app = well(press(app, "Thêm đơn vị này"))
    assert names(app)[-1] == NASTY
    assert field(app, "Tên đơn vị").value == ""


def test_a_name_on_the_roll_is_refused_and_stays_typed(installation: Engine, made: MadeYear) -> None:
    app = visit("don-vi", person(installation))
    field(app, "Tên đơn vị").set_value("đơn  vị 1")
    app = press(app, "Thêm đơn vị này")
    assert "Đơn vị 1" in refusal(app)
    assert field(app, "Tên đơn vị").value == "đơn  vị 1"
    assert len(roll(installation, made)) == 3


def test_a_unit_is_changed_and_moved_at_once(installation: Engine, made: MadeYear) -> None:
    app = visit("don-vi", person(installation))
    field(app, "Tên đơn vị", place=1).set_value("Tên mới")
    field(app, "Vị trí trong danh sách", "number_input").set_value(3)
    app = well(press(app, "Lưu đơn vị"))
    assert names(app) == ["Đơn vị 2", "Đơn vị 3", "Tên mới"]


def test_a_change_over_somebody_elses_is_refused_until_it_was_seen(
    installation: Engine, made: MadeYear
) -> None:
    app = visit("don-vi", person(installation))
    field(app, "Tên đơn vị", place=1).set_value("Của tôi")
    with writing(installation) as session:
        edit_unit(session, OPERATOR, made.id, made.unit_ids[0], UnitEntry(name="Của họ"), seen_version=1)
    app = press(app, "Lưu đơn vị")
    assert "manage" in refusal(app)
    assert field(app, "Tên đơn vị", place=1).value == "Của tôi"
    app = well(press(app, "Hiện nội dung mới nhất"))
    assert field(app, "Tên đơn vị", place=1).value == "Của họ"


def test_a_unit_leaves_the_roll(installation: Engine, made: MadeYear) -> None:
    app = well(press(visit("don-vi", person(installation)), "Đồng ý đưa ra"))
    assert names(app) == ["Đơn vị 2", "Đơn vị 3"]


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_closed_year_offers_no_change(installation: Engine, made: MadeYear, state: YearState) -> None:
    with writing(installation) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = state
    assert buttons(well(visit("don-vi", person(installation)))) == {"English", "Đăng xuất"}


def test_a_roll_that_was_overtaken_says_so_and_is_brought_up_to_date(
    installation: Engine, made: MadeYear
) -> None:
    merged = NewUnit(style=UnitStyle("Đơn vị **mới**", None), kind=UnitKind.AGENCY, block_id=made.block_id)
    with writing(installation) as session:
        event = EventPlan(
            kind=UnitEventKind.MERGE,
            day=date(2017, 7, 1),
            document="QĐ 1",
            before=made.unit_ids[:2],
            created=(merged,),
        )
        record_event(session, OPERATOR, event)
    secretary, viewer = person(installation, made, Role.SECRETARY), person(installation, role=Role.VIEWER)
    assert "Cập nhật danh sách" not in buttons(well(visit("don-vi", viewer)))
    app = well(visit("don-vi", secretary))
    assert "Không còn thuộc khối: Đơn vị 1, Đơn vị 2." in app.warning[0].value
    app = well(press(app, "Cập nhật danh sách"))
    assert names(app) == ["Đơn vị **mới**", "Đơn vị 3"]
    assert "Cập nhật danh sách" not in buttons(app)
