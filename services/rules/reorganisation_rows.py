"""Reads the cells of a reorganisation sheet, each row by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums import UnitEventKind
from services.errors.base import DomainError
from services.errors.workbooks import EventRowFault, EventRowRefused
from services.rules.dates import day_of
from services.rules.text import clean_name, clean_or_blank, meant_by, words

EventWords = Mapping[UnitEventKind, Sequence[str]]


class EventColumn(StrEnum):
    """The columns of the sheet, by the keys of its layout."""

    UNIT = "unit"
    PLACE = "place"
    EVENT = "event"
    NEW_UNIT = "new_unit"
    SHORT_NAME = "short_name"
    NEW_BLOCK = "new_block"
    DAY = "day"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a cell of a row is refused; rows count as in Excel."""

    row: int
    column: EventColumn
    problem: DomainError


class CellsRefused(Exception):
    """Cells of the rows of one event are refused."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A row whose cells can be read; units and blocks are still what was written."""

    number: int
    kind: UnitEventKind
    day: date
    document: str
    unit: str = ""
    place: str = ""
    new_unit: str = ""
    short_name: str = ""
    new_block: str = ""

    @property
    def group(self) -> tuple[object, ...]:
        """What the rows of one event share, as far as their texts tell."""
        if self.kind is UnitEventKind.MERGE:
            return self.day, self.kind, words(self.document), words(self.new_unit), words(self.new_block)
        if self.kind is UnitEventKind.SPLIT:
            return self.day, self.kind, words(self.unit), words(self.place)
        return (self.number,)


_ALWAYS = (EventColumn.EVENT, EventColumn.DAY, EventColumn.DOCUMENT)
_FROM_TO = (EventColumn.UNIT, EventColumn.NEW_UNIT)
_NEEDED: Mapping[UnitEventKind, tuple[EventColumn, ...]] = {
    UnitEventKind.MERGE: _FROM_TO,
    UnitEventKind.SPLIT: _FROM_TO,
    UnitEventKind.RENAME: _FROM_TO,
    UnitEventKind.TRANSFER: (EventColumn.UNIT, EventColumn.NEW_BLOCK),
    UnitEventKind.DISSOLVE: (EventColumn.UNIT,),
    UnitEventKind.FOUND: (EventColumn.NEW_UNIT, EventColumn.NEW_BLOCK),
}
_UNWANTED: Mapping[UnitEventKind, tuple[EventColumn, ...]] = {
    UnitEventKind.RENAME: (EventColumn.NEW_BLOCK,),
    UnitEventKind.TRANSFER: (EventColumn.NEW_UNIT, EventColumn.SHORT_NAME),
    UnitEventKind.DISSOLVE: (EventColumn.NEW_UNIT, EventColumn.SHORT_NAME, EventColumn.NEW_BLOCK),
    UnitEventKind.FOUND: (EventColumn.UNIT, EventColumn.PLACE),
}
_CHECKED: Mapping[EventColumn, Callable[[str], object]] = {
    EventColumn.DAY: day_of,
    EventColumn.DOCUMENT: clean_name,
    EventColumn.NEW_UNIT: clean_name,
    EventColumn.SHORT_NAME: clean_name,
}


def row_of(number: int, values: Mapping[str, str], event_words: EventWords) -> EventRow | list[RowFault]:
    """The row, or what is wrong in its cells; `event_words` are the spellings of each event.

    Source: house rule (ADR 7)
    """
    cells = {column: values.get(column, "").strip() for column in EventColumn}
    kind = _kind_of(cells[EventColumn.EVENT], event_words)
    faults = list(_faults(number, cells, kind, event_words))
    if faults or kind is None:
        return faults
    return EventRow(
        number=number,
        kind=kind,
        day=day_of(cells[EventColumn.DAY]),
        document=clean_name(cells[EventColumn.DOCUMENT]),
        unit=cells[EventColumn.UNIT],
        place=cells[EventColumn.PLACE],
        new_unit=clean_or_blank(cells[EventColumn.NEW_UNIT]),
        short_name=clean_or_blank(cells[EventColumn.SHORT_NAME]),
        new_block=cells[EventColumn.NEW_BLOCK],
    )


def _kind_of(text: str, event_words: EventWords) -> UnitEventKind | None:
    return meant_by(text, {word: kind for kind, spellings in event_words.items() for word in spellings})


def _faults(
    number: int,
    cells: Mapping[EventColumn, str],
    kind: UnitEventKind | None,
    event_words: EventWords,
) -> Iterator[RowFault]:
    def fault(column: EventColumn, reason: EventRowFault, names: Sequence[str] = ()) -> RowFault:
        problem = EventRowRefused(reason=reason, text=cells[column], names=tuple(names))
        return RowFault(number, column, problem)

    if cells[EventColumn.EVENT] and kind is None:
        offered = [spellings[0] for spellings in event_words.values()]
        yield fault(EventColumn.EVENT, EventRowFault.NO_EVENT, offered)
    for column in (*_ALWAYS, *(_NEEDED[kind] if kind else ())):
        if not cells[column]:
            yield fault(column, EventRowFault.MISSING)
    for column in _UNWANTED.get(kind, ()) if kind else ():
        if cells[column]:
            yield fault(column, EventRowFault.LEAVE_BLANK)
    for column, check in _CHECKED.items():
        if cells[column] and (problem := _problem(check, cells[column])):
            yield RowFault(number, column, problem)


def _problem(check: Callable[[str], object], text: str) -> DomainError | None:
    try:
        check(text)
    except DomainError as problem:
        return problem
    return None


def fault_in(
    row: EventRow, column: EventColumn, reason: EventRowFault, other: EventRow | None = None
) -> RowFault:
    """Why that cell of the row is refused; `other` is the row that stands against it.

    Source: house rule (ADR 7)
    """
    text, number = str(getattr(row, column)), other.number if other else None
    return RowFault(row.number, column, EventRowRefused(reason=reason, text=text, row=number))


def one_short_name(rows: Sequence[EventRow]) -> str | None:
    """The short name that rows of one event give.

    Raises: CellsRefused when they give several.
    Source: house rule (ADR 7)
    """
    given = [row for row in rows if row.short_name]
    differing = [row for row in given if words(row.short_name) != words(given[0].short_name)]
    if differing:
        column, reason = EventColumn.SHORT_NAME, EventRowFault.DIFFERS
        raise CellsRefused([fault_in(row, column, reason, other=given[0]) for row in differing])
    return given[0].short_name if given else None
