"""Places of a sheet: rows and columns count from 1, `B7` is row 7, column 2."""

import re
from functools import lru_cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LETTERS = re.compile("[A-Z]{1,3}")


class Area(NamedTuple):
    """A rectangle of cells, its corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        return f"{cell_name(self.first_row, self.first_column)}:{cell_name(self.last_row, self.last_column)}"

    @property
    def cells(self) -> int:
        """How many cells it covers."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


def place_of(text: str) -> tuple[int, int] | None:
    """Row and column of `B7`; None for what names no cell that a sheet can have."""
    found = _CELL.fullmatch(text)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= LAST_ROW and column else None


def area_of(text: str) -> Area | None:
    """The rectangle `A1:B7`, or that of the one cell `A1`; None for anything else."""
    first_text, _, last_text = text.partition(":")
    first, last = place_of(first_text), place_of(last_text or first_text)
    if first is None or last is None or last[0] < first[0] or last[1] < first[1]:
        return None
    return Area(*first, *last)


def cell_name(row: int, column: int) -> str:
    """Row 7, column 2 as `B7`."""
    return f"{column_name(column)}{row}"


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """The column `AA` as 27; 0 for what is none."""
    number = 0
    if not _LETTERS.fullmatch(letters):
        return number
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= LAST_COLUMN else 0


def column_name(number: int) -> str:
    """Column 27 as `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
