"""Makes workbooks of several sheets to be kept and printed: numbers are numbers, texts never formulas."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.workbooks.layouts import CellKind, Layout
from services.workbooks.writing import (
    AS_TYPED,
    CELL,
    LINES,
    NOTE,
    Value,
    set_up_page,
    sheet_name_of,
    write_head,
    write_value,
)

_ALARM = {"bold": True, "italic": False, "font_color": "#B42A10"}
_NUMBERS = {CellKind.NUMBER: "0", CellKind.POINTS: "#,##0.00"}  # Excel puts the marks of its own language


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet with its rows, values by the keys of its columns; `bold` are indexes of rows.

    `alarm` stands in red below the notes.
    """

    layout: Layout
    rows: Sequence[Mapping[str, Value]]
    bold: Container[int] = ()
    alarm: str = ""


def printed_workbook(sheets: Sequence[PrintedSheet]) -> bytes:
    """The workbook of these sheets, each protected as a whole, without a password."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, **AS_TYPED}) as workbook:
        for one in sheets:
            sheet = workbook.add_worksheet(sheet_name_of(one.layout.title))
            header = write_head(workbook, sheet, one.layout)
            if one.alarm:
                alarm = workbook.add_format(NOTE | _ALARM)
                sheet.write_string(header - 1, 0, one.alarm, alarm)
            _write_rows(workbook, sheet, one, header + 1)
            set_up_page(sheet, one.layout, header, header + len(one.rows))
            sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    return buffer.getvalue()


def _write_rows(workbook: Workbook, sheet: Worksheet, printed: PrintedSheet, first: int) -> None:
    @cache
    def look(kind: CellKind, bold: bool) -> Format:
        shape = {"num_format": _NUMBERS.get(kind, "@")} | ({"align": "right"} if kind in _NUMBERS else {})
        return workbook.add_format(CELL | LINES | shape | {"bold": bold})

    for index, column in enumerate(printed.layout.columns):
        sheet.set_column(index, index, column.width)
        for number, row in enumerate(printed.rows):
            value, cell_format = row.get(column.key), look(column.kind, number in printed.bold)
            if column.kind is CellKind.POINTS and isinstance(value, int):
                sheet.write_number(first + number, index, value / 100, cell_format)
            else:
                write_value(sheet, first + number, index, value, cell_format)
