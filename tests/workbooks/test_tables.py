"""The table is found wherever its header stands; what hides or changes a value is refused by its place."""

from collections.abc import Sequence

import pytest

from services.errors.workbooks import SheetFaultKind, SheetRefused
from services.workbooks.guard import SheetFacts
from services.workbooks.places import Area, area_of
from services.workbooks.reading import Sheet
from services.workbooks.tables import Column, columns_of, table_in

COLUMNS = (
    Column("name", ("Tên đơn vị", "Đơn vị"), required=True),
    Column("kind", ("Loại",), required=True),
    Column("since", ("Từ ngày (dd/mm/yyyy)", "Từ ngày"), required=False),
)
HEADER = ("TT", "Tên đơn vị", "Loại")


def sheet(
    *rows: Sequence[str],
    merged: Sequence[str] = (),
    hidden_rows: tuple[int, ...] = (),
    hidden_columns: tuple[int, ...] = (),
    formulas: tuple[tuple[int, int], ...] = (),
) -> Sheet:
    width = max(map(len, rows), default=0)
    areas: list[Area] = [area for text in merged if (area := area_of(text))]
    facts = SheetFacts("S", False, None, len(rows), tuple(areas), hidden_rows, hidden_columns, formulas)
    return Sheet("S", tuple((*row, *[""] * (width - len(row))) for row in rows), facts)


def faults(found: Sheet) -> list[tuple[SheetFaultKind, int | None, int | None]]:
    with pytest.raises(SheetRefused) as refused:
        table_in(found, COLUMNS)
    return [(fault.reason, fault.row, fault.column) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "header",
    [
        ("Tên đơn vị", "Loại", "Từ ngày"),
        ("TÊN ĐƠN VỊ (*)", "loại*", "Từ ngày\n(dd/mm/yyyy)"),
        ("  Đơn\nvị : ", "Loai", "Từ ngày (ghi đủ bốn số của năm)"),
        ("Tên đơn vị", "Loại.", "từ ngày"),
    ],
)
def test_titles_are_found_however_they_are_written(header: tuple[str, ...]) -> None:
    table = table_in(sheet(header, ("Sở Tư pháp", "sở", "1/7/2025")), COLUMNS)
    assert table.places == {"name": 1, "kind": 2, "since": 3}
    assert table.rows[0].values == {"name": "Sở Tư pháp", "kind": "sở", "since": "1/7/2025"}


def test_the_header_stands_below_banners_and_among_other_columns() -> None:
    table = table_in(
        sheet(
            ("ỦY BAN NHÂN DÂN TỈNH",),
            ("Danh sách đơn vị",),
            (),
            HEADER,
            ("(1)", "(2)", "(3)"),
            ("1", " Sở Tư pháp ", "sở"),
            (),
            ("2", "", ""),
            ("3", "Công an tỉnh", ""),
            merged=("A1:C1", "A12:C12"),
        ),
        COLUMNS,
    )
    assert table.header_row == 4
    assert table.places == {"name": 2, "kind": 3}
    assert [(row.number, row.values["name"]) for row in table.rows] == [
        (6, "Sở Tư pháp"),
        (9, "Công an tỉnh"),
    ]


def test_a_header_that_a_page_repeats_is_no_row() -> None:
    table = table_in(sheet(HEADER, ("1", "a", "b"), HEADER, ("2", "c", "d")), COLUMNS)
    assert [row.values["name"] for row in table.rows] == ["a", "c"]


def test_a_first_row_of_figures_is_no_numbering() -> None:
    assert table_in(sheet(("Tên đơn vị", "Loại"), ("1", "3")), COLUMNS).rows[0].number == 2


def test_missing_titles_are_named_as_the_template_writes_them() -> None:
    with pytest.raises(SheetRefused) as refused:
        table_in(sheet(("TT", "Đơn vị"), ("1", "x")), COLUMNS)
    assert [fault.facts for fault in refused.value.faults] == [{"titles": "Loại", "limit": 30}]
    assert faults(sheet()) == [(SheetFaultKind.HEADER_MISSING, None, None)]
    assert faults(sheet(*[("",)] * 30, HEADER, HEADER)) == [(SheetFaultKind.HEADER_MISSING, None, None)]


