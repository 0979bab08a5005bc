"""What is wrong in a sheet is written on its cells in the words of the screen, without its markup."""

from pages.shared.marks import marks_of
from services.errors.workbooks import SheetFault, SheetFaultKind
from services.workbooks.marking import Mark


def test_each_fault_is_a_mark_in_plain_words() -> None:
    faults = [
        SheetFault(row=5, column=2, reason=SheetFaultKind.HEADER_TWICE, facts={"title": "Đơn_vị *[1]*"}),
        SheetFault(row=7, reason=SheetFaultKind.HIDDEN_ROW),
        SheetFault(column=3, reason=SheetFaultKind.HIDDEN_COLUMN, facts={"name": "C"}),
    ]
    assert marks_of(faults) == [
        Mark(5, 2, "Ô B5: tiêu đề “Đơn_vị *[1]*” bị lặp lại. Xóa một trong hai cột."),
        Mark(7, 1, "Dòng 7 bị ẩn nhưng có dữ liệu. Bỏ ẩn hoặc xóa dòng này."),
        Mark(1, 3, "Cột C bị ẩn nhưng có dữ liệu. Bỏ ẩn hoặc xóa cột này."),
    ]
