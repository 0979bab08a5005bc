"""Units by Excel as people do it: the list downloaded, filled in, looked at, taken over, given back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.enums import Role
from services.queries.unit_sheet import LAYOUT
from services.workbooks.reading import read_sheet
from services.workbooks.tables import columns_of, table_in
from services.workbooks.writing import workbook_of
from tests.e2e.steps import PHONE, sign_in, title

MENU = "Nhập, xuất đơn vị"


def download(page: Page, button: str, folder: Path) -> Path:
    """The workbook behind a button."""
    with page.expect_download() as found:
        page.get_by_role("button", name=button).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def choose_file(page: Page, path: Path) -> None:
    page.get_by_test_id("stMain").locator("input[type=file]").set_input_files(path)


def written(path: Path, *rows: dict[str, str]) -> Path:
    path.write_bytes(workbook_of(LAYOUT, rows))
    return path


def test_a_list_is_taken_filled_in_and_taken_over(page: Page, tmp_path: Path) -> None:
    sign_in(page, Role.SECRETARY, "/nhap-xuat?year=2017")
    expect(title(page)).to_have_text(MENU)
    assert download(page, "Biểu mẫu trống", tmp_path).name == "mau-don-vi-2017.xlsx"
    path = download(page, "Danh sách hiện có", tmp_path)
    choose_file(page, path)
    expect(title(page)).to_have_text("0 mới, 0 thay đổi, 10 không đổi, 0 bị từ chối")

    rows = [dict(row.values) for row in table_in(read_sheet(path.read_bytes()), columns_of(LAYOUT)).rows]
    choose_file(page, written(tmp_path / "moi.xlsx", *rows, {"name": "Sở Khoa học và Công nghệ"}))
    expect(title(page)).to_have_text("1 mới, 0 thay đổi, 10 không đổi, 0 bị từ chối")
    page.get_by_role("button", name="Nhập tệp này").click()
    expect(page.get_by_text("Đã nhập: 1 mới")).to_be_visible()
    page.get_by_role("button", name="Nhập tệp khác").click()
    expect(title(page)).to_have_text(MENU)
    page.reload()
    expect(title(page)).to_have_text(MENU)
    page.goto("/don-vi?year=2017")
    expect(title(page)).to_have_text("11 đơn vị trong năm 2017")


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_a_file_comes_back_with_its_refused_cells_marked(page: Page, tmp_path: Path) -> None:
    sign_in(page, Role.ADMINISTRATOR, "/nhap-xuat?year=2017")
    choose_file(page, written(tmp_path / "sai.xlsx", {"name": "Sở Mới", "since": "31/02/2017"}))
    expect(title(page)).to_have_text("0 mới, 0 thay đổi, 0 không đổi, 1 bị từ chối")
    expect(page.get_by_role("button", name="Nhập tệp này")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    marked = read_sheet(download(page, "Tệp này, có đánh dấu ô bị từ chối", tmp_path).read_bytes())
    assert "Không có ngày “31/02/2017”" in marked.rows[-1][-1]
