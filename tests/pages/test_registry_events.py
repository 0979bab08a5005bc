"""Events on screen: seen by who may look, recorded after a preview, refused in words, undone."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Role, UnitEventKind, UnitKind
from models.registry import UnitEvent, UnitName
from pages.registry import events
from pages.shared.plain import plain
from services.database import reading, writing
from services.reorganisation import record_event
from services.rules.naming import UnitStyle
from services.rules.rights import OPERATOR
from services.rules.succession import EventPlan, NewUnit
from tests.factories import MadeYear, everything, made_year
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well

DAY = date(2017, 7, 1)


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def renamed(installation: Engine, made: MadeYear, name: str = "Tên mới", day: date = DAY) -> int:
    plan = EventPlan(
        kind=UnitEventKind.RENAME,
        day=day,
        document="QĐ 12",
        before=(made.unit_ids[0],),
        style=UnitStyle(name, None),
    )
    with writing(installation) as session:
        return record_event(session, OPERATOR, plan)


def form(app: AppTest, kind: UnitEventKind = UnitEventKind.RENAME, document: str = "QĐ 1") -> AppTest:
    """The form of such an event on that day."""
    field(app, "Nội dung", "button_group").set_value(kind)
    field(app, "Có hiệu lực từ", "date_input").set_value(DAY)
    field(app, "Số văn bản").set_value(document)
    return well(app.run())


def test_nothing_has_happened(installation: Engine, made: MadeYear) -> None:
    app = well(visit("bien-dong", person(installation, role=Role.VIEWER)))
    assert app.title[0].value == "Chưa ghi biến động nào của đơn vị"
    assert buttons(app) == {"English", "Đăng xuất"}
    assert not app.text_input


def test_what_happened_stands_newest_first(installation: Engine, made: MadeYear) -> None:
    renamed(installation, made)
    app = well(visit("bien-dong", person(installation, role=Role.VIEWER)))
    assert app.title[0].value == "1 biến động đơn vị, gần nhất ngày 01/07/2017"
    (row,) = app.table[0].value.to_numpy().tolist()
    assert row == ["01/07/2017  \n**đổi tên**", "Đơn vị 1  \n→ **Tên mới**", "QĐ 12"]
    assert "Ghi một biến động" not in said(app)


def newest_names(app: AppTest) -> list[str]:
    """What the units of the table are called afterwards, row by row."""
    return [cell.rpartition("→ **")[2].rstrip("*") for cell in app.table[0].value["Trước và sau"]]


def test_more_than_fit_are_shown_when_asked_for(
    installation: Engine, made: MadeYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AT_FIRST", 1)
    renamed(installation, made)
    renamed(installation, made, "Tên mới nữa", date(2017, 8, 1))
    app = well(visit("bien-dong", person(installation, made)))
    assert newest_names(app) == ["Tên mới nữa"]
    assert "Chỉ hiện 1 biến động mới nhất." in [one.value for one in app.caption]
    app = well(press(app, "Xem thêm"))
    assert newest_names(app) == ["Tên mới nữa", "Tên mới"]
    assert "Xem thêm" not in buttons(app)


def test_only_the_block_is_shown_to_who_sees_several(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        other = made_year(session)
    renamed(installation, other, "Tên ở khối khác")
    renamed(installation, made)
    app = well(visit("bien-dong", person(installation, made), block=str(made.block_id)))
    assert len(app.table[0].value) == 2
    app = well(app.toggle(key="events_of_block").set_value(True).run())
    assert newest_names(app) == ["Tên mới"]
    assert app.title[0].value.startswith("1 biến động")
    app = well(visit("bien-dong", person(installation, made, Role.SECRETARY)))
    assert not app.toggle


def test_an_event_is_previewed_then_recorded(installation: Engine, made: MadeYear) -> None:
    with reading(installation) as session:
        before = everything(session, UnitName, UnitEvent)
    app = form(visit("bien-dong", person(installation, made, Role.SECRETARY)))
    field(app, "Đơn vị", "selectbox").set_value(made.unit_ids[0])
    field(app, "Tên mới").set_value("Sở <b>Mới</b>")
    app = well(press(app, "Xem trước"))
    (row,) = app.table[0].value.to_numpy().tolist()
    assert row[:3] == ["Đơn vị 1", "đổi tên", plain("Sở <b>Mới</b>")]
    assert not any("2017" in one.value for one in app.info)  # a new name stands on every roll by itself
    with reading(installation) as session:
        assert everything(session, UnitName, UnitEvent) == before
    app = well(press(app, "Ghi biến động"))
    assert app.title[0].value.startswith("1 biến động đơn vị")
    assert field(app, "Số văn bản").value == ""


def test_a_change_after_the_preview_asks_for_another_one(installation: Engine, made: MadeYear) -> None:
    app = form(visit("bien-dong", person(installation, made, Role.SECRETARY)), UnitEventKind.DISSOLVE)
    field(app, "Đơn vị", "selectbox").set_value(made.unit_ids[0])
    app = well(press(app, "Xem trước"))
    assert "2017" in app.info[-1].value
    assert "Ghi biến động" in buttons(app)
    field(app, "Đơn vị", "selectbox").set_value(made.unit_ids[1])
    assert "Ghi biến động" not in buttons(well(app.run()))


def test_what_cannot_have_happened_is_said(installation: Engine, made: MadeYear) -> None:
    app = form(visit("bien-dong", person(installation, made, Role.SECRETARY)), UnitEventKind.MERGE)
    one, two, _three = made.unit_ids
    field(app, "Các đơn vị sáp nhập", "multiselect").set_value([one])
    field(app, "Tên đơn vị mới").set_value("Đơn vị chung")
    app = press(app, "Xem trước")
    assert "Đơn vị 1" in refusal(app)
    field(app, "Các đơn vị sáp nhập", "multiselect").set_value([one, two])
    app = well(press(well(app.run()) if not app.error else app, "Xem trước"))
    assert list(app.table[0].value["Thay đổi"]) == ["kết thúc", "kết thúc", "bắt đầu"]


def test_an_event_is_undone(installation: Engine, made: MadeYear) -> None:
    renamed(installation, made)
    app = well(visit("bien-dong", person(installation, made, Role.SECRETARY)))
    app = well(press(app, "Đồng ý hoàn tác"))
    assert app.title[0].value == "Chưa ghi biến động nào của đơn vị"


def test_an_event_on_which_another_rests_is_not_undone(installation: Engine, made: MadeYear) -> None:
    new = NewUnit(style=UnitStyle("Tên mới", None), kind=UnitKind.AGENCY, block_id=made.block_id)
    founding = EventPlan(kind=UnitEventKind.FOUND, day=DAY, document="QĐ 1", created=(new,))
    with writing(installation) as session:
        first = record_event(session, OPERATOR, founding)
        unit = session.exec(select(UnitName.unit_id).where(UnitName.event_id == first)).one()
        end = EventPlan(kind=UnitEventKind.DISSOLVE, day=date(2017, 9, 1), document="QĐ 2", before=(unit,))
        record_event(session, OPERATOR, end)
    app = well(visit("bien-dong", person(installation, made, Role.SECRETARY)))
    field(app, "Biến động", "selectbox").set_value(first)
    assert "Tên mới" in refusal(press(well(app.run()), "Đồng ý hoàn tác"))


@pytest.mark.parametrize("kind", UnitEventKind)
def test_every_kind_has_its_fields(installation: Engine, made: MadeYear, kind: UnitEventKind) -> None:
    app = form(visit("bien-dong", person(installation, made, Role.SECRETARY)), kind)
    assert "Xem trước" in buttons(app)
