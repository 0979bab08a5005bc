"""The scoring screens: empty, ordinary, refused, and what never reaches whom."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Method, Role, Stage, YearState
from models.registry import UnitName
from models.year import BlockYear
from pages.shared.context import Context
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion as Rule
from services.rules.rights import OPERATOR, Actor
from services.scoring import save_cells
from services.settings import Settings
from tests.factories import MadeYear, made_actor, made_year

NASTY = "<b>Sở</b> **x** =1+1 :smile:"


@pytest.fixture
def engine(sqlite_settings: Settings) -> Engine:
    return engine_of(sqlite_settings)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    """Three units, a group with one leaf of ten points and one bonus; the first two units scored."""
    with writing(engine) as session:
        made = made_year(session)
        session.exec(select(BlockYear)).one().state = YearState.CONFERENCE
        rules = [
            Rule(code="1", name="Nhóm", method=Method.GROUP),
            Rule(code="1.1", parent="1", name=NASTY, method=Method.DIRECT, max=1000, step=50),
        ]
        save_criteria(session, OPERATOR, made.id, [Node(None, rule) for rule in rules], {})
        leaf = criteria_of_year(session, made.id)[1].criterion_id
        for unit_id, text in zip(made.unit_ids, ("8", "9,5"), strict=False):
            save_cells(session, OPERATOR, made.id, Stage.FINAL, [CellEdit(unit_id, leaf, text, 0)])
        for name in session.exec(select(UnitName).where(UnitName.unit_id == made.unit_ids[1])):
            name.name, name.short_name = NASTY, None
    return made


def _screen() -> None:
    import streamlit as st

    from pages.shared.context import show_flash

    show_flash()
    st.session_state["render"](st.session_state["context"])


def screen(
    engine: Engine, year: MadeYear, render: Callable[[Context], None], actor: Actor = OPERATOR
) -> AppTest:
    with reading(engine) as session:
        state = session.exec(select(BlockYear).where(BlockYear.id == year.id)).one().state
    app = AppTest.from_function(_screen, default_timeout=30)
    app.session_state["render"] = render
    app.session_state["context"] = Context(
        engine, actor, year.block_id, "Khối thi đua", year.id, 2017, state, illustrative=True
    )
    return app.run()


def somebody(engine: Engine, year: MadeYear, role: Role, state: YearState) -> Actor:
    with writing(engine) as session:
        session.exec(select(BlockYear)).one().state = state
        unit = year.unit_ids[0] if role is Role.UNIT_EDITOR else None
        return made_actor(session, role, block_id=year.block_id, unit_id=unit)


def well(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error, [one.value for one in app.error]
    return app


def everything(app: AppTest) -> str:
    tables = [table.value.to_string() for table in app.dataframe]
    words = [one.value for one in (*app.title, *app.caption, *app.info, *app.warning, *app.error)]
    return "\n".join([*words, *tables])


def press(app: AppTest, grid: str, label: str, **typed: object) -> AppTest:
    """Press the button after the grid has sent what was typed."""
    app.session_state[grid] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | typed
    [button] = [one for one in app.button if one.label == label]
    return button.click().run()


def test_an_empty_year_says_what_to_do_first(engine: Engine) -> None:
    from pages.scoring import criteria, standings

    with writing(engine) as session:
        made = made_year(session, units=0)
    assert "hãy nhập đơn vị" in well(screen(engine, made, standings.render)).info[0].value
    assert well(screen(engine, made, criteria.render)).title[0].value == "Tiêu chí năm 2017"


def test_the_standings_say_who_leads_and_who_is_missing_a_score(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import standings

    app = well(screen(engine, year, standings.render))
    table = app.dataframe[0].value
    assert [place.strip() for place in table["place"]] == ["1", "2", "-"]
    assert [text.strip() for text in table["points"]] == ["9,50", "8,00", "0,00"]
    assert "**Đơn vị 3**: 1\\.1 " in app.warning[0].value
    assert any("TẠM THỜI" in one.value for one in app.markdown)


def test_a_unit_sees_no_standings_before_publication(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import standings

    editor = somebody(engine, year, Role.UNIT_EDITOR, YearState.SCORING)
    app = well(screen(engine, year, standings.render, editor))
    assert "chưa được công bố" in app.info[0].value
    assert "9,50" not in everything(app)


@pytest.mark.parametrize(
    ("state", "shown"),
    [(YearState.SCORING, False), (YearState.CONFERENCE, True), (YearState.PUBLISHED, True)],
)
def test_a_leader_sees_the_standings_from_the_conference_on(
    engine: Engine, year: MadeYear, state: YearState, shown: bool
) -> None:
    from pages.scoring import standings

    viewer = somebody(engine, year, Role.VIEWER, state)
    assert ("9,50" in everything(well(screen(engine, year, standings.render, viewer)))) is shown
