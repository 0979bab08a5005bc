"""Looks at a workbook before any parser does, and says no to what would harm one.

Nothing is unpacked as a whole: the parts pass by piece after piece, and the first thing wrong ends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join, normpath

from services.errors import WorkbookFault, WorkbookRefused
from services.workbooks.markup import Budget, Markup, Properties, Relations, WorkbookMarkup, markup_of
from services.workbooks.package import parts_of, pieces_of
from services.workbooks.places import Area
from services.workbooks.sheet_markup import SheetMarkup

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FORBIDDEN = {
    "xl/externallinks/": WorkbookFault.EXTERNAL_LINKS,
    "xl/connections": WorkbookFault.EXTERNAL_LINKS,
    "xl/vbaproject": WorkbookFault.MACROS,
    "xl/macrosheets/": WorkbookFault.MACROS,
    "xl/activex/": WorkbookFault.MACROS,
}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One worksheet as its XML says; rows and columns count from 1, hidden ones are those that hold cells."""

    name: str
    hidden: bool
    dimension: Area | None
    filled_rows: int
    merged: tuple[Area, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    formulas: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The worksheets in their order; `mark` and `marked_sheet` are empty where no template was used."""

    sheets: tuple[SheetFacts, ...]
    mark: str = ""
    marked_sheet: str = ""


def inspect(data: bytes) -> Inspection:
    """What the workbook holds, once it is known to be harmless.

    Raises:
        WorkbookRefused: it is no .xlsx, not whole, locked, hostile, or larger than what is read.
    """
    parts = {part.filename.casefold(): part for part in parts_of(data)}
    for name, part in parts.items():
        for start, reason in _FORBIDDEN.items():
            if name.startswith(start):
                raise WorkbookRefused(reason=reason, place=part.filename)
    budget = Budget()
    markup = {name: markup_of(part.filename, pieces_of(data, part), budget) for name, part in parts.items()}
    marks = [found.mark for found in markup.values() if isinstance(found, Properties) and found.mark]
    mark, _, marked_sheet = (marks or [""])[0].partition(" ")
    return Inspection(sheets=tuple(_sheets(markup)), mark=mark, marked_sheet=marked_sheet)


def _sheets(markup: Mapping[str, Markup | None]) -> list[SheetFacts]:
    workbook, relations = markup[_WORKBOOK], markup.get(_RELATIONS)
    if not isinstance(workbook, WorkbookMarkup) or not isinstance(relations, Relations):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=_WORKBOOK)
    found = []
    for name, relation, hidden in workbook.sheets:
        target = normpath(join("/xl", relations.targets.get(relation, ""))).lstrip("/").casefold()
        sheet = markup.get(target)
        if isinstance(sheet, SheetMarkup):
            found.append(_facts(name, hidden, sheet))
        elif not target.startswith(("xl/chartsheets/", "xl/dialogsheets/")):
            raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=name)
    return found


def _facts(name: str, hidden: bool, sheet: SheetMarkup) -> SheetFacts:
    return SheetFacts(
        name=name,
        hidden=hidden,
        dimension=sheet.dimension,
        filled_rows=sheet.filled_rows,
        merged=tuple(sheet.merged),
        hidden_rows=tuple(sheet.hidden_rows),
        hidden_columns=tuple(
            column
            for column in sorted(sheet.filled_columns)
            if any(first <= column <= last for first, last in sheet.hidden_spans)
        ),
        formulas=tuple(sheet.formulas),
    )
