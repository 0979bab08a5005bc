"""A workbook comes back as it was, with its refused cells coloured and explained."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks import isolation
from services.workbooks.marking import Mark, marked
from services.workbooks.reading import read_sheet
from tests.workbooks.packages import by_openpyxl

RED = "FFFFC7CE"
TITLE = "Lý do từ chối"


def uploaded() -> bytes:
    def change(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet["A2"].font = Font(name="Arial", bold=True)
        sheet["B3"].number_format = "0.00"
        sheet["C3"].data_type = "s"
        sheet["B2"].comment = openpyxl.comments.Comment("của tôi", "Lan")
        sheet.column_dimensions["A"].width = 33
        workbook.create_sheet("Phụ").append(["y"])

    return by_openpyxl([["Tên", "Số", "Ghi chú"], ["Sở", 1.5, None], ["Ban", 7, "=1+1"]], change)


def opened(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(BytesIO(data)).worksheets[0]


def test_refused_cells_are_coloured_and_say_why() -> None:
    marks = [Mark(3, 1, "sai tên"), Mark(3, 1, "=trùng"), Mark(2, 2, "sai số"), Mark(3, 2, "thiếu")]
    sheet = opened(marked(uploaded(), marks))
    assert [sheet[name].fill.fgColor.rgb for name in ("A3", "B2", "B3")] == [RED] * 3
    assert sheet["A3"].comment.text == "sai tên\n=trùng"
    assert sheet["B2"].comment.text == "của tôi\nsai số"
    assert [sheet.cell(row, 4).value for row in (1, 2, 3)] == [TITLE, "sai số", "sai tên\n=trùng\nthiếu"]


def test_everything_else_is_as_it_was() -> None:
    before, after = opened(uploaded()), opened(marked(uploaded(), [Mark(3, 1, "sai")]))
    for row in before.iter_rows():
        for cell in row:
            same = after[cell.coordinate]
            assert (same.value, same.data_type, same.number_format) == (
                cell.value,
                cell.data_type,
                cell.number_format,
            )
    assert after["A2"].font.b
    assert after["A2"].fill.fgColor.rgb != RED
    assert after.column_dimensions["A"].width == 33
    assert after.parent.sheetnames == ["Sheet", "Phụ"]


def test_a_workbook_that_was_mended_loses_its_old_marks() -> None:
    once = marked(uploaded(), [Mark(2, 1, "sai"), Mark(3, 1, "sai")], header_row=1)
    sheet = opened(marked(once, [Mark(3, 2, "còn sai")], header_row=1))
    assert sheet["A2"].comment is None
    assert sheet["A2"].fill.fgColor.rgb != RED
    assert [sheet.cell(row, 4).value for row in (1, 2, 3)] == [TITLE, None, "còn sai"]
    assert sheet.max_column == 4


def test_the_reasons_are_printed_with_the_rest() -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook.active.print_area = "A1:A2"

    assert not opened(marked(by_openpyxl([["Tên"], ["Sở"]], change), [Mark(2, 1, "sai")])).print_area


def test_a_mark_inside_a_merged_area_stands_on_the_cell_that_shows() -> None:
    data = by_openpyxl([["Tên"], ["a", "b"], ["c"]], lambda workbook: workbook.active.merge_cells("A2:A3"))
    sheet = opened(marked(data, [Mark(3, 1, "gộp")]))
    assert sheet["A2"].comment.text == "gộp"


def test_a_marked_workbook_can_be_read_again() -> None:
    again = read_sheet(marked(uploaded(), [Mark(2, 1, "=sai")], header_row=1))
    assert again.rows == (
        ("Tên", "Số", "Ghi chú", TITLE),
        ("Sở", "1.5", "", "=sai"),
        ("Ban", "7", "=1+1", ""),
    )
    assert again.inspection.formulas == ()


@pytest.mark.usefixtures("waiting")
def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_COMMAND", ("false",))
    with pytest.raises(WorkbookRefused) as refused:
        marked(uploaded(), [])
    assert refused.value.reason is WorkbookFault.UNREADABLE
