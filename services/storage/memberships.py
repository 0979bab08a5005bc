"""Writes which block a unit belongs to, from day on."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from models.registry import BlockMembership
from models.types import table_of
from services.rules.naming import Dated


def places_of(session: Session, unit_ids: Collection[int]) -> dict[int, list[Dated[int | None]]]:
    """The blocks of each unit with the day from which it belonged to them, oldest first."""
    places: dict[int, list[Dated[int | None]]] = {unit_id: [] for unit_id in unit_ids}
    rows = session.exec(
        select(BlockMembership)
        .where(col(BlockMembership.unit_id).in_(unit_ids))
        .order_by(col(BlockMembership.valid_from))
    )
    for row in rows:
        places[row.unit_id].append((row.valid_from, row.block_id))
    return places


def join_block(session: Session, block_id: int, unit_ids: Collection[int], year: int) -> None:
    """Have units of which no membership is known until that year belong to the block from its first day.

    A unit that has belonged to a block stays where it is, or out of all: an event moves it, no roll.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = []
    for unit_id, places in places_of(session, unit_ids).items():
        if not any(day <= last for day, _block in places):
            rows.append(place_row(unit_id, first, block_id))
            _go_on(session, unit_id, block_id, [day for day, _block in places])
    add_places(session, rows)


def _go_on(session: Session, unit_id: int, block_id: int, later: Sequence[date]) -> None:
    """A membership that a later year's roll had begun has begun earlier now."""
    if later:
        session.exec(
            delete(BlockMembership).where(
                col(BlockMembership.unit_id) == unit_id,
                col(BlockMembership.valid_from) == later[0],
                col(BlockMembership.block_id) == block_id,
                col(BlockMembership.event_id).is_(None),
            )
        )


def place_row(unit_id: int, day: date, block_id: int | None, event_id: int | None = None) -> dict[str, Any]:
    """The columns of a unit's membership from that day on; no block: it belongs to none."""
    return {"unit_id": unit_id, "valid_from": day, "block_id": block_id, "event_id": event_id}


def add_places(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add memberships that were made by `place_row`."""
    if rows:
        session.connection().execute(insert(table_of(BlockMembership)), rows)
