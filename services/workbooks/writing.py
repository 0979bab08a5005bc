"""Makes workbooks for office people: to fill in, to print, and to be read in again."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.workbooks.layouts import CellKind, ColumnLayout, Layout, layout_of, phrases
from services.workbooks.markup import MARK_NAME
from services.workbooks.places import column_name

Value = str | int | date | None

AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_TITLE = {**_FONT, "font_size": 14, "bold": True}
NOTE = {**_FONT, "italic": True, "font_color": "#595959"}
CELL = {**_FONT, "text_wrap": True, "valign": "top"}
LINES = {"border": 1, "border_color": "#8C8C8C"}
_HEADER = {**CELL, **LINES, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#F2E3E4"}
_CLOSED = {"bg_color": "#F2F2F2"}
_PAPER_A4 = 9
_REQUIRED = " (*)"

_BLANK_ROWS = 30
"""Lined rows of an empty template."""

_SPARE_ROWS = 500
"""Rows below the last one that have their drop-downs ready."""

_LISTS = "lists"
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What may be changed in a sheet that is protected, by the index of the row and the key of the column.

    `choices` are offered in the open cells of a row; other entries are taken. `bold` rows are headings.
    """

    open_cells: Container[tuple[int, str]]
    bold: Container[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def workbook_of(
    name: str,
    rows: Iterable[Mapping[str, Value]],
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The workbook of the layout `name` with these rows; see `workbook_in`."""
    return workbook_in(layout_of(name), rows, lists=lists)


def workbook_in(
    layout: Layout,
    rows: Iterable[Mapping[str, Value]],
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    protection: Protection | None = None,
) -> bytes:
    """The workbook of the layout with these rows, values by the keys of its columns.

    `lists` are choices of columns beside those of the layout, by key; other entries only get a warning.
    Without rows it is an empty template. No text in it is a formula or a link. Days are text, since a cell
    for days turns 1/7 into 7/1 on a computer with American settings. A protected sheet has no password: what
    is closed is grey, and is judged when the sheet comes back.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, **AS_TYPED}) as workbook:
        sheet_name = sheet_name_of(layout.title)
        sheet = workbook.add_worksheet(sheet_name)
        workbook.set_custom_property(MARK_NAME, f"{layout.mark} {sheet_name}", "text")
        header = write_head(workbook, sheet, layout)
        if protection is None:
            last = _write_rows(workbook, sheet, layout, header, rows)
        else:
            last = _write_protected(workbook, sheet, layout, header, rows, protection)
        _offer_choices(workbook, sheet, layout, lists or {}, (header + 1, last + _SPARE_ROWS))
        set_up_page(sheet, layout, header, last)
    return buffer.getvalue()


def write_head(workbook: Workbook, sheet: Worksheet, layout: Layout) -> int:
    """Title, notes and header; the index of the header's row."""
    sheet.write_string(0, 0, layout.title, workbook.add_format(_TITLE))
    note = workbook.add_format(NOTE)
    for index, line in enumerate(layout.note, start=1):
        sheet.write_string(index, 0, line, note)
    row = len(layout.note) + 2
    header = workbook.add_format(_HEADER)
    for index, column in enumerate(layout.columns):
        sheet.write_string(row, index, column.titles[0] + _REQUIRED * column.required, header)
    return row


def sheet_name_of(title: str) -> str:
    """What a sheet of that title may be called."""
    return _NOT_IN_SHEET_NAMES.sub(" ", title)[:_LONGEST_SHEET_NAME].strip()


def _write_rows(
    workbook: Workbook, sheet: Worksheet, layout: Layout, header: int, rows: Iterable[Mapping[str, Value]]
) -> int:
    """The rows, lined; the index of the last one."""
    last = header
    lined = [workbook.add_format(CELL | LINES | _number_format(column)) for column in layout.columns]
    for last, row in enumerate(rows, start=header + 1):
        for index, column in enumerate(layout.columns):
            write_value(sheet, last, index, row.get(column.key), lined[index])
    if last == header:
        last += _BLANK_ROWS
        for row_index in range(header + 1, last + 1):
            for index, format_of_column in enumerate(lined):
                sheet.write_blank(row_index, index, None, format_of_column)
    for index, column in enumerate(layout.columns):
        sheet.set_column(index, index, column.width, workbook.add_format(CELL | _number_format(column)))
    return last


