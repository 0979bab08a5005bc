"""Edits of cells that no grid sends: of locked sheets, of the own unit, from old pages, of other years."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, select
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.WidgetStates_pb2 import WidgetState

from models.accounts import RoleGrant
from models.enums import Method, Role, SheetStep, Stage, YearState
from models.year import BlockYear
from pages.shared.grid import column_of
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.sheets import lock_sheets, unlock_sheet
from services.years import open_year
from tests.client import Client, Drawn, calling, pressed
from tests.effects import Rows, effects, rows
from tests.factories import MadeYear, made_actor, made_year, token_of
from tests.serving import Served

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.timeout(300)]

SHEET, SAVE = "cham-diem", "Lưu"
STAGES = {Stage.SELF: "Tự chấm", Stage.REVIEW: "Thẩm định", Stage.FINAL: "Điểm chốt"}


@pytest.fixture
def made(product: Served) -> MadeYear:
    """A year that is being scored, with one criterion of ten points."""
    engine = engine_of(product.settings)
    with writing(engine) as session:
        made = made_year(session, state=YearState.SCORING)
        rule = Criterion(code="1", name="Điểm", method=Method.DIRECT, max=1000)
        save_criteria(session, OPERATOR, made.id, [Node(None, rule)], {})
    engine.dispose()
    return made


@dataclass
class Page:
    """The score sheet as somebody has it open."""

    client: Client
    drawn: Drawn
    states: list[WidgetState]

    def forge(self, cells: Mapping[str, str], **more: str) -> Drawn:
        """What comes of those texts in the first row, with the button of the grid."""
        edits = json.dumps({"edited_rows": {"0": cells}, "added_rows": [], "deleted_rows": []})
        (grid,) = self.drawn.of_kind("dataframe")
        click = pressed(self.drawn.buttons.get(SAVE, "$$ID-forged-sheet_save"))
        typed = WidgetState(id=grid.dataframe.id, string_value=edits)
        return self.client.run(SHEET, [*self.states, typed, *click], **more)


def opened(client: Client, stage: Stage, **more: str) -> Page:
    """The sheet at that step."""
    groups = [one.button_group for one in client.run(SHEET, (), **more).of_kind("button_group")]
    named = [one.id for one in groups if STAGES[stage] in {option.content for option in one.options}]
    chosen = StringArray(data=[STAGES[stage]])
    states = [WidgetState(id=one, string_array_value=chosen) for one in named]
    return Page(client, client.run(SHEET, states, **more), states)


def person(
    engine: Engine, made: MadeYear, role: Role, unit_id: int | None = None, year: int | None = None
) -> tuple[int, str]:
    with writing(engine) as session:
        account_id = (
            made_actor(session, role, block_id=made.block_id, unit_id=unit_id, year=year).account_id or 0
        )
        return account_id, token_of(session, account_id)


def all_columns(made: MadeYear) -> dict[str, str]:
    """A text for each column that a grid of the year may have."""
    return dict.fromkeys((*map(column_of, made.unit_ids), *Stage, "name", "max"), "9")


def done(engine: Engine, before: Rows) -> Rows:
    return effects(before, rows(engine))


def test_a_sheet_that_was_locked_takes_nothing(
    product: Served, product_engine: Engine, made: MadeYear
) -> None:
    """Locked before the page was opened, and behind its back."""
    first = made.unit_ids[0]
    _key, token = person(product_engine, made, Role.UNIT_EDITOR, unit_id=first)
    with calling(product, token) as client:
        page = opened(client, Stage.SELF)
        with writing(product_engine) as session:
            lock_sheets(session, OPERATOR, made.id, SheetStep.SELF, [first])
        before = rows(product_engine)
        page.forge(all_columns(made))
        opened(client, Stage.SELF).forge(all_columns(made))
        with calling(product, token) as another:
            opened(another, Stage.SELF).forge(all_columns(made))
        assert not done(product_engine, before)
        with writing(product_engine) as session:
            unlock_sheet(session, OPERATOR, made.id, SheetStep.SELF, first, "Để thử")
    with calling(product, token) as client:  # so that it was not for want of a button
        opened(client, Stage.SELF).forge(all_columns(made))
    with reading(product_engine) as session:
        (line,) = criteria_of_year(session, made.id)
    assert {table for table, _row in done(product_engine, before)} >= {"score", "score_change"}
    assert line.rule.max == 1000


@pytest.mark.parametrize("stage", list(Stage))
def test_a_reviewer_fills_in_neither_the_own_unit_nor_another_step(
    product: Served, product_engine: Engine, made: MadeYear, stage: Stage
) -> None:
    own, second, third = made.unit_ids
    _key, token = person(product_engine, made, Role.REVIEWER)
    with writing(product_engine) as session:
        grant = session.exec(select(RoleGrant).where(RoleGrant.account_id == _key)).one()
        session.add(
            RoleGrant(account_id=grant.account_id, role=Role.VOTER, block_id=made.block_id, unit_id=own)
        )
    before = rows(product_engine)
    mine = {column_of(own): "9", stage.value: "9", "name": "9"}
    others = {} if stage is Stage.REVIEW else {column_of(second): "9", column_of(third): "9"}
    with calling(product, token) as client:
        opened(client, stage).forge(mine | others)
    assert not done(product_engine, before)


def test_an_old_page_of_somebody_demoted_saves_nothing(
    product: Served, product_engine: Engine, made: MadeYear
) -> None:
    """Neither by the whole page nor by its fragment alone, which knows the rights of old."""
    account_id, token = person(product_engine, made, Role.SECRETARY)
    with calling(product, token) as client:
        page = opened(client, Stage.FINAL)
        with writing(product_engine) as session:
            session.exec(delete(RoleGrant).where(col(RoleGrant.account_id) == account_id))
            session.add(RoleGrant(account_id=account_id, role=Role.VIEWER, block_id=made.block_id))
        before = rows(product_engine)
        assert page.drawn.fragments
        for fragment in sorted(page.drawn.fragments):
            page.forge(all_columns(made), fragment_id=fragment)
        page.forge(all_columns(made))
    assert not done(product_engine, before)


@pytest.mark.parametrize("state", [YearState.PUBLISHED, YearState.ARCHIVED])
def test_a_year_that_was_closed_behind_the_page_takes_nothing(
    product: Served, product_engine: Engine, made: MadeYear, state: YearState
) -> None:
    _key, token = person(product_engine, made, Role.SECRETARY)
    with calling(product, token) as client:
        page = opened(client, Stage.FINAL)
        with writing(product_engine) as session:
            session.get_one(BlockYear, made.id).state = state
        before = rows(product_engine)
        for fragment in sorted(page.drawn.fragments):
            page.forge(all_columns(made), fragment_id=fragment)
        page.forge(all_columns(made))
    assert not done(product_engine, before)


def test_the_sheet_of_a_year_that_is_not_ones_own_takes_nothing(
    product: Served, product_engine: Engine, made: MadeYear
) -> None:
    """The role is for 2017; the grid of 2018, the block's newest year, is alike to the last column."""
    with writing(product_engine) as session:
        later = open_year(session, OPERATOR, made.id, 2018)
        session.get_one(BlockYear, later).state = YearState.SCORING
        (line,) = criteria_of_year(session, later)
        edit = CellEdit(made.unit_ids[0], line.criterion_id, "5", 0)
        save_cells(session, OPERATOR, later, Stage.FINAL, [edit])
    _key, token = person(product_engine, made, Role.SECRETARY, year=2017)
    with calling(product, token) as client:
        page = opened(client, Stage.FINAL, query_string="year=2017")
        before = rows(product_engine)
        of_years = {one.selectbox.label: one.selectbox for one in page.drawn.of_kind("selectbox")}["Năm"]
        (other,) = (one for one in of_years.options if one.startswith("2018"))
        page.states.append(WidgetState(id=of_years.id, string_value=other))
        page.forge(all_columns(made))
        page.forge(all_columns(made))
        assert not done(product_engine, before)
    with calling(product, token) as client:  # so that it was not for want of a button
        opened(client, Stage.FINAL, query_string="year=2017").forge(all_columns(made))
    assert "score" in {table for table, _row in done(product_engine, before)}
