"""The registry, a unit's page and the block's lineage on screen: nothing there, ordinary, refused."""

import json

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.enums import Role, YearState
from models.registry import Unit, UnitName
from models.year import BlockYear
from services.database import writing
from services.demonstration import load_demonstration
from services.rules.rights import OPERATOR
from tests.factories import made_actor, made_year
from tests.pages.visits import field, person, said, visit, well

TREE, UNIT, LINEAGE = "so-dang-ky", "ho-so-don-vi", "sap-nhap-chia-tach"


def unit_named(session: Session, name: str) -> int:
    return session.exec(select(UnitName.unit_id).where(UnitName.name == name)).first() or 0


def links(app: AppTest) -> dict[str, str]:
    """Where the links lead, by their labels."""
    return {one.proto.label: one.proto.query_string for one in app.get("page_link")}


@pytest.fixture
def engine(installation: Engine) -> Engine:
    return installation


@pytest.fixture
def told(engine: Engine) -> Engine:
    """The demonstration, in which three provinces become one."""
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
    return engine


def test_one_block_has_no_choice_to_make_and_its_units_as_links(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=2)
    app = well(visit(TREE, person(engine)))
    assert app.title[0].value == "1 tỉnh, 1 khối, 2 đơn vị"
    assert not [one for one in app.selectbox if one.label in ("Tỉnh, thành phố", "Khối")]
    assert f"unit={made.unit_ids[0]}" in links(app)["Đơn vị 1"]


def test_before_the_first_block_it_says_that_there_was_none(engine: Engine) -> None:
    with writing(engine) as session:
        made_year(session)
    app = well(visit(TREE, person(engine), day="2016-12-31"))
    assert app.title[0].value == "0 khối, 0 đơn vị vào ngày 31/12/2016"
    assert "Hãy chọn ngày muộn hơn" in app.info[0].value


@pytest.mark.parametrize("day", ["1", "2016-99-99", "9999-01-01"])
def test_a_day_that_is_none_counts_as_today(engine: Engine, day: str) -> None:
    with writing(engine) as session:
        made_year(session)
    assert "đơn vị" in well(visit(TREE, person(engine), day=day)).title[0].value


def test_the_tree_of_another_day_has_the_provinces_of_that_day(told: Engine) -> None:
    name = person(told)
    before = well(visit(TREE, name, day="2025-06-30"))
    assert before.title[0].value.startswith("3 tỉnh, 4 khối, ")
    after = well(visit(TREE, name, day="2025-07-01"))
    assert after.title[0].value.startswith("1 tỉnh, 2 khối, ")
    chosen = well(field(before, "Tỉnh, thành phố", "selectbox").set_value("Hòa Bình").run())
    assert "Công an tỉnh Hòa Bình" in links(chosen)


def test_the_search_finds_a_former_unit_and_says_what_became_of_it(told: Engine) -> None:
    app = well(visit(TREE, person(told), find="dau gia"))
    assert "Trung tâm Dịch vụ đấu giá tài sản tỉnh" in links(app)
    said_of = "\n".join(one.value for one in app.caption)
    assert "đã sáp nhập thành Trung tâm Trợ giúp pháp lý và Đấu giá tài sản tỉnh từ 01/01/2016" in said_of
    nothing = well(field(app, "Tìm đơn vị theo tên hiện nay hoặc tên cũ").set_value("xyz").run())
    assert "Không có đơn vị" in said(nothing) or nothing.info


def test_a_viewer_finds_nothing_of_another_block(engine: Engine) -> None:
    with writing(engine) as session:
        mine = made_year(session, units=1)
        other = made_year(session, units=1)
        made_actor(session, Role.VIEWER, block_id=mine.block_id, username="khach")
    app = well(visit(TREE, "khach", find="don vi"))
    assert list(links(app).values()) == [links(app)["Đơn vị 1"]]
    assert f"unit={mine.unit_ids[0]}" in links(app)["Đơn vị 1"]
    refused = visit(UNIT, "khach", unit=str(other.unit_ids[0]))
    assert not refused.exception
    assert refused.title[0].value == "Không có đơn vị để hiện"
    assert len(refused.error) == 1


