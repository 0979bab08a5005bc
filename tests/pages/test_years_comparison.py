"""The screen of the years side by side: what it finds, what it draws, and what never reaches it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from models.enums import Role, YearState
from models.registry import Unit, UnitName
from models.year import BlockYear
from pages.shared.context import Context
from services.database import engine_of, writing
from services.demonstration import load_demonstration
from services.queries.years import newest_years
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from tests.factories import made_actor, made_year

Prepare = Callable[[Session], Actor | None]


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


def page(ctx: "Context") -> None:
    from pages.years import comparison

    comparison.render(ctx)


def opened(engine: Engine, prepare: Prepare, language: str = "vi") -> AppTest:
    """The screen as somebody sees it; `prepare` may give who that is."""
    with writing(engine) as session:
        actor = prepare(session) or OPERATOR
    with writing(engine) as session:
        line = newest_years(session, actor)[0]
    ctx = Context(
        engine=engine,
        actor=actor,
        block_id=line.block_id,
        block_name=line.block_name,
        block_year_id=line.block_year_id,
        year=line.year,
        state=line.state,
        illustrative=line.illustrative,
    )
    app = AppTest.from_function(page, kwargs={"ctx": ctx}, default_timeout=30)
    app.session_state["language"] = language
    app.run()
    assert not app.exception
    return app


def demonstration(session: Session) -> None:
    load_demonstration(session, OPERATOR)


def charts_of(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def all_of(app: AppTest) -> str:
    """Everything that reached the page."""
    tables = [table.value.to_string() for table in (*app.dataframe, *app.table)]
    charts = [chart.proto.spec for chart in app.get("plotly_chart")]
    texts = [str(said.value) for said in (*app.title, *app.caption, *app.markdown, *app.info)]
    options = [str(choice.options) for choice in app.multiselect]
    return "\n".join([*tables, *charts, *texts, *options])


def test_one_year_says_what_will_stand_here(engine: Engine) -> None:
    def one_year(session: Session) -> None:
        made_year(session)

    app = opened(engine, one_year)
    assert app.title[0].value == "So sánh các năm"
    assert "Từ năm thứ hai" in app.info[0].value
    assert not app.get("plotly_chart")


def test_years_without_scores_have_no_chart_and_no_table(engine: Engine) -> None:
    def two_empty_years(session: Session) -> None:
        made = made_year(session, units=0)
        session.add(BlockYear(block_id=made.block_id, year=2018))

    app = opened(engine, two_empty_years)
    assert app.title[0].value == "So sánh các năm"
    assert not app.get("plotly_chart")
    assert not app.dataframe


def test_the_title_says_who_leads_and_both_charts_say_that_the_data_are_invented(engine: Engine) -> None:
    app = opened(engine, demonstration)
    assert app.title[0].value == "Công an tỉnh dẫn đầu năm 2017: 2/5 năm đứng đầu"
    scores, places = charts_of(app)
    for chart in (scores, places):
        assert "số liệu minh họa" in json.dumps(chart, ensure_ascii=False)
        assert len(chart["data"]) == 5
    assert scores["data"][0]["y"] == [95.06, 96.5, 95.14, 94.15, 97.16]
    assert places["data"][0]["y"] == [2, 1, 2, 4, 1]


def test_the_table_has_every_unit_newest_year_first(engine: Engine) -> None:
    frame = opened(engine, demonstration).dataframe[0].value
    assert list(frame.columns) == ["unit", "2017", "2016", "2015", "2014", "2013"]
    rows = {row["unit"]: row for row in frame.to_dict("records")}
    assert len(rows) == 12
    assert rows["CA tỉnh"]["2017"] == "1 · 97,16"
    assert rows["Sở NV"]["2016"] == "7= · 90,64"
    assert rows["TT ĐGTS"]["2013"] == "–"
    assert (rows["TT ĐGTS"]["2016"], rows["TT PL-ĐG"]["2015"]) == ("", "")


def test_heads_titles_and_events_stand_beneath(engine: Engine) -> None:
    app = opened(engine, demonstration)
    offices, titles = (table.value for table in app.table)
    assert list(offices.iloc[0]) == ["2018 (được suy tôn)", "Viện kiểm sát nhân dân tỉnh", "Sở Tư pháp"]
    assert "Cờ thi đua của UBND tỉnh" in str(titles.iloc[0, 1])
    assert titles.iloc[0, 2] == "Công an tỉnh (hạng 1)"
    events = str(app.markdown[-1].value)
    assert "đổi tên thành" in events
    assert "sáp nhập thành" in events


def test_points_are_drawn_for_the_years_of_one_scale_only(engine: Engine) -> None:
    app = opened(engine, demonstration)
    app.session_state["compared_measure"] = "points"
    app.run()
    scores = charts_of(app)[0]
    assert scores["data"][0]["x"] == [2015, 2016, 2017]
    assert scores["data"][0]["y"] == [951.44, 941.45, 971.57]
    assert any("2013, 2014" in caption.value for caption in app.caption)


def test_a_successor_begins_its_own_line_where_those_of_its_predecessors_end(engine: Engine) -> None:
    app = opened(engine, demonstration)
    with writing(engine) as session:
        codes = {unit.code: unit.id for unit in session.exec(select(Unit))}
    app.session_state[str(app.multiselect[0].key)] = [
        codes[code] for code in ("tro-giup-phap-ly", "dau-gia", "phap-ly-dau-gia")
    ]
    app.run()
    lines = {line["name"]: line["y"] for line in charts_of(app)[1]["data"]}
    assert lines == {
        "TT TGPL": [10, 11, 10, None, None],
        "TT ĐGTS": [None, 10, 11, None, None],
        "TT PL-ĐG": [None, None, None, 10, 10],
    }


def test_with_no_unit_chosen_it_says_what_to_do(engine: Engine) -> None:
    app = opened(engine, demonstration)
    app.multiselect[0].set_value([]).run()
    assert "Chọn ít nhất một đơn vị" in app.info[0].value
    assert not app.get("plotly_chart")


def test_a_viewer_gets_nothing_of_a_year_that_is_not_released(engine: Engine) -> None:
    def scoring(session: Session) -> Actor:
        load_demonstration(session, OPERATOR)
        year = session.exec(select(BlockYear).where(BlockYear.year == 2017)).one()
        year.state = YearState.SCORING
        return made_actor(session, Role.VIEWER, block_id=year.block_id)

    app = opened(engine, scoring)
    assert "2017" in app.info[0].value
    reached = all_of(app)
    assert "96.46" in reached
    assert not [figure for figure in ("97,16", "97.16", "96,55", "96.55") if figure in reached]
    assert "2018" not in reached
    assert "Bộ Chỉ huy Quân sự tỉnh dẫn đầu năm 2016" in app.title[0].value


def test_a_stranger_to_the_block_gets_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
        demo = session.exec(select(BlockYear)).all()[0]
        key, block_id = demo.id or 0, demo.block_id
        stranger = made_actor(session, Role.SECRETARY, block_id=made_year(session).block_id)
    ctx = Context(engine, stranger, block_id, "", key, 2017, YearState.CONFERENCE, True)
    app = AppTest.from_function(page, kwargs={"ctx": ctx}, default_timeout=30).run()
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "Công an" not in all_of(app)


def test_a_name_is_shown_as_it_was_typed(engine: Engine) -> None:
    def nasty(session: Session) -> None:
        load_demonstration(session, OPERATOR)
        for name in session.exec(select(UnitName).where(UnitName.name == "Công an tỉnh")):
            name.name = name.short_name = "<b>**=1+1**</b>"

    app = opened(engine, nasty)
    assert app.title[0].value.startswith(r"\<b\>\*\*\=1\+1\*\*\<\/b\>".replace(r"\/", "/"))
    assert app.dataframe[0].value["unit"].iloc[0] == "<b>**=1+1**</b>"
    assert "<b>**=1+1**</b>" not in json.dumps(charts_of(app))


def test_in_english_nothing_is_left_in_vietnamese_but_names(engine: Engine) -> None:
    app = opened(engine, demonstration, language="en")
    assert app.title[0].value == "Công an tỉnh leads 2017: first in 2 of 5 years"
    assert app.dataframe[0].value["2017"].iloc[0] == "1 · 97.16"
