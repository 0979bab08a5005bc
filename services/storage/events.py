"""Writes what happens to units: the event, the units that it makes, their names and memberships."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import insert, update
from sqlmodel import Session, col

from models.enums import EventSide
from models.registry import Unit, UnitEvent, UnitEventPart
from models.types import table_of
from services.queries.registry import free_code
from services.rules.succession import EventPlan, NewUnit, UnitChange
from services.storage.memberships import add_places, place_row
from services.storage.names import add_names, name_row


def write_event(
    session: Session,
    plan: EventPlan,
    changes: Iterable[UnitChange],
    *,
    illustrative: bool = False,
    reorganisation_id: int | None = None,
) -> tuple[int, list[int]]:
    """Write the event with its changes; its id, and those of the units that it made, in order."""
    event = UnitEvent(
        kind=plan.kind,
        effective_on=plan.day,
        document_number=plan.document,
        illustrative=illustrative,
        reorganisation_id=reorganisation_id,
    )
    session.add(event)
    made = [_new_unit(session, new) for new in plan.created]
    session.flush()
    key = event.id or 0
    names, places = [], []
    for change in changes:
        unit_id = made[-change.unit_id - 1] if change.begins else change.unit_id
        if change.name:
            names.append(name_row(unit_id, plan.day, change.name, key))
        if change.moves:
            places.append(place_row(unit_id, plan.day, change.block_id, key))
    add_names(session, names)
    add_places(session, places)
    _write_parts(session, key, plan, made)
    touch_units(session, plan.before)
    return key, made


def touch_units(session: Session, unit_ids: Collection[int]) -> None:
    """Count the units as changed: a form that was opened before is out of date now."""
    session.exec(update(Unit).where(col(Unit.id).in_(unit_ids)).values(version=Unit.version + 1))


def _new_unit(session: Session, new: NewUnit) -> int:
    code = free_code(session, new.block_id, new.code or new.style.name)
    unit = Unit(block_id=new.block_id, code=code, kind=new.kind)
    session.add(unit)
    session.flush()
    return unit.id or 0


def _write_parts(session: Session, event_id: int, plan: EventPlan, made: Sequence[int]) -> None:
    went_on = [] if plan.goes_on is None else [plan.goes_on]
    sides = [(unit_id, EventSide.BEFORE, False) for unit_id in plan.before]
    sides += [(unit_id, EventSide.AFTER, False) for unit_id in went_on]
    sides += [(unit_id, EventSide.AFTER, True) for unit_id in made]
    rows = [
        {"event_id": event_id, "unit_id": unit_id, "side": side, "created": created}
        for unit_id, side, created in sides
    ]
    session.connection().execute(insert(table_of(UnitEventPart)), rows)
