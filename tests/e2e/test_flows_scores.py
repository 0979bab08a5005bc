"""Scores are typed and pasted into the sheet, refused, fought over, and read in the standings."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from models.enums import Role, Stage
from models.registry import Unit
from models.scoring import Criterion, Score
from models.sheets import SheetDraft
from models.year import BlockYear
from pages.shared.i18n import _, ngettext
from services.database import engine_of, reading, writing
from tests.e2e.cells import cell, go_to, open_paste, paste_into, save, type_into
from tests.e2e.sites import NAMES
from tests.e2e.steps import DESK, KEY_DELAY_MS, choose, settle, sign_in, title, visit
from tests.serving import Served


@pytest.fixture(scope="module")
def engine(site: Served) -> Iterator[Engine]:
    """The database that the served product writes to."""
    engine = engine_of(site.settings)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def nothing_typed(engine: Engine) -> None:
    """No test goes on with what another has left in its grid."""
    with writing(engine) as session:
        session.exec(delete(SheetDraft))


_LATE_MS = 400
_LATE_ANSWERS = f"""
const Quick = WebSocket;
window.WebSocket = class extends Quick {{
  addEventListener(kind, told, ...more) {{
    const late = (one) => setTimeout(told, {_LATE_MS}, one);
    super.addEventListener(kind, kind === "message" ? late : told, ...more);
  }}
  set onmessage(told) {{ super.onmessage = (one) => setTimeout(told, {_LATE_MS}, one); }}
}};
"""
"""What makes each answer of the server late: a page is not drawn yet when the grid sends what was typed."""

_AGREE = ngettext(
    "{count} cell is meant as it is understood; save it so.",
    "{count} cells are meant as they are understood; save them so.",
    1,
)
_WAITS = ngettext("{count} cell is not saved yet", "{count} cells are not saved yet", 1).format(count=1)


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


def test_letters_are_refused_with_the_reason_and_the_good_cell_is_saved(page: Page, engine: Engine) -> None:
    before = stored(engine, "1.1.3", "ban-noi-chinh")
    sign_in(page, Role.SECRETARY, "/cham-diem")
    type_into(page, "1.1.4", "Ban NC", "50")
    type_into(page, "1.1.3", "Ban NC", "abc")
    page.get_by_text(_("All or nothing")).click()
    save(page)
    expect(page.get_by_test_id("stToast")).to_contain_text(
        _("Nothing was saved: look at the cells below the grid.")
    )
    assert stored(engine, "1.1.4", "ban-noi-chinh") != 5000
    page.get_by_text(_("All or nothing")).click()
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    refused = page.get_by_test_id("stTable").last
    for said in ("Ban NC", "1.1.3", "abc"):
        expect(refused).to_contain_text(said)
    expect(cell(page, "1.1.3", "Ban NC")).to_have_text("abc")
    assert stored(engine, "1.1.4", "ban-noi-chinh") == 5000
    assert stored(engine, "1.1.3", "ban-noi-chinh") == before


def test_what_is_doubtful_is_saved_once_somebody_agrees(page: Page, engine: Engine) -> None:
    before = stored(engine, "1.2.1", "thanh-tra")
    sign_in(page, Role.SECRETARY, "/cham-diem")
    paste_into(page, "1.2.1", "Thanh tra", "½")
    save(page)
    assert stored(engine, "1.2.1", "thanh-tra") == before
    page.get_by_test_id("stCheckbox").filter(has_text=_AGREE.format(count=1)).click()
    settle(page)
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.2.1", "thanh-tra") == 50
    expect(cell(page, "1.2.1", "Thanh tra")).to_have_text("0,5")


def test_what_was_typed_outlives_the_page_and_what_was_saved_can_be_undone(
    page: Page, engine: Engine
) -> None:
    before = stored(engine, "1.2.2", "toa-an")
    sign_in(page, Role.SECRETARY, "/cham-diem")
    type_into(page, "1.2.2", "TAND", "41,5")
    expect(page.get_by_text(_WAITS)).to_be_visible()
    page.reload()
    expect(cell(page, "1.2.2", "TAND")).to_have_text("41,5")
    expect(page.get_by_test_id("stAlert").filter(has_text="1 ô nhập lúc")).to_be_visible()
    assert stored(engine, "1.2.2", "toa-an") == before
    settle(page)
    save(page)
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.2.2", "toa-an") == 4150
    page.get_by_role("button", name=re.compile("^undo|Hoàn tác")).click()
    expect(page.get_by_text(_("What stood there before stands there again."))).to_be_visible()
    assert stored(engine, "1.2.2", "toa-an") == before


@pytest.mark.parametrize("ended_by", ["the click", "Enter"])
def test_what_is_typed_and_left_at_once_by_the_menu_is_not_lost(page: Page, ended_by: str) -> None:
    page.add_init_script(_LATE_ANSWERS)
    sign_in(page, Role.SECRETARY, "/cham-diem")
    go_to(page, "1.2.3", "VKSND")
    page.keyboard.type("33", delay=KEY_DELAY_MS)
    if ended_by == "Enter":
        page.keyboard.press("Enter")
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=_("Units"), exact=True).click()
    expect(title(page)).to_contain_text("đơn vị trong năm 2017")
    page.wait_for_timeout(3 * _LATE_MS)  # so long an answer that turns back would be on its way
    settle(page)
    expect(title(page)).to_contain_text("đơn vị trong năm 2017")
    menu.get_by_role("link", name=_("Score sheet"), exact=True).click()
    expect(cell(page, "1.2.3", "VKSND")).to_have_text("33")
    page.get_by_role("button", name=_("Throw them away")).click()
    expect(cell(page, "1.2.3", "VKSND")).not_to_have_text("33")


def test_what_takes_a_block_stays_open_when_something_above_it_goes(page: Page) -> None:
    sign_in(page, Role.SECRETARY, "/cham-diem")
    type_into(page, "1.2.3", "VKSND", "34")
    visit(page, "/cham-diem")
    expect(cell(page, "1.2.3", "VKSND")).to_have_text("34")
    open_paste(page)
    page.get_by_role("button", name=_("Throw them away")).click()
    expect(cell(page, "1.2.3", "VKSND")).not_to_have_text("34")
    settle(page)
    expect(page.get_by_label(_("Cells copied from Excel or LibreOffice"))).to_be_visible()


def test_a_pasted_block_tells_what_falls_beside_the_grid(page: Page, engine: Engine) -> None:
    sign_in(page, Role.SECRETARY, "/cham-diem")
    open_paste(page)
    choose(page, _("First criterion"), re.compile(r"^1\.2\.1 "))
    choose(page, _("First unit"), "Tòa án nhân dân tỉnh")
    block = "\n".join("\t".join(["70,5", "abc"] + ["1"] * 20) for _row in range(2))
    page.get_by_label(_("Cells copied from Excel or LibreOffice")).fill(block)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("Bị bỏ ra"))).to_be_visible()
    page.get_by_role("button", name=_("Put into the grid")).click()
    expect(page.get_by_text(re.compile("12 ô chưa lưu"))).to_be_visible()
    settle(page)
    expect(cell(page, "1.2.1", "TAND")).to_have_text("70,5")
    settle(page)
    save(page)
    expect(page.get_by_text(re.compile("3 ô chưa lưu"))).to_be_visible()
    assert stored(engine, "1.2.1", "toa-an") == 7050


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
    for said in ("Tòa án nhân dân tỉnh", "1.1.3", "61,5", "62", NAMES[Role.ADMINISTRATOR]):
        expect(conflict.get_by_text(said, exact=True)).to_be_attached()
    page.get_by_role("button", name=_("Save mine over theirs")).click()
    expect(page.get_by_text(_("{count} cells saved.").format(count=1))).to_be_visible()
    assert stored(engine, "1.1.3", "toa-an") == 6150
    other.context.close()


def test_a_viewer_is_offered_nothing_that_changes_anything(page: Page) -> None:
    sign_in(page, Role.VIEWER, "/cham-diem")
    reading_only = _("Only reading: this column is not yours to fill in.")
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
