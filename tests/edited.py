"""Workbooks as people give them back: opened, changed in some cells, saved."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet


def edited(data: bytes, change: Callable[[Worksheet], Any]) -> bytes:
    """The workbook after the change of its first sheet."""
    workbook = openpyxl.load_workbook(BytesIO(data))
    change(workbook.worksheets[0])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def put(data: bytes, **values: Any) -> bytes:
    """The workbook with other values in its cells: E7="10"."""

    def change(sheet: Worksheet) -> None:
        for place, value in values.items():
            sheet[place] = value

    return edited(data, change)
