"""Finds the table in a sheet that people filled in: its header wherever it stands, and the rows below."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.errors.workbooks import SheetFault, SheetFaultKind, SheetRefused
from services.rules.text import search_fold
from services.workbooks.layouts import layout_of
from services.workbooks.places import column_name
from services.workbooks.reading import Sheet

HEADER_WITHIN = 30
"""Rows; banners, notes and the office's heads stand above a header."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SIGNS = re.compile(r"[^0-9a-z]+")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for, by any of its titles; a required one has to be there."""

    key: str
    titles: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the table: its number in Excel, and its texts by the keys of the columns found."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a sheet; rows and columns count from 1. Blank rows are left out."""

    header_row: int
    places: Mapping[str, int]
    rows: tuple[SheetRow, ...]


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of the layout of that name."""
    return tuple(Column(column.key, column.titles, column.required) for column in layout_of(name).columns)


def table_in(sheet: Sheet, columns: Sequence[Column], *, as_printed: bool = False) -> Table:
    """The table with these columns; others, and what stands above the header, are passed over.

    `as_printed`: merged cells and formulas are taken as they show, each merged text in its first cell, and
    the header may have two rows. Of several titles of a column that is not required, the likeliest is read.

    Raises:
        SheetRefused: a required title is missing or one stands there twice, there is no row, or the table has
            hidden rows or columns, errors such as #N/A, numbers shown as percents, or if it is not
            `as_printed`, merged cells or formulas.
    """
    header_row, found = _header(*_titles(sheet, as_printed), columns)
    missing = [column.titles[0] for column in columns if column.required and column.key not in found]
    if missing:
        facts: dict[str, str | int] = {"titles": ", ".join(missing), "limit": HEADER_WITHIN}
        raise SheetRefused(faults=(SheetFault(reason=SheetFaultKind.HEADER_MISSING, facts=facts),))
    strict = {column.key for column in columns if column.required or not as_printed}
    twice = [place for key, places in found.items() for place in places[1:] if key in strict]
    if twice:
        raise SheetRefused(faults=tuple(_twice(sheet, header_row, place) for place in sorted(twice)))
    places = {key: numbers[0] for key, numbers in found.items()}
    rows = tuple(_rows(sheet, header_row, places))
    faults = tuple(_faults(sheet, header_row, places, rows, as_printed))
    if not rows:
        faults += (SheetFault(row=header_row, reason=SheetFaultKind.NO_ROWS),)
    if faults:
        raise SheetRefused(faults=faults)
    return Table(header_row=header_row, places=places, rows=rows)


def _titles(sheet: Sheet, as_printed: bool) -> tuple[list[list[str]], dict[tuple[int, int], str]]:
    """The rows that may be a header, and by row and column the titles that stand above several columns.

    A title that is merged over two rows stands in both.
    """
    rows = [list(row) for row in sheet.rows[:HEADER_WITHIN]]
    above: dict[tuple[int, int], str] = {}
    for area in sheet.inspection.merged if as_printed else ():
        if area.last_row >= len(rows) or area.last_column > len(rows[0]):
            continue
        text = rows[area.first_row - 1][area.first_column - 1]
        for row in range(area.first_row, area.last_row):
            rows[row][area.first_column - 1] = text
        if area.last_column > area.first_column:
            columns = range(area.first_column, area.last_column + 1)
            above |= {(area.last_row + 1, column): text for column in columns}
    return rows, above


def _header(
    rows: Sequence[Sequence[str]], above: Mapping[tuple[int, int], str], columns: Sequence[Column]
) -> tuple[int, dict[str, list[int]]]:
    """The row in which most titles stand, and their places, the likelier title first.

    The upper one of two equal rows is it, but the lower one of a header of two rows.
    """
    meant = {
        _plain(title): (rank, column.key)
        for column in columns
        for rank, title in reversed(list(enumerate(column.titles)))
    }
    best: tuple[int, dict[str, list[tuple[int, int]]]] = (1, {})
    for number, row in enumerate(rows, start=1):
        found: dict[str, list[tuple[int, int]]] = {}
        for place, text in enumerate(row, start=1):
            whole = f"{above.get((number, place), '')} {text}" if text else ""
            titles = (_plain(text), _plain(_IN_BRACKETS.sub(" ", text)), _plain(whole))
            title = next((title for title in titles if title in meant), None)
            if title is not None:
                rank, key = meant[title]
                found.setdefault(key, []).append((rank, place))
        lower_of_pair = any((number, place) in above for place in range(1, len(row) + 1))
        if len(found) > len(best[1]) or (lower_of_pair and len(found) == len(best[1])):
            best = number, found
    return best[0], {key: [place for _rank, place in sorted(ranked)] for key, ranked in best[1].items()}


@lru_cache(maxsize=4096)  # the rows of a wide sheet repeat the same figures
def _plain(title: str) -> str:
    return _SIGNS.sub(" ", search_fold(title)).strip()


def _twice(sheet: Sheet, row: int, column: int) -> SheetFault:
    title = " ".join(sheet.rows[row - 1][column - 1].split())
    return SheetFault(row=row, column=column, reason=SheetFaultKind.HEADER_TWICE, facts={"title": title})


def _rows(sheet: Sheet, header_row: int, places: Mapping[str, int]) -> Iterator[SheetRow]:
    """The rows that hold something, but for the numbers of columns and a header that a page repeats."""
    header = {key: sheet.rows[header_row - 1][place - 1].strip() for key, place in places.items()}
    for number, row in enumerate(sheet.rows[header_row:], start=header_row + 1):
        values = {key: row[place - 1].strip() for key, place in places.items()}
        if number == header_row + 1 and _numbers_columns(row):
            continue
        if any(values.values()) and values != header:
            yield SheetRow(number=number, values=values)


def _numbers_columns(row: Iterable[str]) -> bool:
    """Whether the row only numbers the columns, as it does under the header of office tables: (1) (2) (3)."""
    found = [_COLUMN_NUMBER.fullmatch(text.strip()) for text in row if text.strip()]
    return len(found) > 1 and [number and int(number[1]) for number in found] == list(
        range(1, len(found) + 1)
    )


def _faults(
    sheet: Sheet, header_row: int, places: Mapping[str, int], rows: Sequence[SheetRow], as_printed: bool
) -> Iterator[SheetFault]:
    """What hides or changes a value between header and last row, in the columns of the table."""
    facts, columns = sheet.inspection, set(places.values())
    last_row = rows[-1].number if rows else header_row
    numbers = {header_row, *(row.number for row in rows)}
    for area in () if as_printed else facts.merged:
        inside = columns & set(range(area.first_column, area.last_column + 1))
        if inside and area.cells > 1 and area.first_row <= last_row and area.last_row >= header_row:
            yield SheetFault(
                row=max(area.first_row, header_row),
                column=min(inside),
                reason=SheetFaultKind.MERGED,
                facts={"area": str(area)},
            )
    for column in facts.hidden_columns:
        if column in columns:
            name = column_name(column)
            yield SheetFault(column=column, reason=SheetFaultKind.HIDDEN_COLUMN, facts={"name": name})
    for row in facts.hidden_rows:
        if row in numbers:
            yield SheetFault(row=row, reason=SheetFaultKind.HIDDEN_ROW)
    for reason, cells in ((SheetFaultKind.ERROR, facts.errors), (SheetFaultKind.PERCENT, facts.percents)):
        for row, column in cells:
            if header_row < row <= last_row and column in columns:
                yield SheetFault(row=row, column=column, reason=reason)
    for row, column in () if as_printed else facts.formulas:
        if header_row <= row <= last_row and column in columns:
            yield SheetFault(row=row, column=column, reason=SheetFaultKind.FORMULA)
