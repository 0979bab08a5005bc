"""Colours refused cells in somebody's workbook and writes the reasons beside them; runs in the child only."""

from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

_COLOUR = "FFFFC7CE"
_REFUSED = PatternFill("solid", fgColor=_COLOUR)
_COMMENT_SIZE = {"width": 320, "height": 120}  # pixels
_WIDTH_OF_REASONS = 60  # characters


def with_marks(data: bytes, task: Mapping[str, Any]) -> bytes:
    """The workbook with the marks of the task (row, column, text) on its sheet, and without older ones."""
    workbook = load_workbook(BytesIO(data), rich_text=True)
    sheet = workbook[task["sheet"]]
    _remove_older(sheet, task["author"])
    reasons_of_cell: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row, column, text in task["marks"]:
        reasons_of_cell[row, column].append(ILLEGAL_CHARACTERS_RE.sub(" ", text))
    for place, reasons in reasons_of_cell.items():
        _mark(sheet, place, "\n".join(reasons), task["author"])
    _write_reasons(sheet, reasons_of_cell, task)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _remove_older(sheet: Worksheet, author: str) -> None:
    """What was marked the last time may have been mended since."""
    for cell in list(sheet._cells.values()):
        if cell.comment and cell.comment.author == author:
            cell.comment = None
            if cell.fill.fgColor.rgb == _COLOUR:
                cell.fill = PatternFill()


def _mark(sheet: Worksheet, place: tuple[int, int], text: str, author: str) -> None:
    cell = _owner(sheet, place)
    cell.fill = _REFUSED
    comment = Comment(text, author, **_COMMENT_SIZE)
    if cell.comment:
        comment.text = f"{cell.comment.text}\n{text}"
    cell.comment = comment


def _owner(sheet: Worksheet, place: tuple[int, int]) -> Cell:
    """The cell at that place, or the one that shows there in a merged area."""
    cell = sheet.cell(*place)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    return cell


def _write_reasons(
    sheet: Worksheet, reasons_of_cell: Mapping[tuple[int, int], list[str]], task: Mapping[str, Any]
) -> None:
    column = _column_of_reasons(sheet, task)
    _write(sheet, task["header_row"], column, task["title"])
    by_row: dict[int, list[str]] = defaultdict(list)
    for (row, _column), reasons in sorted(reasons_of_cell.items()):
        by_row[row] += reasons
    for row, reasons in by_row.items():
        if row == task["header_row"]:
            reasons = [task["title"], *reasons]
        _write(sheet, row, column, "\n".join(reasons))
    sheet.print_area = None  # it ends before the new column
    letters = sheet.cell(task["header_row"], column).column_letter
    sheet.column_dimensions[letters].width = _WIDTH_OF_REASONS


def _column_of_reasons(sheet: Worksheet, task: Mapping[str, Any]) -> int:
    """The column of the last time, emptied, or a new one behind all that hold something."""
    filled = [cell for cell in sheet._cells.values() if cell.value is not None]
    older = [cell.column for cell in filled if str(cell.value).split("\n")[0] == task["title"]]
    if not older:
        return max((cell.column for cell in filled), default=0) + 1
    for cell in filled:
        if cell.column == older[0]:
            cell.value = None
    return int(older[0])


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = _owner(sheet, (row, column))
    cell.value = text
    cell.data_type = "s"  # a reason may quote what begins with =
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = _REFUSED
    cell.font = Font(name="Times New Roman", size=12)
