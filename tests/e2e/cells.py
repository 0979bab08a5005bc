"""What people do in a score sheet, which is a picture with a table of its cells for readers of screens."""

from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from pages.shared.i18n import _
from tests.e2e.steps import KEY_DELAY_MS, settle

ROW_HEIGHT = 35


def cell(page: Page, criterion: str, unit: str) -> Locator:
    """The cell of a criterion's code and a unit's short name, among those in view."""
    column, row = _place(page, criterion, unit)
    return page.get_by_test_id(f"glide-cell-{column}-{row}")


def type_into(page: Page, criterion: str, unit: str, text: str) -> None:
    """Type over what stands in a cell, and leave it."""
    go_to(page, criterion, unit)
    page.keyboard.type(text, delay=KEY_DELAY_MS)
    page.keyboard.press("Enter")
    expect(cell(page, criterion, unit)).to_have_text(text)


def paste_into(page: Page, criterion: str, unit: str, text: str) -> None:
    """Paste into a cell what was copied elsewhere."""
    column, row = _place(page, criterion, unit)
    paste_at(page, column, row, text)
    page.keyboard.press("ArrowDown")
    expect(cell(page, criterion, unit)).to_have_text(text)


def paste_at(page: Page, column: int, row: int, text: str) -> None:
    """Paste what was copied elsewhere, from that cell on; places count from 0."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    _walk_to(page, column, row)
    page.keyboard.press("Control+V")


def open_paste(page: Page) -> None:
    """Open what takes a whole block; a late run may draw it closed again."""
    field = page.get_by_label(_("Cells copied from Excel or LibreOffice"))
    for patience in (5_000, 20_000):
        page.get_by_text(_("Paste a block")).click()
        with suppress(TooLate):
            field.wait_for(timeout=patience)
            break
    settle(page)


def tick(page: Page, row: int) -> None:
    """Tick a row of a table whose rows can be chosen, the first being 0."""
    canvas = page.get_by_test_id("data-grid-canvas").first
    canvas.scroll_into_view_if_needed()
    corner = canvas.bounding_box() or {"x": 0, "y": 0}
    page.mouse.click(corner["x"] + 15, corner["y"] + ROW_HEIGHT * (row + 1.5))
    settle(page)


def save(page: Page) -> None:
    """Press the sheet's button and wait for what it says."""
    page.get_by_role("button", name=_("Save"), exact=True).click()
    settle(page)


def go_to(page: Page, criterion: str, unit: str) -> None:
    """Choose the cell."""
    _walk_to(page, *_place(page, criterion, unit))


def _walk_to(page: Page, column: int, row: int) -> None:
    """Click the first cell of the row, then walk to the column: their widths do not matter."""
    canvas = page.get_by_test_id("data-grid-canvas").first
    canvas.scroll_into_view_if_needed()
    corner = canvas.bounding_box() or {"x": 0, "y": 0}
    page.mouse.click(corner["x"] + 20, corner["y"] + ROW_HEIGHT * (row + 1.5))
    for reached in range(column + 1):
        if reached:
            page.keyboard.press("ArrowRight")
        here = page.get_by_test_id(f"glide-cell-{reached}-{row}")
        expect(here).to_have_attribute("aria-selected", "true")


def _place(page: Page, criterion: str, unit: str) -> tuple[int, int]:
    """The column and the row of the cell; a grid that is being drawn anew has neither for a moment."""
    grid = page.get_by_test_id("data-grid-canvas").first
    for _attempt in range(100):
        titles = grid.locator("th").all_text_contents()
        rows = grid.locator("tbody tr td:first-child").all_text_contents()
        codes = [name.split(" ")[0] for name in rows]
        if unit in titles and criterion in codes:
            return titles.index(unit), codes.index(criterion)
        page.wait_for_timeout(100)
    raise AssertionError(f"no cell of {criterion} and {unit} among {titles} and {codes}")
