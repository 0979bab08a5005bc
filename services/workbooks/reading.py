"""Reads the one sheet of a workbook that holds the table, as text."""

import json
from dataclasses import dataclass

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.guard import Inspection, SheetFacts, inspect
from services.workbooks.isolation import outcome_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: `rows[0]` is row 1, `rows[0][0]` is A1, an empty cell is empty text.

    Numbers are written short and exact with a dot (12, 1.5), days as 2025-07-01, truth values as TRUE and
    FALSE. `mark` is that of the template it was made from, empty where it was not.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    inspection: SheetFacts
    mark: str = ""


def read_sheet(data: bytes) -> Sheet:
    """The sheet that was made from a template of ours, else the first one that is visible and not empty.

    Raises:
        WorkbookRefused: the guard refuses it, no visible sheet holds anything, or its parser fails.
    """
    inspection = inspect(data)
    facts = sheet_of(inspection)
    answer = outcome_of({"verb": "read", "sheet": facts.name}, data)
    try:
        rows = json.loads(answer)
    except ValueError as babble:
        raise WorkbookRefused(reason=WorkbookFault.UNREADABLE) from babble
    return Sheet(name=facts.name, rows=tuple(map(tuple, rows)), inspection=facts, mark=inspection.mark)


def sheet_of(inspection: Inspection) -> SheetFacts:
    """The sheet that is read and marked.

    Raises:
        WorkbookRefused: no visible sheet holds anything.
    """
    filled = [sheet for sheet in inspection.sheets if not sheet.hidden and sheet.filled_rows]
    if not filled:
        raise WorkbookRefused(reason=WorkbookFault.NO_CONTENT)
    return next((sheet for sheet in filled if sheet.name == inspection.marked_sheet), filled[0])