def _write_protected(
    workbook: Workbook,
    sheet: Worksheet,
    layout: Layout,
    header: int,
    rows: Iterable[Mapping[str, Value]],
    protection: Protection,
) -> int:
    """The rows, open cells white and closed ones grey; the index of the last one."""
    last, keys = header, [column.key for column in layout.columns]
    look = _looks(workbook)
    for last, row in enumerate(rows, start=header + 1):
        number, bold = last - header - 1, last - header - 1 in protection.bold
        open_here = [(number, key) in protection.open_cells for key in keys]
        for index, column in enumerate(layout.columns):
            cell_format = look(open_here[index], bold, column.kind)
            write_value(sheet, last, index, row.get(column.key), cell_format)
        if number in protection.choices:
            for first, end in _runs(open_here):
                options = {"validate": "list", "source": list(protection.choices[number])}
                sheet.data_validation(last, first, last, end, {**options, "error_type": "information"})
    for index, column in enumerate(layout.columns):
        sheet.set_column(index, index, column.width)
    # Figures stand as text, so that none becomes a date on the way; Excel would mark each of them
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_name(len(keys))}{last + 1}"})
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    return last


def _looks(workbook: Workbook) -> Callable[[bool, bool, CellKind], Format]:
    @cache
    def look(is_open: bool, bold: bool, kind: CellKind) -> Format:
        shade = {"locked": False} if is_open else _CLOSED
        alignment = {"align": "right"} if kind is CellKind.NUMBER else {}
        return workbook.add_format(CELL | LINES | shade | alignment | {"bold": bold, "num_format": "@"})

    return look


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last index of each unbroken run of marks."""
    for marked, run in groupby(range(len(marks)), marks.__getitem__):
        if marked:
            indexes = list(run)
            yield indexes[0], indexes[-1]


def _number_format(column: ColumnLayout) -> dict[str, str]:
    """Text stays as it is typed: 01 keeps its zero, and = begins no formula."""
    return {"align": "right"} if column.kind is CellKind.NUMBER else {"num_format": "@"}


def write_value(sheet: Worksheet, row: int, column: int, value: Value, cell_format: object) -> None:
    """Write the value as what it is, a text as it stands, a day as text."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, cell_format)
        case int():
            sheet.write_number(row, column, value, cell_format)
        case date():
            sheet.write_string(row, column, f"{value:%d/%m/%Y}", cell_format)
        case str():
            sheet.write_string(row, column, value, cell_format)


def _offer_choices(
    workbook: Workbook,
    sheet: Worksheet,
    layout: Layout,
    lists: Mapping[str, Sequence[str]],
    rows: tuple[int, int],
) -> None:
    """Drop-downs, and a prompt where a day is wanted; the lists stand on a hidden sheet of their own."""
    hidden: Worksheet | None = None
    for index, column in enumerate(layout.columns):
        choices = [*column.choices, *lists.get(column.key, ())]
        if column.kind is CellKind.DATE:
            prompt = {"validate": "any", "input_message": phrases().date_prompt}
        elif choices:
            if hidden is None:
                hidden = workbook.add_worksheet(_LISTS)
                hidden.hide()
            for row, choice in enumerate(choices):
                hidden.write_string(row, index, choice)
            letters = column_name(index + 1)
            prompt = {
                "validate": "list",
                "source": f"={_LISTS}!${letters}$1:${letters}${len(choices)}",
                "error_type": "warning" if lists.get(column.key) else "stop",
                "error_message": phrases().choice_prompt,
            }
        else:
            continue
        sheet.data_validation(rows[0], index, rows[1], index, prompt)


def set_up_page(sheet: Worksheet, layout: Layout, header: int, last: int) -> None:
    """Have the sheet scroll and print with its header, whose row and last row are given by index."""
    last_column = len(layout.columns) - 1
    sheet.freeze_panes(header + 1, layout.still_columns)
    sheet.autofilter(header, 0, last, last_column)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last, last_column)
    sheet.set_footer("&C&P/&N")
