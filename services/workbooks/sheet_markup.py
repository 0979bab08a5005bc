"""What the tags of one worksheet say, and what they must not say.

Every parser counts differently when a cell does not name its place, names it twice or out of order. Such a
sheet is refused, so that what is counted here is what is read later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import digits

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.limits import LARGEST_AREA, MOST_COLUMNS, MOST_MERGED_CELLS, MOST_MERGES, MOST_ROWS
from services.workbooks.places import Area, area_of, cell_name, column_number

_LONGEST_PLACE = 30
_MOST_STYLED = 10_000  # numbers whose places are kept for each style
_TRUE = ("1", "true", "on")


@dataclass(slots=True)
class SheetMarkup:
    """One worksheet; rows and columns count from 1, and are filled where a cell has a value."""

    dimension: Area | None = None
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    numbers_by_style: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    filled_rows: int = 0
    values: int = 0
    filled_columns: set[int] = field(default_factory=set)

    _row: int = 0
    _last_row: int = 0
    _row_text: str = ""
    _row_hidden: bool = False
    _column: int = 0
    _kind: str = "n"
    _style: str = "0"
    _cell_open: bool = False
    _last_filled: int = 0
    _reach: int = 0
    _merged_cells: int = 0

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what an opening tag says.

        Raises:
            WorkbookRefused: a cell, the dimension or a merged area lies too far, or has no certain place.
        """
        match tag:
            case "c":
                self._open_cell(attributes.get("r"))
                self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            case "v" | "is":
                self._fill()
            case "f":
                if self._cell_open:
                    self._fill()
                    self.formulas.append((self._row, self._column))
            case "row":
                self._open_row(attributes)
            case "extLst":  # has formulas of its own
                self._cell_open = False
            case "col":
                if attributes.get("hidden") in _TRUE:
                    first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
                    self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "dimension":
                self.dimension = area_of(attributes.get("ref", ""))
                if self.dimension:
                    refuse_far(self.dimension.last_row, self.dimension.last_column)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        row = _whole(attributes.get("r"))
        self._cell_open = False
        if "r" in attributes:
            if row <= self._last_row:
                raise WorkbookRefused(
                    reason=WorkbookFault.MISPLACED_CELL, place=cell_name(self._last_row or 1, 1)
                )
            self._last_row = row
        self._row, self._row_text, self._column = row, str(row), 0
        self._row_hidden = attributes.get("hidden") in _TRUE

    def _open_cell(self, name: str | None) -> None:
        if name is None or self._row == 0:
            after = cell_name(max(self._row, 1), max(self._column, 1))
            raise WorkbookRefused(reason=WorkbookFault.UNPLACED_CELL, place=after)
        # By text, since this is done for each cell of 20,000 rows.
        letters = name.rstrip(digits)
        column = column_number(letters)
        if column <= self._column or name[len(letters) :] != self._row_text:
            raise WorkbookRefused(reason=WorkbookFault.MISPLACED_CELL, place=name[:_LONGEST_PLACE])
        self._column, self._cell_open = column, True

    def _fill(self) -> None:
        if not self._cell_open:
            raise WorkbookRefused(
                reason=WorkbookFault.MISPLACED_CELL,
                place=cell_name(max(self._row, 1), max(self._column, 1)),
            )
        if self._row != self._last_filled or self._column > self._reach:  # else no farther than before
            self._refuse_reach()
        self.values += 1
        if self._kind == "n" and self._style != "0":
            styled = self.numbers_by_style.setdefault(self._style, [])
            if len(styled) < _MOST_STYLED:
                styled.append((self._row, self._column))
        elif self._kind == "e":
            self.errors.append((self._row, self._column))
        self.filled_columns.add(self._column)
        if self._row != self._last_filled:
            self._last_filled = self._row
            self.filled_rows += 1
            if self._row_hidden:
                self.hidden_rows.append(self._row)

    def _refuse_reach(self) -> None:
        refuse_far(self._row, self._column)
        self._reach = max(self._reach, self._column)
        if self._row * self._reach > LARGEST_AREA:
            raise WorkbookRefused(reason=WorkbookFault.FAR_CELL, place=cell_name(self._row, self._column))

    def _merge(self, text: str) -> None:
        area = area_of(text)
        if area is None:
            raise WorkbookRefused(reason=WorkbookFault.MISPLACED_CELL, place=text[:_LONGEST_PLACE])
        self.merged.append(area)
        self._merged_cells += area.cells
        too_many = len(self.merged) > MOST_MERGES or self._merged_cells > MOST_MERGED_CELLS
        if too_many or area.last_row > MOST_ROWS:
            raise WorkbookRefused(
                reason=WorkbookFault.HUGE_MERGE,
                place=str(area),
                count=self._merged_cells,
                limit=MOST_MERGED_CELLS,
            )


def refuse_far(row: int, column: int) -> None:
    """Refuse a place beyond the rows and columns that are read.

    Raises:
        WorkbookRefused: it is.
    """
    if row <= MOST_ROWS and column <= MOST_COLUMNS:
        return
    place = cell_name(row, column)
    if row > MOST_ROWS and column > MOST_COLUMNS:
        raise WorkbookRefused(reason=WorkbookFault.FAR_CELL, place=place)
    if row > MOST_ROWS:
        raise WorkbookRefused(reason=WorkbookFault.TOO_MANY_ROWS, place=place, count=row, limit=MOST_ROWS)
    raise WorkbookRefused(
        reason=WorkbookFault.TOO_MANY_COLUMNS, place=place, count=column, limit=MOST_COLUMNS
    )


def _whole(text: str | None) -> int:
    """The number of a row or column, 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 7 else 0