def test_the_page_of_a_unit_that_merged_says_so_and_leads_to_its_heir(told: Engine) -> None:
    with writing(told) as session:
        unit_id = unit_named(session, "Công an tỉnh Hòa Bình")
    app = well(visit(UNIT, person(told), unit=str(unit_id)))
    assert app.title[0].value == "Công an tỉnh Hòa Bình - đã sáp nhập từ 01/07/2025"
    assert any("Công an tỉnh Phú Thọ" in label for label in links(app))
    assert any("điểm không được cộng dồn" in one.value for one in app.caption)
    (chart,) = app.get("plotly_chart")
    assert "Công an tỉnh Hòa Bình" in json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)


def test_the_page_of_a_unit_has_its_years_offices_and_titles(told: Engine) -> None:
    with writing(told) as session:
        unit_id = unit_named(session, "Công an tỉnh")
    app = well(visit(UNIT, person(told), unit=str(unit_id)))
    years = next(table.value for table in app.table if "Năm" in table.value.columns)
    row = next(row for row in years.to_dict("records") if row["Năm"] == "2017")
    assert row["Hạng"] == "hạng 1"
    assert row["Kết quả chấm điểm"] == "971,57 (97,16%)"


def test_a_viewer_sees_no_figure_of_a_year_that_is_not_released(told: Engine) -> None:
    with writing(told) as session:
        year = session.exec(select(BlockYear).where(BlockYear.year == 2017)).one()
        year.state = YearState.SCORING
        made_actor(session, Role.VIEWER, block_id=year.block_id, username="khach")
        unit_id = unit_named(session, "Công an tỉnh")
    app = well(visit(UNIT, "khach", unit=str(unit_id)))
    reached = "\n".join(table.value.to_string() for table in app.table)
    assert "2016" in reached
    assert "97,16" not in reached


@pytest.mark.parametrize("unit", ["", "abc", "-1", "99999999999999"])
def test_an_address_without_a_unit_leads_back_to_the_registry(engine: Engine, unit: str) -> None:
    with writing(engine) as session:
        made_year(session)
    app = well(visit(UNIT, person(engine), unit=unit))
    assert app.title[0].value == "Không có đơn vị để hiện"
    assert "Về trang tra cứu đơn vị" in links(app)


def test_a_unit_to_which_nothing_happened_says_so(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=1)
    app = well(visit(UNIT, person(engine), unit=str(made.unit_ids[0])))
    assert "Chưa có biến động" in said(app)
    assert not app.get("plotly_chart")


def test_names_are_shown_as_they_were_typed(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session, units=1)
        for name in session.exec(select(UnitName)):
            name.name = name.short_name = "<b>**=1+1**</b>"
        assert session.get(Unit, made.unit_ids[0])
    username = person(engine)
    page = well(visit(UNIT, username, unit=str(made.unit_ids[0])))
    assert page.title[0].value == r"\<b\>\*\*\=1\+1\*\*\</b\>"
    assert r"\<b\>\*\*\=1\+1\*\*\</b\>" in links(well(visit(TREE, username)))


def test_the_lineage_of_a_quiet_block_says_what_will_stand_there(engine: Engine) -> None:
    with writing(engine) as session:
        made_year(session)
    app = well(visit(LINEAGE, person(engine)))
    assert app.title[0].value == "Các đơn vị chưa có biến động"
    assert not app.get("plotly_chart")


def test_the_lineage_of_a_block_draws_those_to_whom_something_happened(told: Engine) -> None:
    app = well(visit(LINEAGE, person(told), block="noi-chinh"))
    assert "biến động của các đơn vị thuộc Khối thi đua Nội chính" in app.title[0].value
    words = said(app)
    assert "Công an tỉnh Hòa Bình sáp nhập thành Công an tỉnh Phú Thọ" in words
    assert "Văn bản minh họa số 11" in words
