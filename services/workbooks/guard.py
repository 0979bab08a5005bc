"""Looks at a workbook before any parser does, and says no to what would harm one.

Nothing is unpacked as a whole: the parts pass by piece after piece, and the first thing wrong ends it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.limits import LARGEST_TEXT
from services.workbooks.markup import (
    Budget,
    Markup,
    Properties,
    Relations,
    Styles,
    Texts,
    WorkbookMarkup,
    markup_of,
)
from services.workbooks.package import parts_of, pieces_of
from services.workbooks.places import Area
from services.workbooks.sheet_markup import SheetMarkup

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_DRAWN_SHEETS = ("xl/chartsheets/", "xl/dialogsheets/")
_FORBIDDEN = {
    "xl/externallinks/": WorkbookFault.EXTERNAL_LINKS,
    "xl/connections": WorkbookFault.EXTERNAL_LINKS,
    "xl/vbaproject": WorkbookFault.MACROS,
    "xl/macrosheets/": WorkbookFault.MACROS,
    "xl/activex/": WorkbookFault.MACROS,
}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One worksheet as its XML says; rows and columns count from 1, hidden ones are those that hold cells.

    `errors` hold #N/A and the like, which readers of values take for empty; `percents` show 0.95 as 95%.
    """

    name: str
    hidden: bool
    dimension: Area | None
    filled_rows: int
    merged: tuple[Area, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    formulas: tuple[tuple[int, int], ...]
    errors: tuple[tuple[int, int], ...] = ()
    percents: tuple[tuple[int, int], ...] = ()


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

    def markup(name: str) -> Markup | None:
        part = parts[name]
        return markup_of(part.filename, pieces_of(data, part), budget)

    if _RELATIONS not in parts:
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=_RELATIONS)
    sheets = _sheets(markup(_WORKBOOK), markup(_RELATIONS))
    found = {name: _named(markup, name, sheets) for name in parts if name not in (_WORKBOOK, _RELATIONS)}
    if any(isinstance(part, WorkbookMarkup) for part in found.values()):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=_WORKBOOK)
    _refuse_endless_text(found.values())
    mark, _, marked_sheet = next(
        (part.mark for part in found.values() if isinstance(part, Properties) and part.mark), ""
    ).partition(" ")
    return Inspection(sheets=tuple(_all_facts(sheets, found)), mark=mark, marked_sheet=marked_sheet)


def _refuse_endless_text(found: Collection[Markup | None]) -> None:
    """One long text that thousands of cells share is small in the file and without end in a reader."""
    longest = max((part.longest for part in found if isinstance(part, Texts)), default=0)
    text = longest * sum(part.values for part in found if isinstance(part, SheetMarkup))
    if text > LARGEST_TEXT:
        raise WorkbookRefused(reason=WorkbookFault.UNPACKED_TOO_LARGE, count=text, limit=LARGEST_TEXT)


def _sheets(workbook: Markup | None, relations: Markup | None) -> dict[str, tuple[str, bool]]:
    """Name of the part -> name of the sheet and whether it is hidden, in the order of the sheets."""
    if not isinstance(workbook, WorkbookMarkup) or not isinstance(relations, Relations):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=_WORKBOOK)
    sheets = {
        normpath(join("/xl", relations.targets.get(relation, ""))).lstrip("/").casefold(): (name, hidden)
        for name, relation, hidden in workbook.sheets
    }
    names = {name.casefold() for name, _hidden in sheets.values()}
    if len(names) < len(workbook.sheets):  # which one is meant, parsers decide differently
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=_WORKBOOK)
    return sheets


def _named(
    markup: Callable[[str], Markup | None], part: str, sheets: Mapping[str, tuple[str, bool]]
) -> Markup | None:
    """The markup of a part; what is refused in a sheet bears the sheet's name: `Units!B7`."""
    try:
        return markup(part)
    except WorkbookRefused as refusal:
        if part in sheets and refusal.place and refusal.place.casefold() != part:
            refusal.place = f"{sheets[part][0]}!{refusal.place}"
        raise


def _all_facts(
    sheets: Mapping[str, tuple[str, bool]], found: Mapping[str, Markup | None]
) -> Iterator[SheetFacts]:
    percents = {one for part in found.values() if isinstance(part, Styles) for one in part.percents}
    for part, (name, hidden) in sheets.items():
        sheet = found.get(part)
        if isinstance(sheet, SheetMarkup):
            yield _facts(name, hidden, sheet, percents)
        elif part not in found or not part.startswith(_DRAWN_SHEETS):
            raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=name)


def _facts(name: str, hidden: bool, sheet: SheetMarkup, percents: Collection[str]) -> SheetFacts:
    return SheetFacts(
        name=name,
        hidden=hidden,
        dimension=sheet.dimension,
        filled_rows=sheet.filled_rows,
        merged=tuple(sheet.merged),
        hidden_rows=tuple(sheet.hidden_rows),
        hidden_columns=tuple(sorted(sheet.filled_columns & sheet.hidden_columns)),
        formulas=tuple(sheet.formulas),
        errors=tuple(sheet.errors),
        percents=tuple(place for style in percents for place in sheet.numbers_by_style.get(style, ())),
    )
