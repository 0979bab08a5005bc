"""Units over time: what the registry knows of them, and who came from whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from models.enums import EventSide, UnitEventKind, YearState
from models.registry import BlockMembership, Unit, UnitEvent, UnitEventPart, UnitName
from models.year import BlockYear, YearUnit
from services.errors.base import NotFound
from services.queries.registry import units_known_to
from services.rules.lineage import Lineage, Link, lineage_of
from services.rules.naming import Dated, UnitStyle
from services.rules.succession import UnitPast

LINKING = (UnitEventKind.MERGE, UnitEventKind.SPLIT)
_PUBLISHED = (YearState.PUBLISHED, YearState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class EventPart:
    """A unit's part in an event."""

    event_id: int
    kind: UnitEventKind
    day: date
    unit_id: int
    side: EventSide
    created: bool


def event_parts(session: Session) -> list[EventPart]:
    """Every unit's part in every event, in the order of the events."""
    rows = session.exec(
        select(UnitEventPart, col(UnitEvent.kind), col(UnitEvent.effective_on))
        .join(UnitEvent)
        .order_by(col(UnitEvent.effective_on), col(UnitEvent.id), col(UnitEventPart.unit_id))
    )
    return [
        EventPart(part.event_id, kind, day, part.unit_id, part.side, part.created) for part, kind, day in rows
    ]


def links_of(parts: Collection[EventPart]) -> list[Link]:
    """The steps from unit to unit that the events made; a unit that goes on is no step."""
    sides: dict[tuple[int, EventSide], list[EventPart]] = {}
    for part in parts:
        if part.kind in LINKING:
            sides.setdefault((part.event_id, part.side), []).append(part)
    return [
        Link(one.unit_id, two.unit_id, one.kind, one.day)
        for (event_id, side), before in sides.items()
        if side is EventSide.BEFORE
        for one in before
        for two in sides.get((event_id, EventSide.AFTER), [])
        if one.unit_id != two.unit_id
    ]


def lineage_of_unit(session: Session, unit_id: int) -> Lineage:
    """Predecessors and successors of a unit."""
    return lineage_of(unit_id, links_of(event_parts(session)))


def block_of_unit(session: Session, unit_id: int, day: date) -> int:
    """The block that answers for a unit on that day: whose member it is, was last, or that registered it.

    Raises:
        NotFound: there is no such unit.
    """
    home = session.exec(select(Unit.block_id).where(Unit.id == unit_id)).first()
    if home is None:
        raise NotFound(kind="unit", name=str(unit_id))
    rows = session.exec(
        select(BlockMembership.block_id)
        .where(BlockMembership.unit_id == unit_id, BlockMembership.valid_from <= day)
        .order_by(col(BlockMembership.valid_from).desc())
    ).all()
    return next((block for block in rows if block is not None), home)


def units_with_later_events(
    session: Session, event_ids: Collection[int], unit_ids: Collection[int]
) -> list[int]:
    """Those of the units to which something else has happened after these events."""
    day, key = col(UnitEvent.effective_on), col(UnitEvent.id)
    first = select(func.min(day)).where(key.in_(event_ids)).scalar_subquery()
    rows = session.exec(
        select(UnitEventPart.unit_id)
        .join(UnitEvent)
        .where(
            col(UnitEventPart.unit_id).in_(unit_ids),
            key.not_in(event_ids),
            or_(day > first, and_(day == first, key > max(event_ids))),
        )
    )
    return sorted(set(rows))


