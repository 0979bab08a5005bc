"""Reads a reorganisation sheet as events, and finds everything that is wrong in it at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from models.enums import UnitEventKind
from services.errors.registry import EventFault, EventRefused
from services.errors.workbooks import EventRowFault, EventRowRefused
from services.rules.change_lines import ChangeLine, change_lines
from services.rules.directory import Directory
from services.rules.naming import UnitStyle
from services.rules.progress import Progress, unwatched
from services.rules.reorganisation_rows import (
    CellsRefused,
    EventColumn,
    EventRow,
    EventWords,
    RowFault,
    fault_in,
    one_short_name,
    row_of,
)
from services.rules.succession import EventPlan, NewUnit
from services.rules.text import words

Found = TypeVar("Found")
_BLAMED: Mapping[EventFault, EventColumn] = {
    EventFault.SAME_BLOCK: EventColumn.NEW_BLOCK,
    EventFault.MEMBERSHIP_OVERLAP: EventColumn.NEW_BLOCK,
    EventFault.NO_SUCCESSOR: EventColumn.NEW_UNIT,
    EventFault.CYCLE: EventColumn.NEW_UNIT,
    EventFault.NAME_OVERLAP: EventColumn.NEW_UNIT,
    EventFault.NAME_TAKEN: EventColumn.NEW_UNIT,
    EventFault.SAME_NAME: EventColumn.NEW_UNIT,
}


@dataclass(frozen=True, slots=True)
class SheetEvent:
    """An event that the rows tell together, and what it changes.

    A unit that an earlier event of the sheet makes bears a number that is free in the registry.
    """

    rows: tuple[int, ...]
    plan: EventPlan
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The events of a sheet in the order of their days, and what is wrong in it.

    `plans` mean a unit that the sheet makes by its number below 0: -1 the first made.
    """

    events: tuple[SheetEvent, ...]
    plans: tuple[EventPlan, ...]
    faults: tuple[RowFault, ...]


def events_in(
    rows: Mapping[int, Mapping[str, str]],
    event_words: EventWords,
    known: Directory,
    progress: Progress = unwatched,
) -> SheetReading:
    """The events that the rows tell, by their numbers in Excel; what they change is changed in `known`.

    Rows of one merge share day, document, new unit and new block, and without a new block the province; rows
    of one split share day and old unit. A merge into a unit that is there goes on as that unit.
    Source: house rule (ADR 7)
    """
    reader = _Reader(known)
    readable = []
    for number, values in rows.items():
        row = row_of(number, values, event_words)
        if isinstance(row, EventRow):
            readable.append(row)
        else:
            reader.refuse(row, values.get(EventColumn.NEW_UNIT, ""))
    reader.read(sorted(readable, key=lambda row: (row.day, row.number)), progress)
    plans = tuple(_with_made(event.plan, known.made) for event in reader.events)
    faults = sorted(reader.faults, key=lambda fault: (fault.row, list(EventColumn).index(fault.column)))
    return SheetReading(tuple(reader.events), plans, tuple(faults))