def test_a_title_that_stands_twice_is_refused_by_its_place() -> None:
    assert faults(sheet((*HEADER, "Đơn vị"), ("1", "a", "b", "c"))) == [(SheetFaultKind.HEADER_TWICE, 1, 4)]


def test_a_table_without_rows_is_refused() -> None:
    assert faults(sheet((), HEADER, ("1", "", ""))) == [(SheetFaultKind.NO_ROWS, 2, None)]


def test_what_hides_or_changes_a_value_is_refused_with_its_place() -> None:
    found = sheet(
        HEADER,
        ("1", "a", "b"),
        ("2", "c", "d"),
        merged=("B2:B3", "A2:A3", "C3:D3"),
        hidden_rows=(3,),
        hidden_columns=(1, 3),
        formulas=((2, 1), (2, 3), (9, 3)),
    )
    assert faults(found) == [
        (SheetFaultKind.MERGED, 2, 2),
        (SheetFaultKind.MERGED, 3, 3),
        (SheetFaultKind.HIDDEN_COLUMN, None, 3),
        (SheetFaultKind.HIDDEN_ROW, 3, None),
        (SheetFaultKind.FORMULA, 2, 3),
    ]


def test_columns_come_from_the_layout(probe: str) -> None:
    columns = columns_of(probe)
    assert [column.key for column in columns] == ["name", "kind", "since", "order"]
    assert columns[0] == Column("name", ("Tên đơn vị", "Đơn vị"), required=True)


CRITERIA = (
    Column("number", ("TT",), required=False),
    Column("name", ("Nội dung",), required=True),
    Column("max", ("Điểm tối đa", "Điểm"), required=True),
)


def test_a_printed_table_shows_its_merged_cells_and_formulas() -> None:
    found = sheet(
        ("TT", "Nội dung", "Điểm tối đa"),
        ("I. Chung", "", "10"),
        ("1", "Việc", "10"),
        ("2", "Việc", ""),
        merged=("A2:B2", "C3:C4"),
        formulas=((2, 3),),
    )
    table = table_in(found, CRITERIA, as_printed=True)
    assert [(row.number, *row.values.values()) for row in table.rows] == [
        (2, "I. Chung", "", "10"),
        (3, "1", "Việc", "10"),
        (4, "2", "Việc", ""),
    ]


def test_a_printed_table_still_hides_nothing() -> None:
    found = sheet(("Nội dung", "Điểm"), ("a", "1"), ("b", "2"), hidden_rows=(3,), hidden_columns=(2,))
    with pytest.raises(SheetRefused) as refused:
        table_in(found, CRITERIA, as_printed=True)
    assert {fault.reason for fault in refused.value.faults} == {
        SheetFaultKind.HIDDEN_ROW,
        SheetFaultKind.HIDDEN_COLUMN,
    }


@pytest.mark.parametrize("below", ["Tối đa", "tối đa (*)", "Điểm tối đa"])
def test_a_header_of_two_rows_is_read_by_its_lower_one(below: str) -> None:
    found = sheet(
        ("BẢNG ĐIỂM",),
        ("TT", "Nội dung", "Điểm", ""),
        ("", "", below, "Tự chấm"),
        ("(1)", "(2)", "(3)", "(4)"),
        ("1", "Việc", "10", ""),
        merged=("A1:D1", "A2:A3", "B2:B3", "C2:D2"),
    )
    table = table_in(found, CRITERIA, as_printed=True)
    assert (table.header_row, table.places) == (3, {"number": 1, "name": 2, "max": 3})
    assert [row.number for row in table.rows] == [5]


def test_of_two_columns_for_notes_the_likelier_is_read() -> None:
    columns = (*CRITERIA, Column("note", ("Minh chứng", "Ghi chú"), required=False))
    found = sheet(("Nội dung", "Ghi chú", "Điểm", "Minh chứng"), ("Việc", "x", "10", "Báo cáo"))
    assert table_in(found, columns, as_printed=True).rows[0].values["note"] == "Báo cáo"
    with pytest.raises(SheetRefused):
        table_in(found, columns)