def registry_of(
    session: Session, block_ids: Collection[int], unit_ids: Collection[int] = ()
) -> dict[int, UnitPast]:
    """What is known of every unit that those blocks know, of these units, and of all that they came from.

    The number of statements does not depend on the units.
    """
    parts = event_parts(session)
    wanted = or_(units_known_to(*block_ids), col(Unit.id).in_(_with_ancestors(unit_ids, parts)))
    names, places = names_where(session, wanted), places_where(session, wanted)
    years = _published(session, wanted)
    begun, ended, came_from, busy = _from_events(parts)
    return {
        unit_id: UnitPast(
            unit_id=unit_id,
            names=tuple(styles),
            places=tuple(places.get(unit_id, ())),
            begun=begun.get(unit_id),
            ended=ended.get(unit_id),
            came_from=tuple(came_from.get(unit_id, ())),
            busy=tuple(busy.get(unit_id, ())),
            kept_years=tuple(years.get(unit_id, ())),
        )
        for unit_id, styles in names.items()
    }


def _with_ancestors(unit_ids: Collection[int], parts: Collection[EventPart]) -> set[int]:
    parents: dict[int, list[int]] = {}
    for link in links_of(parts):
        parents.setdefault(link.after, []).append(link.before)
    found, waiting = set[int](), list(unit_ids)
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in found:
            found.add(unit_id)
            waiting.extend(parents.get(unit_id, ()))
    return found


def names_where(session: Session, wanted: ColumnElement[bool]) -> dict[int, list[Dated[UnitStyle]]]:
    """The dated names of the units for which the condition on `Unit` holds, oldest first."""
    names: dict[int, list[Dated[UnitStyle]]] = {}
    rows = session.exec(
        select(col(UnitName.unit_id), col(UnitName.valid_from), col(UnitName.name), col(UnitName.short_name))
        .join(Unit)
        .where(wanted)
        .order_by(col(UnitName.unit_id), col(UnitName.valid_from))
    )
    for unit_id, day, name, short_name in rows:
        names.setdefault(unit_id, []).append((day, UnitStyle(name, short_name)))
    return names


def places_where(session: Session, wanted: ColumnElement[bool]) -> dict[int, list[Dated[int | None]]]:
    """The blocks of those units with the day from which they belonged to them, oldest first."""
    places: dict[int, list[Dated[int | None]]] = {}
    rows = session.exec(
        select(col(BlockMembership.unit_id), col(BlockMembership.valid_from), col(BlockMembership.block_id))
        .join(Unit, col(Unit.id) == col(BlockMembership.unit_id))
        .where(wanted)
        .order_by(col(BlockMembership.unit_id), col(BlockMembership.valid_from))
    )
    for unit_id, day, block_id in rows:
        places.setdefault(unit_id, []).append((day, block_id))
    return places


def _published(session: Session, wanted: ColumnElement[bool]) -> dict[int, list[int]]:
    """The published years on whose roll each unit stands."""
    years: dict[int, list[int]] = {}
    rows = session.exec(
        select(YearUnit.unit_id, BlockYear.year)
        .join(BlockYear, col(BlockYear.id) == col(YearUnit.block_year_id))
        .join(Unit, col(Unit.id) == col(YearUnit.unit_id))
        .where(wanted, col(BlockYear.state).in_(_PUBLISHED))
        .order_by(col(BlockYear.year))
    )
    for unit_id, year in rows:
        years.setdefault(unit_id, []).append(year)
    return years


def _from_events(
    parts: Collection[EventPart],
) -> tuple[dict[int, date], dict[int, date], Mapping[int, list[int]], Mapping[int, list[date]]]:
    """When each unit began and ended by an event, whom it came from, and the days of its events."""
    begun: dict[int, date] = {}
    busy: dict[int, list[date]] = {}
    goes_on = {(part.event_id, part.unit_id) for part in parts if part.side is EventSide.AFTER}
    ended: dict[int, date] = {}
    for part in parts:
        if part.day not in busy.setdefault(part.unit_id, []):
            busy[part.unit_id].append(part.day)
        if part.created:
            begun[part.unit_id] = part.day
        if part.side is EventSide.BEFORE and (part.event_id, part.unit_id) not in goes_on:
            ended[part.unit_id] = part.day
    came_from: dict[int, list[int]] = {}
    for link in links_of(parts):
        came_from.setdefault(link.after, []).append(link.before)
    return begun, ended, came_from, busy
