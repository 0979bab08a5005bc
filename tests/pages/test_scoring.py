"""The scoring screens: empty, ordinary, refused, and what never reaches whom."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Method, Role, Stage, YearState
from models.registry import UnitName
from models.scoring import Criterion, Score
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
SAVE = "Lưu"
GRID = "sheet-1-final-0-0"  # the first year's final scores of all units, drawn once
TREE = "criteria-1-0"


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


def type_into(app: AppTest, unit_id: int, text: str) -> AppTest:
    """Type over the leaf's cell of a unit, as the browser reports it, and press the button."""
    return press(app, GRID, SAVE, edited_rows={1: {f"unit_{unit_id}": text}})


def press(app: AppTest, grid: str, label: str, **typed: object) -> AppTest:
    """Press the button after the grid has sent what was typed."""
    app.session_state[grid] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | typed
    [button] = [one for one in app.button if one.label == label]
    return button.click().run()


def stored(engine: Engine, unit_id: int) -> int | None:
    with reading(engine) as session:
        return session.exec(select(Score.points).where(Score.unit_id == unit_id)).first()


def test_an_empty_year_says_what_to_do_first(engine: Engine) -> None:
    from pages.scoring import criteria, sheet, standings

    with writing(engine) as session:
        made = made_year(session, units=0)
    assert "hãy nhập đơn vị" in well(screen(engine, made, sheet.render)).info[0].value
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


def test_a_saved_cell_moves_the_standings(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import sheet, standings

    well(type_into(well(screen(engine, year, sheet.render)), year.unit_ids[0], "10"))
    assert stored(engine, year.unit_ids[0]) == 1000
    assert "Đơn vị 1 xếp hạng nhất" in well(screen(engine, year, standings.render)).title[0].value


@pytest.mark.parametrize("typed", ["abc", "9.55", "1.234,5", "-1", "11"])
def test_a_bad_cell_is_named_in_one_sentence_and_what_was_typed_stays(
    engine: Engine, year: MadeYear, typed: str
) -> None:
    from pages.scoring import sheet

    app = type_into(well(screen(engine, year, sheet.render)), year.unit_ids[0], typed)
    assert not app.exception
    [error] = app.error
    assert "Đơn vị 1" in error.value
    assert stored(engine, year.unit_ids[0]) == 800
    assert app.session_state[GRID]["edited_rows"]


def test_a_cell_changed_by_somebody_else_is_shown_with_both_values(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import sheet

    app = well(screen(engine, year, sheet.render))
    with writing(engine) as session:
        other = made_actor(session, Role.SECRETARY, block_id=year.block_id)
        leaf = session.exec(select(Criterion.id).where(Criterion.code == "1.1")).one() or 0
        save_cells(session, other, year.id, Stage.FINAL, [CellEdit(year.unit_ids[0], leaf, "7", 1)])
    app = type_into(app, year.unit_ids[0], "9")
    conflict = app.dataframe[-1].value
    assert conflict.iloc[0].tolist()[:5] == ["ĐV1", "1.1", "9", "7", other.name]
    assert stored(engine, year.unit_ids[0]) == 700
    [mine] = [one for one in app.button if one.label == "Ghi đè bằng số của tôi"]
    assert not mine.click().run().exception
    assert stored(engine, year.unit_ids[0]) == 900


def test_a_unit_sees_and_types_only_its_own_column_before_publication(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import sheet, standings

    editor = somebody(engine, year, Role.UNIT_EDITOR, YearState.SCORING)
    app = well(screen(engine, year, sheet.render, editor))
    assert [name for name in app.dataframe[0].value.columns if name.startswith("unit_")] == [
        f"unit_{year.unit_ids[0]}"
    ]
    assert "9,5" not in everything(app)
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
    from pages.scoring import sheet, standings

    viewer = somebody(engine, year, Role.VIEWER, state)
    assert ("9,50" in everything(well(screen(engine, year, standings.render, viewer)))) is shown
    app = well(screen(engine, year, sheet.render, viewer))
    assert ("9,5" in everything(app)) is shown
    assert SAVE not in [button.label for button in app.button]


def test_a_demoted_secretary_is_refused_with_the_page_still_open(engine: Engine, year: MadeYear) -> None:
    from models.accounts import RoleGrant
    from pages.scoring import sheet

    secretary = somebody(engine, year, Role.SECRETARY, YearState.CONFERENCE)
    app = well(screen(engine, year, sheet.render, secretary))
    with writing(engine) as session:
        grants = select(RoleGrant).where(RoleGrant.account_id == secretary.account_id)
        session.exec(grants).one().role = Role.VIEWER
    app = type_into(app, year.unit_ids[0], "9")
    assert app.error
    assert stored(engine, year.unit_ids[0]) == 800


@pytest.mark.parametrize(
    "forged",
    [
        {1: {"max": "99", "name": "x"}},  # columns that the grid locks
        {1: {"unit_999": "9"}},  # no such column
        {77: {"unit_1": "9"}},  # no such row: Streamlit's own editor gives up on it
    ],
)
def test_a_forged_edit_changes_nothing(
    engine: Engine, year: MadeYear, forged: dict[int, dict[str, str]]
) -> None:
    from pages.scoring import sheet

    press(well(screen(engine, year, sheet.render)), GRID, SAVE, edited_rows=forged)
    assert stored(engine, year.unit_ids[0]) == 800
    with reading(engine) as session:
        assert [line.rule.max for line in criteria_of_year(session, year.id)] == [None, 1000]


def test_the_tree_shows_names_as_typed_and_saves_a_new_criterion(engine: Engine, year: MadeYear) -> None:
    from pages.scoring import criteria

    app = well(screen(engine, year, criteria.render))
    assert app.title[0].value == "1 tiêu chí, 10 điểm năm 2017"
    assert NASTY in app.dataframe[0].value["name"].iloc[1]
    new = {"code": "1.2", "parent": "1", "name": "Mới", "method": "pass_fail", "max": "2,5"}
    well(press(app, TREE, "Lưu bảng tiêu chí", added_rows=[new]))
    with reading(engine) as session:
        assert [line.rule.max for line in criteria_of_year(session, year.id)] == [None, 1000, 250]
