"""A block of cells as Excel or LibreOffice put it on the clipboard, and where it comes to lie on a grid."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from services.errors.score_sheets import PastedCellRefused, PasteFault, PasteTooLong

LONGEST_PASTE = 1_000_000
"""Characters; 250 criteria by 60 units are a tenth of that."""

Place = tuple[str, str]
"""The key of a row and that of a column."""

# Both programs quote only a cell that holds line ends or tabs; any other quote is a sign like others.
_QUOTED = re.compile('"((?:[^"]|"")*+)"(?=[\t\n]|\\Z)')
_BARE = re.compile("[^\t\n]*")


@dataclass(frozen=True, slots=True)
class Grid:
    """What a block can be laid over: keys of rows and columns, closed places, and what stands there now."""

    rows: Sequence[str]
    columns: Sequence[str]
    locked: Container[Place]
    standing: Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A text and the place that it came to."""

    row: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """What came onto open places, and what did not and why, both in the order of the block."""

    cells: tuple[LaidCell, ...]
    refused: tuple[PastedCellRefused, ...]


def pasted_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of the clipboard's text, row by row; rows may differ in length.

    One line end behind the last row ends it; blank lines before that are rows of one empty cell.
    Raises: PasteTooLong.
    Source: house rule (pasted blocks)
    """
    if len(text) > LONGEST_PASTE:
        raise PasteTooLong(limit=LONGEST_PASTE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return ()
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    place = 0
    while True:
        cell, place = _cell_at(text, place)
        row.append(cell)
        if text[place : place + 1] != "\t":
            rows.append(tuple(row))
            row = []
        place += 1
        if place > len(text) or (place == len(text) and text[-1] == "\n"):
            return tuple(rows)


def laid_over(rows: Sequence[Sequence[str]], grid: Grid, at: Place) -> LaidBlock:
    """The block with its first cell at that place of the grid.

    A cell that is blank or says what stands there already needs no open place. Places that a short row does
    not reach stay as they are.
    Raises: ValueError for a place that is not on the grid.
    Source: house rule (pasted blocks)
    """
    top, left = grid.rows.index(at[0]), grid.columns.index(at[1])
    cells: list[LaidCell] = []
    refused: list[PastedCellRefused] = []
    for down, row in enumerate(rows):
        for along, text in enumerate(row):
            fault, onto = _fate(text, grid, top + down, left + along)
            if fault:
                refused.append(
                    PastedCellRefused(
                        reason=fault,
                        text=text,
                        row=down + 1,
                        column=along + 1,
                        onto_row=onto[0],
                        onto_column=onto[1],
                    )
                )
            elif onto != _NOWHERE:
                cells.append(LaidCell(*onto, text))
    return LaidBlock(tuple(cells), tuple(refused))


_NOWHERE: Place = ("", "")


def _fate(text: str, grid: Grid, row: int, column: int) -> tuple[PasteFault | None, Place]:
    """Why the text is refused at that place, and the place; no fault and nowhere for what needs no place."""
    blank = not text.strip()
    if row >= len(grid.rows) or column >= len(grid.columns):
        fault = PasteFault.BELOW if row >= len(grid.rows) else PasteFault.BESIDE
        return None if blank else fault, _NOWHERE
    onto = grid.rows[row], grid.columns[column]
    if onto not in grid.locked:
        return None, onto
    if text.strip() == grid.standing.get(onto, "").strip():
        return None, _NOWHERE
    return PasteFault.LOCKED, onto


def _cell_at(text: str, place: int) -> tuple[str, int]:
    """The cell that begins there, and the place of the tab or line end behind it."""
    quoted = _QUOTED.match(text, place) if text[place : place + 1] == '"' else None
    if quoted and any(sign in quoted[1] for sign in '\t\n"'):
        return quoted[1].replace('""', '"'), quoted.end()
    bare = _BARE.match(text, place)
    return (bare[0], bare.end()) if bare else ("", place)