@dataclass(slots=True)
class _Reader:
    """Takes events one after another.

    `lost` are the rows by the names of units that were refused with them, `coming` those still to be taken.
    """

    known: Directory
    events: list[SheetEvent] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    coming: dict[str, int] = field(default_factory=dict)

    def refuse(self, faults: Sequence[RowFault], new_unit: str) -> None:
        """Keep what is wrong, and that the unit is not going to be there."""
        self.faults += faults
        self.lost.setdefault(words(new_unit), faults[0].row)

    def read(self, rows: Sequence[EventRow], progress: Progress) -> None:
        """Take the rows, in the order of their days, event by event."""
        self.coming = {words(row.new_unit): row.number for row in reversed(rows)}
        groups: dict[tuple[object, ...], list[EventRow]] = {}
        for row in rows:
            groups.setdefault(row.group, []).append(row)
        for place, row in enumerate(rows):
            progress(place, len(rows))
            if waiting := groups.get(row.group):
                groups[row.group] = self._read_event(waiting)

    def _read_event(self, rows: list[EventRow]) -> list[EventRow]:
        """Take the event that the first of the rows tells with others; the rows that are left."""
        rest: list[EventRow] = []
        try:
            if rows[0].kind is UnitEventKind.MERGE:
                units, rest = self._merging(rows)
                plan = self._merge(units, rest)
            else:
                plan = self._plan(rows)
            self._take(plan, [row for row in rows if row not in rest])
        except CellsRefused as refused:
            taken = {row.number for row in rows if row not in rest}
            self.refuse(refused.faults, rows[0].new_unit)
            rest = [row for row in rows if row.number not in taken]
        return rest

    def _merging(self, rows: Sequence[EventRow]) -> tuple[dict[int, EventRow], list[EventRow]]:
        """The units of the first merge that the rows tell, and the rows of other provinces."""
        units: dict[int, EventRow] = {}
        faults: list[RowFault] = []
        rest: list[EventRow] = []
        region: str | None = None
        for row in rows:
            try:
                unit_id = self._unit(row)
            except CellsRefused as refused:
                faults += refused.faults
                continue
            here = (
                None if row.new_block else self.known.region(self.known.block_of(unit_id, row.day), row.day)
            )
            region = here if region is None else region
            if here != region:
                rest.append(row)
            elif unit_id in units:
                faults.append(fault_in(row, EventColumn.UNIT, EventRowFault.TWICE, other=units[unit_id]))
            else:
                units[unit_id] = row
        if faults:
            raise CellsRefused(faults)
        return units, rest

    def _merge(self, units: Mapping[int, EventRow], rest: Sequence[EventRow]) -> EventPlan:
        rows = list(units.values())
        first, before = rows[0], list(units)
        block_id = self._new_block(first)
        kept = self._heir(first, before, block_id)
        if kept is not None and kept not in before:
            before.append(kept)
        if rest and len(before) == 1:
            # Alone in its province: most likely all rows mean one new unit
            raise CellsRefused(
                [fault_in(row, EventColumn.NEW_BLOCK, EventRowFault.BLOCK_NEEDED) for row in rows]
            )
        short_name = one_short_name(rows)
        if kept is not None:
            style = self._renewed(kept, first, short_name)
            return replace(_event(first), before=tuple(before), kept=kept, style=style)
        home, called = block_id or self._shared_block(first, before), UnitStyle(first.new_unit, short_name)
        new = NewUnit(style=called, kind=self.known.kind(before[0]), block_id=home)
        return replace(_event(first), before=tuple(before), created=(new,))

    def _heir(self, row: EventRow, before: Sequence[int], block_id: int | None) -> int | None:
        """The unit that is there already under the new unit's name; rather one of those that merge."""
        region = self._region(before[0], row)
        named = [
            one
            for one in self.known.units_called(row.new_unit, row.day)
            if self.known.lives(one, row.day) and self._stands(one, row, block_id, region)
        ]
        found = [one for one in named if one in before] or named
        if len(found) > 1:
            raise CellsRefused([fault_in(row, EventColumn.NEW_BLOCK, EventRowFault.BLOCK_NEEDED)])
        return found[0] if found else None

    def _stands(self, unit_id: int, row: EventRow, block_id: int | None, region: str) -> bool:
        """Whether the unit belongs to the block that is named, or where none is, to the province."""
        if block_id is None:
            return self._region(unit_id, row) == region
        return self.known.block_of(unit_id, row.day) == block_id

    def _region(self, unit_id: int, row: EventRow) -> str:
        return self.known.region(self.known.block_of(unit_id, row.day), row.day)

    def _shared_block(self, row: EventRow, before: Sequence[int]) -> int:
        blocks = {self.known.block_of(one, row.day) for one in before} - {None}
        if len(blocks) == 1 and (block_id := blocks.pop()) is not None:
            return block_id
        raise CellsRefused([fault_in(row, EventColumn.NEW_BLOCK, EventRowFault.BLOCK_NEEDED)])

    def _plan(self, rows: Sequence[EventRow]) -> EventPlan:
        """The event of rows that tell no merge; all kinds but a split have one row."""
        row = rows[0]
        style = UnitStyle(row.new_unit, row.short_name or None)
        block_id = self._new_block(row)
        if row.kind is UnitEventKind.FOUND:
            new_block = block_id or 0
            kind = self.known.kind_in(new_block, row.day)
            return replace(_event(row), created=(NewUnit(style=style, kind=kind, block_id=new_block),))
        unit_id = self._unit(row)
        if row.kind is UnitEventKind.SPLIT:
            return self._split(rows, unit_id)
        if row.kind is UnitEventKind.RENAME:
            return replace(_event(row), before=(unit_id,), style=style)
        return replace(_event(row), before=(unit_id,), block_id=block_id)

    def _split(self, rows: Sequence[EventRow], unit_id: int) -> EventPlan:
        first = rows[0]
        differing = [row for row in rows if words(row.document) != words(first.document)]
        if differing:
            raise CellsRefused(
                [fault_in(row, EventColumn.DOCUMENT, EventRowFault.DIFFERS, other=first) for row in differing]
            )
        going_on = [row for row in rows if words(row.new_unit) == words(self.known.name(unit_id, row.day))]
        created = tuple(
            NewUnit(
                style=UnitStyle(row.new_unit, row.short_name or None),
                kind=self.known.kind(unit_id),
                block_id=self._new_block(row) or self._shared_block(row, [unit_id]),
            )
            for row in rows
            if row not in going_on
        )
        if not going_on:
            return replace(_event(first), before=(unit_id,), created=created)
        style = self._renewed(unit_id, first, going_on[0].short_name)
        return replace(_event(first), before=(unit_id,), created=created, kept=unit_id, style=style)

    def _renewed(self, unit_id: int, row: EventRow, short_name: str | None) -> UnitStyle | None:
        """The name of a unit that goes on under it, spelled as it is; with a short name, if one is given."""
        return UnitStyle(self.known.name(unit_id, row.day), short_name) if short_name else None

    def _unit(self, row: EventRow) -> int:
        try:
            if row.place:
                _asked(row, EventColumn.PLACE, lambda: self.known.blocks_at(row.place, row.day))
            return _asked(row, EventColumn.UNIT, lambda: self.known.unit(row.unit, row.place, row.day))
        except CellsRefused:
            key = words(row.unit)
            reason = EventRowFault.AFTER_REFUSED if key in self.lost else EventRowFault.TOO_EARLY
            maker = self.lost.get(key) or self.coming.get(key)
            if maker in (None, row.number):
                raise
            problem = EventRowRefused(reason=reason, text=row.unit, row=maker)
            raise CellsRefused([RowFault(row.number, EventColumn.UNIT, problem)]) from None

    def _new_block(self, row: EventRow) -> int | None:
        if not row.new_block:
            return None
        return _asked(row, EventColumn.NEW_BLOCK, lambda: self.known.block(row.new_block, row.day))

    def _take(self, plan: EventPlan, rows: Sequence[EventRow]) -> None:
        try:
            changes = self.known.changes_of(plan)
        except EventRefused as problem:
            column = _BLAMED.get(problem.reason, EventColumn.UNIT) if rows[0].unit else EventColumn.NEW_UNIT
            named = {words(name) for name in problem.units[:1]}
            blamed = [row for row in rows if words(row.unit) in named and column is EventColumn.UNIT]
            raise CellsRefused([RowFault(row.number, column, problem) for row in blamed or rows]) from None
        lines = change_lines(plan, changes, self.known.registry)
        self.known.take(plan, changes)
        self.events.append(SheetEvent(tuple(row.number for row in rows), plan, lines))


def _asked(row: EventRow, column: EventColumn, question: Callable[[], Found]) -> Found:
    """The answer of the directory; what it refuses is the fault of that cell."""
    try:
        return question()
    except EventRowRefused as problem:
        raise CellsRefused([RowFault(row.number, column, problem)]) from None


def _event(row: EventRow) -> EventPlan:
    return EventPlan(kind=row.kind, day=row.day, document=row.document)


def _with_made(plan: EventPlan, made: Sequence[int]) -> EventPlan:
    numbers = {unit_id: -place for place, unit_id in enumerate(made, start=1)}
    kept = None if plan.kept is None else numbers.get(plan.kept, plan.kept)
    return replace(plan, before=tuple(numbers.get(one, one) for one in plan.before), kept=kept)
