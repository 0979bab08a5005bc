"""Gives a workbook back with what was refused in it: coloured, explained, and otherwise as it was."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from services.workbooks.guard import inspect
from services.workbooks.isolation import outcome_of
from services.workbooks.layouts import phrases
from services.workbooks.reading import sheet_of


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell is refused; rows and columns count from 1, as in a `Table`."""

    row: int
    column: int
    text: str


def marked(data: bytes, marks: Sequence[Mark], *, header_row: int | None = None) -> bytes:
    """The same workbook, each refused cell coloured and with its reason as a comment.

    A last column holds the reasons of each row, to be read in print; its title stands in the header's row, or
    above the first mark where no header was found. Marks of an earlier time are removed.

    Raises:
        WorkbookRefused: as `read_sheet`.
    """
    sheet = sheet_of(inspect(data))
    first = min((mark.row for mark in marks), default=1)
    task = {
        "verb": "mark",
        "sheet": sheet.name,
        "marks": [astuple(mark) for mark in marks],
        "header_row": header_row or max(first - 1, 1),
        "title": phrases().reasons,
        "author": phrases().author,
    }
    return outcome_of(task, data)
