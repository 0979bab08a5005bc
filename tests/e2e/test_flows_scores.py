"""Scores are typed and pasted into the sheet, refused, fought over, and read in the standings."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import col, select

from models.enums import Role, Stage
from models.registry import Unit
from models.scoring import Criterion, Score
from models.year import BlockYear
from pages.shared.i18n import _, ngettext
from services.database import engine_of, reading
from tests.e2e.cells import cell, paste_into, save, type_into
from tests.e2e.sites import NAMES
from tests.e2e.steps import DESK, sign_in, title
from tests.serving import Served


@pytest.fixture(scope="module")
def engine(site: Served) -> Iterator[Engine]:
    """The database that the served product writes to."""
    engine = engine_of(site.settings)
    yield engine
    engine.dispose()


def stored(engine: Engine, criterion: str, unit: str) -> int | None:
    """The final points of 2017 in hundredths."""
    wanted = (
        select(Score.points)
        .join(BlockYear, col(BlockYear.id) == Score.block_year_id)
        .join(Criterion, col(Criterion.id) == Score.criterion_id)
        .join(Unit, col(Unit.id) == Score.unit_id)
        .where(BlockYear.year == 2017, Score.stage == Stage.FINAL)
        .where(Criterion.code == criterion, Unit.code == unit)
    )
    with reading(engine) as session:
        return session.exec(wanted).one()


def test_a_score_that_is_typed_and_saved_changes_the_standings(page: Page, engine: Engine) -> None:
    sign_in(page, Role.SECRETARY, "/xep-hang")
    expect(title(page)).to_have_text("Năm 2017: Công an tỉnh xếp hạng nhất")
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=_("Score sheet")).click()
    type_into(page, "1.1.3", "CA tỉnh", "9,5")
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.1.3", "cong-an") == 950
    menu.get_by_role("link", name=_("Standings")).click()
    expect(title(page)).to_have_text("Năm 2017: Viện kiểm sát nhân dân tỉnh xếp hạng nhất")


def test_a_decimal_comma_from_the_clipboard_is_stored_exactly(page: Page, engine: Engine) -> None:
    sign_in(page, Role.SECRETARY, "/cham-diem")
    paste_into(page, "1.1.3", "Bộ CHQS", "9,5")
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.1.3", "bo-chqs") == 950
    expect(cell(page, "1.1.3", "Bộ CHQS")).to_have_text("9,5")


def test_letters_are_refused_in_a_sentence_and_nothing_is_saved(page: Page, engine: Engine) -> None:
    before = stored(engine, "1.1.3", "ban-noi-chinh"), stored(engine, "1.1.4", "ban-noi-chinh")
    sign_in(page, Role.SECRETARY, "/cham-diem")
    type_into(page, "1.1.4", "Ban NC", "50")
    type_into(page, "1.1.3", "Ban NC", "abc")
    save(page)
    refusal = page.get_by_test_id("stAlert")
    summary = ngettext(
        "{count} cell was not taken, so nothing was saved. Mend it and save again.",
        "{count} cells were not taken, so nothing was saved. Mend them and save again.",
        1,
    )
    expect(refusal).to_contain_text(summary.format(count=1))
    expect(refusal).to_contain_text("Ban Nội chính Tỉnh ủy")
    expect(refusal).to_contain_text("abc")
    expect(cell(page, "1.1.3", "Ban NC")).to_have_text("abc")
    after = stored(engine, "1.1.3", "ban-noi-chinh"), stored(engine, "1.1.4", "ban-noi-chinh")
    assert after == before


def test_of_two_people_in_one_cell_the_second_sees_both_values(
    page: Page, browser: Browser, site: Served, engine: Engine
) -> None:
    width, height = DESK
    other = browser.new_context(
        base_url=site.url, locale="vi-VN", viewport={"width": width, "height": height}
    ).new_page()
    sign_in(page, Role.SECRETARY, "/cham-diem")
    sign_in(other, Role.ADMINISTRATOR, "/cham-diem")
    type_into(page, "1.1.3", "TAND", "61,5")
    type_into(other, "1.1.3", "TAND", "62")
    save(other)
    expect(other.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    save(page)
    assert stored(engine, "1.1.3", "toa-an") == 6200
    conflict = page.get_by_test_id("stDataFrame").last.locator("td")
    for said in ("TAND", "1.1.3", "61,5", "62", NAMES[Role.ADMINISTRATOR]):
        expect(conflict.get_by_text(said, exact=True)).to_be_attached()
    page.get_by_role("button", name=_("Save mine over theirs")).click()
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.1.3", "toa-an") == 6150
    other.context.close()


def test_a_viewer_is_offered_nothing_that_changes_anything(page: Page) -> None:
    sign_in(page, Role.VIEWER, "/cham-diem")
    reading_only = _("Only reading: the year is closed, or this column is not yours to fill.")
    expect(page.get_by_text(reading_only)).to_be_visible()
    expect(cell(page, "1.1.3", "CA tỉnh")).to_have_attribute("aria-readonly", "true")
    menu = page.get_by_test_id("stSidebarNav")
    for name in (_("Overview"), _("Units"), _("Criteria"), _("Vote rounds"), _("Standings")):
        menu.get_by_role("link", name=name, exact=True).click()
        expect(title(page)).to_be_visible()
        expect(page.get_by_test_id("stMain").locator("button[kind^=primary]")).to_have_count(0)
        expect(page.get_by_test_id("stForm")).to_have_count(0)
    for hidden in (_("People"), _("Another year")):
        expect(menu.get_by_role("link", name=hidden, exact=True)).to_have_count(0)
