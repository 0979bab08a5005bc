"""Score sheets as a frame of text, and what was typed into it as edits; no widget is known here.

The frame has a row for each criterion: `name` with the code before it (one column takes less of a phone),
`max`, then a column for each unit, named by `column_of`. Streamlit tells edits by the position of the row and
adds them up, so a `Sheet` is kept for as long as its widget lives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pages.shared import formats
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.scores import StoredCell
from services.rules.cell_edits import CellEdit
from services.rules.cells import cell_text

Cells = Mapping[tuple[int, int], StoredCell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a grid was drawn from: `versions` by (unit id, criterion id), 0 or absent for an empty cell."""

    frame: pd.DataFrame
    criterion_ids: tuple[int, ...]
    units: Mapping[str, int]
    versions: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else has changed since the sheet was drawn."""

    edit: CellEdit
    theirs: StoredCell | None


def column_of(unit_id: int) -> str:
    """The name of a unit's column."""
    return f"unit_{unit_id}"


def sheet_of(lines: Sequence[CriterionLine], units: Sequence[UnitLine], cells: Cells) -> Sheet:
    """The sheet of some units, with what stands in their cells."""
    columns = {
        "name": [f"{line.rule.code} {line.rule.name}" for line in lines],
        "max": [formats.points(_maximum(line), trim=True) for line in lines],
    }
    for unit in units:
        stored = [cells.get((unit.unit_id, line.criterion_id)) for line in lines]
        columns[column_of(unit.unit_id)] = [
            cell_text(cell.entry if cell else None, line.rule)
            for cell, line in zip(stored, lines, strict=True)
        ]
    return Sheet(
        frame=pd.DataFrame(columns, dtype="str"),
        criterion_ids=tuple(line.criterion_id for line in lines),
        units={column_of(unit.unit_id): unit.unit_id for unit in units},
        versions=versions_of(cells),
    )


def versions_of(cells: Cells) -> dict[tuple[int, int], int]:
    """The version of each cell."""
    return {key: cell.version for key, cell in cells.items()}


def edits_of(sheet: Sheet, edited_rows: Mapping[int, Mapping[str, object]]) -> list[CellEdit]:
    """What was typed, by id; a column that is no unit's and a row that is not there are left out.

    What the browser sends is not trusted further: the command refuses whose cell it is not.
    """
    edits = []
    for row, changed in edited_rows.items():
        if not 0 <= int(row) < len(sheet.criterion_ids):
            continue
        criterion_id = sheet.criterion_ids[int(row)]
        for column, typed in changed.items():
            unit_id = sheet.units.get(column)
            text = "" if typed is None else str(typed).strip()
            if unit_id is None or text == sheet.frame[column].iloc[int(row)]:
                continue
            seen = sheet.versions.get((unit_id, criterion_id), 0)
            edits.append(CellEdit(unit_id, criterion_id, text, seen))
    return edits


def conflicts_of(edits: Sequence[CellEdit], cells: Cells) -> list[Conflict]:
    """The edits over cells that have changed since they were read; `cells` are those of now."""
    current = versions_of(cells)
    return [
        Conflict(edit, cells.get((edit.unit_id, edit.criterion_id)))
        for edit in edits
        if current.get((edit.unit_id, edit.criterion_id), 0) != edit.seen_version
    ]


def _maximum(line: CriterionLine) -> int | None:
    return line.rule.cap if line.rule.max is None else line.rule.max
