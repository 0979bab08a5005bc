"""What the product writes is read back as it was, prints as a table, and holds no formula."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from services.workbooks.layouts import FOLDER_OF_SHEETS, layout_of
from services.workbooks.reading import read_sheet
from services.workbooks.tables import columns_of, table_in
from services.workbooks.writing import workbook_of

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "http://a.example",
    "mailto:a@b",
    "{=1}",
    "'x",
    '=HYPERLINK("x")',
]


def test_what_is_written_is_read_back(probe: str) -> None:
    rows: list[dict[str, str | int | date | None]] = [
        {"name": "Sở Tư pháp", "kind": "Khác", "since": date(2025, 7, 1), "order": 3},
        {"name": "Công an\ntỉnh", "kind": None, "since": "", "order": 0},
    ]
    data = workbook_of(probe, rows, lists={"name": ["Sở A", "Sở B, C"]})
    sheet = read_sheet(data)
    table = table_in(sheet, columns_of(probe))
    assert sheet.mark == "probe/3"
    assert (sheet.name, table.header_row) == ("Danh sách đơn vị  thử", 5)
    assert [row.values for row in table.rows] == [
        {"name": "Sở Tư pháp", "kind": "Khác", "since": "01/07/2025", "order": "3"},
        {"name": "Công an\ntỉnh", "kind": "", "since": "", "order": "0"},
    ]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula_or_a_link(probe: str, text: str) -> None:
    data = workbook_of(probe, [{"name": text}], lists={"name": [text]})
    workbook = openpyxl.load_workbook(BytesIO(data))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert [cell.value for cell in cells].count(text) == 2
    sheet = read_sheet(data)
    assert sheet.rows[5][0] == text
    assert sheet.inspection.formulas == ()


def test_an_empty_template_is_ready_to_be_filled_in_and_printed(probe: str) -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook_of(probe, []))).worksheets[0]
    assert [cell.value for cell in sheet[5]] == ["Tên đơn vị (*)", "Loại", "Từ ngày (dd/mm/yyyy)", "Thứ tự"]
    assert sheet["A6"].number_format == "@"
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:D35"
    assert sheet.column_dimensions["A"].width > 40
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    lists = {str(check.sqref): check.formula1 for check in sheet.data_validations.dataValidation}
    assert lists == {"B6:B535": "lists!$B$1:$B$2", "C6:C535": None}


def test_the_sheet_with_the_mark_is_read_though_another_stands_before_it(probe: str) -> None:
    workbook = openpyxl.load_workbook(BytesIO(workbook_of(probe, [{"name": "Sở Tư pháp"}])))
    workbook.create_sheet("Ghi chú", 0).append(["x"])
    buffer = BytesIO()
    workbook.save(buffer)
    assert read_sheet(buffer.getvalue()).rows[5][0] == "Sở Tư pháp"


@pytest.mark.parametrize("path", sorted(FOLDER_OF_SHEETS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_layout_of_the_product_makes_a_template(path: Path) -> None:
    layout = layout_of(path.stem)
    titles = [title for column in layout.columns for title in column.titles]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert read_sheet(workbook_of(path.stem, [])).mark == layout.mark
