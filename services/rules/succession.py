"""What happens to units: which events the registry takes, and what each changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from models.enums import UnitEventKind, UnitKind
from services.errors.registry import EventFault, EventRefused
from services.rules.namesakes import namesakes
from services.rules.naming import Dated, UnitStyle, style_on

Value = TypeVar("Value")
_OF_ONE = frozenset(UnitEventKind) - {UnitEventKind.FOUND, UnitEventKind.MERGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPast:
    """What the registry knows of a unit: names and blocks from day on, and its beginning and end.

    `begun` None: it was there before the registry's memory; `came_from`: the units before it;
    `busy`: the days of its events; `kept_years`: published years on whose roll it stands.
    """

    unit_id: int
    names: tuple[Dated[UnitStyle], ...]
    places: tuple[Dated[int | None], ...] = ()
    begun: date | None = None
    ended: date | None = None
    came_from: tuple[int, ...] = ()
    busy: tuple[date, ...] = ()
    kept_years: tuple[int, ...] = ()

    def name_on(self, day: date) -> str:
        """What it is called on that day; before its first name, as in its first."""
        return (style_on(self.names, day) or self.names[0][1]).name

    def block_on(self, day: date) -> int | None:
        """The block that it belongs to on that day."""
        return style_on(self.places, day)


Registry = Mapping[int, UnitPast]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit that an event makes, and the block that it joins; no code: one is made of the name."""

    style: UnitStyle
    kind: UnitKind
    block_id: int
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlan:
    """An event as somebody wants it recorded.

    `kept`: the unit of `before` that goes on, into which the others merge or from which others split off.
    `style`: the name that a renamed unit, or the one that goes on, bears from that day.
    `block_id`: where a transferred unit goes.
    """

    kind: UnitEventKind
    day: date
    document: str = ""
    before: tuple[int, ...] = ()
    kept: int | None = None
    created: tuple[NewUnit, ...] = ()
    style: UnitStyle | None = None
    block_id: int | None = None

    @property
    def goes_on(self) -> int | None:
        """The unit of `before` that the event does not end."""
        if self.kind in (UnitEventKind.RENAME, UnitEventKind.TRANSFER) and self.before:
            return self.before[0]
        return self.kept


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What an event changes of one unit; ids below 0 stand for units that it makes, -1 the first."""

    unit_id: int
    name: UnitStyle | None = None
    moves: bool = False
    block_id: int | None = None
    begins: bool = False
    ends: bool = False


def changes_of(plan: EventPlan, registry: Registry) -> tuple[UnitChange, ...]:
    """What the event changes, unit by unit; the registry holds the units of the plan and of its blocks.

    Raises: EventRefused when it cannot have happened so.
    Source: house rule (ADR 7)
    """
    _refuse_shape(plan, registry)
    for unit_id in plan.before:
        _refuse_time(plan, registry[unit_id], registry)
    changes = [_change_of(plan, registry[unit_id]) for unit_id in plan.before]
    changes += [
        UnitChange(-place, name=new.style, moves=True, block_id=new.block_id, begins=True)
        for place, new in enumerate(plan.created, start=1)
    ]
    _refuse_names(plan, changes, registry)
    return tuple(changes)


def registry_after(
    plan: EventPlan, registry: Registry, changes: Iterable[UnitChange], ids: Sequence[int]
) -> dict[int, UnitPast]:
    """The registry once the event has made its changes; `ids` are those of the units that it makes, in order.

    Source: house rule (ADR 7)
    """
    after = dict(registry)
    heirs = {*ids} | ({plan.kept} - {None})
    for change in changes:
        unit_id = ids[-change.unit_id - 1] if change.begins else change.unit_id
        past = after.get(unit_id) or UnitPast(unit_id=unit_id, names=(), begun=plan.day)
        if change.name:
            past = replace(past, names=_with(past.names, plan.day, change.name))
        if change.moves:
            past = replace(past, places=_with(past.places, plan.day, change.block_id))
        parents = [one for one in plan.before if one != unit_id] if unit_id in heirs else []
        after[unit_id] = replace(
            past,
            ended=plan.day if change.ends else past.ended,
            came_from=tuple(dict.fromkeys((*past.came_from, *parents))),
            busy=(*past.busy, plan.day),
        )
    return after


def refuse_name_back(unit_id: int, day: date, registry: Registry) -> None:
    """Let the name that a unit has borne since that day be taken away, unless the one before it is taken.

    Raises: EventRefused when another unit of the block bears the name before by then.
    Source: house rule (ADR 7)
    """
    past = registry[unit_id]
    left = tuple(row for row in past.names if row[0] != day)
    _refuse_namesakes([unit_id], day, {**registry, unit_id: replace(past, names=left)})


def _refuse_shape(plan: EventPlan, registry: Registry) -> None:
    """What no such event can look like, whatever the units are."""
    kind, count = plan.kind, len(plan.before)
    names = tuple(registry[one].name_on(plan.day) for one in dict.fromkeys(plan.before))

    def refuse(reason: EventFault) -> None:
        raise EventRefused(reason=reason, day=plan.day, units=names)

    if not plan.document.strip():
        refuse(EventFault.NO_DOCUMENT)
    if (kind in _OF_ONE and count != 1) or (kind is UnitEventKind.MERGE and count == 0):
        refuse(EventFault.ONE_UNIT)
    if len(set(plan.before)) != count:
        refuse(EventFault.INTO_ITSELF)
    heirs = len(plan.created) + (plan.kept is not None)
    if kind is UnitEventKind.MERGE:
        if heirs == 0:
            refuse(EventFault.NO_SUCCESSOR)
        if heirs > 1:
            refuse(EventFault.MANY_SUCCESSORS)
        if count < 2:
            refuse(EventFault.INTO_ITSELF if plan.kept in plan.before else EventFault.ALONE)
    elif heirs < {UnitEventKind.SPLIT: 2, UnitEventKind.FOUND: 1}.get(kind, 0):
        refuse(EventFault.NO_SUCCESSOR)
    elif kind is UnitEventKind.TRANSFER and plan.block_id is None:
        refuse(EventFault.NO_BLOCK)
    elif kind is UnitEventKind.RENAME and plan.style is None:
        refuse(EventFault.SAME_NAME)


def _refuse_time(plan: EventPlan, past: UnitPast, registry: Registry) -> None:
    """What this unit cannot have gone through on that day."""
    day, goes_on = plan.day, past.unit_id == plan.goes_on

    def refuse(reason: EventFault, other: date | None, name: str | None = None) -> None:
        units = (past.name_on(day),) if name is None else (past.name_on(day), name)
        raise EventRefused(reason=reason, day=day, units=units, other_day=other)

    if past.begun and day <= past.begun:
        refuse(EventFault.BEFORE_FOUNDED, past.begun)
    if past.ended and day >= past.ended:
        refuse(EventFault.AFTER_END, past.ended)
    if not goes_on:
        days = [*past.busy, *(since for since, _ in past.names), *(since for since, _ in past.places)]
        if later := [since for since in days if since >= day]:
            refuse(EventFault.LATER_EVENT, max(later))
        if kept := [year for year in past.kept_years if year > day.year]:
            refuse(EventFault.LATER_ROLL, date(min(kept), 1, 1))
    if goes_on and plan.kind is UnitEventKind.MERGE:
        for other in plan.before:
            if other != past.unit_id and _descends(other, past.unit_id, registry):
                refuse(EventFault.CYCLE, None, registry[other].name_on(day))
    if plan.kind is UnitEventKind.TRANSFER:
        if past.block_on(day) == plan.block_id:
            refuse(EventFault.SAME_BLOCK, None)
        if taken := [since for since, _ in past.places if since >= day]:
            refuse(EventFault.MEMBERSHIP_OVERLAP, taken[0])


def _change_of(plan: EventPlan, past: UnitPast) -> UnitChange:
    if past.unit_id != plan.goes_on:
        return UnitChange(past.unit_id, moves=bool(past.places), ends=True)
    if plan.kind is UnitEventKind.TRANSFER:
        return UnitChange(past.unit_id, moves=True, block_id=plan.block_id)
    return UnitChange(past.unit_id, name=_new_name(plan, past))


def _new_name(plan: EventPlan, past: UnitPast) -> UnitStyle | None:
    """The name to add; None when the unit bears it from that very day already, or keeps its own."""
    style, since = plan.style, dict(past.names)
    if style is None:
        return None
    if plan.day in since:
        if since[plan.day] == style and plan.kind is UnitEventKind.RENAME and plan.day in past.busy:
            raise EventRefused(reason=EventFault.SAME_NAME, day=plan.day, units=(style.name,))
        if since[plan.day] == style:
            return None
        raise EventRefused(
            reason=EventFault.NAME_OVERLAP,
            day=plan.day,
            units=(past.name_on(plan.day), style.name),
            other_day=plan.day,
        )
    before = max((day for day in since if day < plan.day), default=None)
    # A year-file names a unit from 1 January on; its rename within that year is known only now
    known_by_year = before is not None and before == date(plan.day.year, 1, 1) and before not in past.busy
    if style_on(past.names, plan.day) == style and not known_by_year:
        if plan.kind is UnitEventKind.RENAME:
            raise EventRefused(reason=EventFault.SAME_NAME, day=plan.day, units=(style.name,))
        return None
    return style


def _refuse_names(plan: EventPlan, changes: Sequence[UnitChange], registry: Registry) -> None:
    """Two units of one block never bear one name at one time, whichever was recorded first."""
    made = [-place for place in range(1, len(plan.created) + 1)]
    after = registry_after(plan, registry, changes, made)
    _refuse_namesakes([*made, *([] if plan.goes_on is None else [plan.goes_on])], plan.day, after)


def _refuse_namesakes(unit_ids: Iterable[int], day: date, registry: Registry) -> None:
    if names := namesakes(unit_ids, day, registry):
        raise EventRefused(reason=EventFault.NAME_TAKEN, day=day, units=names)


def _descends(unit_id: int, ancestor: int, registry: Registry) -> bool:
    waiting, seen = [unit_id], set[int]()
    while waiting:
        current = waiting.pop()
        if current == ancestor:
            return True
        if current not in seen and current in registry:
            seen.add(current)
            waiting.extend(registry[current].came_from)
    return False


def _with(rows: Sequence[Dated[Value]], day: date, value: Value) -> tuple[Dated[Value], ...]:
    return tuple(sorted({**dict(rows), day: value}.items(), key=lambda row: row[0]))
