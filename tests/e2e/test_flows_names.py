"""Names that look like HTML, Markdown and a formula are shown as they were typed."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from models.enums import Role
from models.polls import Poll
from models.registry import Unit
from models.year import BlockYear
from services.database import engine_of, writing
from services.queries.registry import roll_of_year
from services.registry import UnitEntry, edit_unit
from services.rules.rights import OPERATOR
from tests.e2e.steps import sign_in, title
from tests.serving import Served

NAME = "<b>x</b> **x** =1+1"


@pytest.fixture(scope="module")
def poll_id(site: Served) -> int:
    """The vote round that the unit has won which leads the year and is head of the block, now so called."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        year = session.exec(select(BlockYear).where(BlockYear.year == 2017)).one()
        roll = roll_of_year(session, year.block_id, year.id or 0, year.year)
        unit = next(unit for unit in roll if unit.code == "cong-an")
        entry = UnitEntry(name=NAME, short_name=NAME, kind=unit.kind, scored=True, votes=True)
        edit_unit(session, OPERATOR, year.id or 0, unit.unit_id, entry, seen_version=unit.version)
        won = select(Poll.id).where(Poll.block_year_id == year.id, Poll.code == "co-thi-dua")
        found = session.exec(won).one()
        assert session.exec(select(Unit).where(col(Unit.id) == unit.unit_id)).one().code == "cong-an"
    engine.dispose()
    return found or 0


def test_names_are_shown_as_typed_on_every_screen(page: Page, poll_id: int) -> None:
    sign_in(page, Role.SECRETARY, "/don-vi")
    main = page.get_by_test_id("stMain")
    expect(main.locator("p", has_text="Trưởng khối:")).to_contain_text(NAME)
    expect(main.get_by_test_id("data-grid-canvas").locator("td").get_by_text(NAME).first).to_be_attached()

    page.goto("/xep-hang")
    expect(title(page)).to_have_text(f"Năm 2017: {NAME} xếp hạng nhất")
    expect(title(page).locator("b, strong")).to_have_count(0)
    expect(main.get_by_test_id("data-grid-canvas").locator("td").get_by_text(NAME)).to_be_attached()
    expect(main.get_by_test_id("stPlotlyChart")).to_contain_text(f"1. {NAME}")

    page.goto("/bieu-quyet")
    expect(main.get_by_role("table").first.locator("td").get_by_text(NAME, exact=True)).to_be_visible()

    page.goto("/cham-diem")
    expect(main.get_by_test_id("data-grid-canvas").locator("th").get_by_text(NAME)).to_be_attached()

    page.goto(f"/trinh-chieu?poll={poll_id}&embed=true")
    board = page.locator(".board")
    expect(board.locator(".option.chosen .name")).to_have_text(NAME)
    expect(board.locator(".verdict")).to_contain_text(NAME)
    expect(board.locator(".verdict b, .verdict strong, .name b")).to_have_count(0)
