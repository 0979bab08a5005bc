"""Score sheets in Excel: written with what stands in them, taken back only for what they were made for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from models.enums import Method
from services.rules.cells import shown_points
from services.rules.document import Criterion
from services.rules.exact import decimal_text
from services.rules.score_grid import ScoreGrid
from services.rules.score_sheet import CODE, NAME, SheetSubject, check_mark
from services.workbooks.layouts import ColumnLayout, Layout, layout_of, loaded_template
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Column, Table, table_in
from services.workbooks.writing import Protection, workbook_in

_LAYOUT = "scores"
_OF_CRITERION = (CODE, NAME, "how_scored", "max_points")
_WIDTH_OF_UNIT = 14  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHead:
    """What a sheet is for, in words: its block, its unit (empty: all), how final its scores are."""

    subject: SheetSubject
    block: str
    unit: str = ""
    mark: str = ""


def score_workbook(grid: ScoreGrid, head: SheetHead) -> bytes:
    """The score sheet as a workbook; taken back as it is, it changes nothing.

    In a unit's sheet the grid's columns have keys of `scores.yaml`, in a block's any others.
    """
    layout = _headed(_layout(grid, head.subject), head)
    open_cells = {
        (row, column.key)
        for row, criterion in enumerate(grid.criteria)
        for column in grid.columns
        if grid.is_open(criterion, column)
    }
    words = _words()["pass_fail"]
    methods = [criterion.method for criterion in grid.criteria]
    protection = Protection(
        open_cells=open_cells,
        bold={row for row, method in enumerate(methods) if method is Method.GROUP},
        choices={row: words for row, method in enumerate(methods) if method is Method.PASS_FAIL},
    )
    return workbook_in(layout, _rows(grid), protection=protection)


@dataclass(frozen=True, slots=True)
class ScoreTable(Table):
    """The table of a score sheet, and when the sheet was read for the workbook."""

    taken_at: datetime


def score_table(data: bytes, grid: ScoreGrid, subject: SheetSubject) -> ScoreTable:
    """The rows of a score sheet that comes back, with all columns of the grid.

    Raises:
        WorkbookRefused, SheetRefused: as `read_sheet` and `table_in`.
        ScoreSheetRefused: it was made for something else.
    """
    sheet = read_sheet(data)
    layout = _layout(grid, subject)
    taken_at = check_mark(sheet.mark, layout.template, subject)
    wanted = {CODE, NAME, *(column.key for column in grid.columns)}
    table = table_in(
        sheet, [Column(one.key, one.titles, required=True) for one in layout.columns if one.key in wanted]
    )
    return ScoreTable(table.header_row, table.places, table.rows, taken_at)


def _layout(grid: ScoreGrid, subject: SheetSubject) -> Layout:
    layout = layout_of(_LAYOUT)
    if subject.unit:
        keys = {*_OF_CRITERION, *(column.key for column in grid.columns)}
        columns = [one for one in layout.columns if one.key in keys]
    else:
        layout = replace(layout, title=_words()["block_title"])
        titles = {one.key: f"{one.title} [{one.unit}]" for one in grid.columns}
        columns = [one for one in layout.columns if one.key in _OF_CRITERION]
        columns += [ColumnLayout(key, (title,), width=_WIDTH_OF_UNIT) for key, title in titles.items()]
    return replace(layout, columns=tuple(columns), subject=subject.text)


def _headed(layout: Layout, head: SheetHead) -> Layout:
    words = _words()
    facts = {
        "block": head.block,
        "unit": head.unit or words["all_units"],
        "year": head.subject.year,
        "step": words["steps"][head.subject.step],
        "mark": f" {head.mark}." if head.mark else "",
    }
    return replace(layout, note=tuple(line.format(**facts) for line in layout.note))


def _rows(grid: ScoreGrid) -> Iterator[Mapping[str, str]]:
    for criterion in grid.criteria:
        maximum = criterion.cap if criterion.max is None else criterion.max
        yield {
            CODE: criterion.code,
            NAME: criterion.name,
            "how_scored": _how_scored(criterion),
            "max_points": "" if maximum is None else shown_points(maximum),
            **{one.key: grid.standing.get((criterion.code, one.key), "") for one in grid.columns},
        }


def _how_scored(criterion: Criterion) -> str:
    if criterion.method is Method.GROUP:
        return ""
    stepped = criterion.method is Method.DIRECT and criterion.step
    line: str = _words()["methods"]["stepped" if stepped else criterion.method]
    per_item = decimal_text(criterion.per_item) if criterion.per_item else ""
    return line.format(step=shown_points(criterion.step or 0), per_item=per_item.replace(".", ","))


@cache
def _words() -> dict[str, Any]:
    return loaded_template("score_sheets.yaml")
