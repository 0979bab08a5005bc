"""A reorganisation sheet goes in, is looked at, applied and undone, as an office would do it."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.enums import Role
from pages.shared.i18n import _, ngettext
from services.workbooks.writing import workbook_of
from tests.e2e.steps import settle, sign_in, title
from tests.phu_tho import event_row

NEW = "Sở Thử nghiệm"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sheet that can be applied, and one with a wrong name."""
    rows = [
        event_row("", "Thành lập", date(2018, 6, 1), "QĐ 15/QĐ-UBND", new_unit=NEW, new_block="noi-chinh"),
        event_row(NEW, "Giải thể", date(2019, 6, 1), "QĐ 16/QĐ-UBND"),
    ]
    (tmp_path / "sap-xep.xlsx").write_bytes(workbook_of("reorganisation", rows))
    wrong = event_row("Thanh tra tỉn", "Giải thể", date(2018, 6, 1), place="noi-chinh")
    (tmp_path / "sai.xlsx").write_bytes(workbook_of("reorganisation", [rows[0], wrong]))
    return tmp_path


def choose_file(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    settle(page)


def finding(singular: str, plural: str, count: int) -> str:
    return ngettext(singular, plural, count).format(count=count)


def test_a_sheet_is_refused_then_applied_and_undone_as_a_whole(page: Page, folder: Path) -> None:
    sign_in(page, Role.SECRETARY, "/sap-xep")
    choose_file(page, folder / "sai.xlsx")
    expect(title(page)).to_have_text(finding("{count} cell is refused", "{count} cells are refused", 1))
    expect(page.get_by_role("table")).to_contain_text("Có phải là: Thanh tra tỉnh")
    with page.expect_download() as marked:
        page.get_by_role("button", name=_("The same workbook, with what is refused marked")).click()
    assert marked.value.suggested_filename == "loi-sai.xlsx"

    page.reload()
    choose_file(page, folder / "sap-xep.xlsx")
    expect(title(page)).to_have_text(
        finding("{count} event can be applied", "{count} events can be applied", 2)
    )
    grid = page.get_by_test_id("data-grid-canvas")
    expect(grid.locator("td").get_by_text(NEW).first).to_be_attached()
    page.get_by_role("button", name=finding("Apply {count} event", "Apply {count} events", 2)).click()
    applied = page.get_by_test_id("stMain").get_by_text("sap-xep", exact=True)
    expect(applied).to_be_visible()

    page.goto("/bien-dong")
    happened = page.get_by_role("table").get_by_text(NEW)
    expect(happened.first).to_be_visible()
    page.goto("/sap-xep")
    page.get_by_role("button", name=_("Undo it")).first.click()
    page.get_by_role("button", name=_("Yes, undo it")).click()
    expect(applied).to_have_count(0)
    page.goto("/bien-dong")
    expect(title(page)).to_be_visible()
    expect(happened).to_have_count(0)
