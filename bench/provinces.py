"""A country's registry of any size: provinces, blocks and units with years of names, events and rolls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from models.enums import BlockKind, EventSide, UnitEventKind, UnitKind
from models.registry import Block, BlockMembership, BlockName, Unit, UnitEvent, UnitEventPart, UnitName
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.rules.naming import UnitStyle
from services.rules.text import search_fold
from services.storage.memberships import place_row
from services.storage.names import name_row

NEWEST_YEAR = 2025
RENAMED_EVERY = 4
"""Years from one name of a unit to its next."""

_NAMES: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_KINDS = tuple(UnitKind)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedBlock:
    """A block that is to be: how it and its units are called now, by code."""

    code: str
    province: str
    name: str
    units: tuple[str, ...]


def planned_blocks(provinces: int, blocks: int, units: int) -> list[PlannedBlock]:
    """So many provinces with so many blocks of so many units, each with a name of its own."""
    return [
        PlannedBlock(
            code=search_fold(f"{province}-{number}").replace(" ", "-"),
            province=province,
            name=_NAMES["block"].format(place=place),
            units=tuple(f"{unit} {place}" for unit in _cycled(_NAMES["units"], units)),
        )
        for province in _cycled(_NAMES["provinces"], provinces)
        for number, place in enumerate(_cycled(_NAMES["places"], blocks), start=1)
    ]


def fill(session: Session, provinces: int = 34, blocks: int = 30, units: int = 15, years: int = 10) -> None:
    """Write the registry of such a country, with as many years of names, events and rolls.

    A unit is renamed every few years, and in each block another unit has merged into the first.
    """
    planned = planned_blocks(provinces, blocks, units)
    first = NEWEST_YEAR - years + 1
    block_ids = add_blocks(session, planned, date(first, 1, 1))
    living = _add_units(session, planned, block_ids)
    flat = [
        (unit_id, name, block_id)
        for block, block_id, unit_ids in zip(planned, block_ids, living, strict=True)
        for unit_id, name in zip(unit_ids, block.units, strict=True)
    ]
    _add(
        session, BlockMembership, [place_row(unit_id, date(first, 1, 1), block) for unit_id, _, block in flat]
    )
    _add(
        session,
        UnitName,
        [name_row(unit_id, date(first, 1, 1), _earlier(name, first)) for unit_id, name, _ in flat],
    )
    for year in range(first + RENAMED_EVERY, NEWEST_YEAR + 1, RENAMED_EVERY):
        last = year + RENAMED_EVERY > NEWEST_YEAR
        named = [
            (unit_id, UnitStyle(name, None) if last else _earlier(name, year)) for unit_id, name, _ in flat
        ]
        _rename(session, named, date(year, 7, 1))
    _merge(session, planned, block_ids, [unit_ids[0] for unit_ids in living], first)
    _add_years(session, block_ids, living, range(first, NEWEST_YEAR + 1))


def add_blocks(session: Session, planned: Sequence[PlannedBlock], since: date) -> list[int]:
    """The ids of the blocks, now registered."""
    ids = _added(session, Block, [{"code": block.code} for block in planned])
    _add(
        session,
        BlockName,
        [
            {
                "block_id": block_id,
                "valid_from": since,
                "name": block.name,
                "kind": BlockKind.CLUSTER,
                "province": block.province,
            }
            for block_id, block in zip(ids, planned, strict=True)
        ],
    )
    return ids


def _add_units(
    session: Session, planned: Sequence[PlannedBlock], block_ids: Sequence[int]
) -> list[list[int]]:
    """The ids of the units, block by block."""
    ids = iter(
        _added(
            session,
            Unit,
            [
                {"block_id": block_id, "code": f"unit-{number}", "kind": _KINDS[number % len(_KINDS)]}
                for block_id, block in zip(block_ids, planned, strict=True)
                for number in range(len(block.units))
            ],
        )
    )
    return [[next(ids) for _unit in block.units] for block in planned]


def _rename(session: Session, named: Sequence[tuple[int, UnitStyle]], day: date) -> None:
    events = _events(session, UnitEventKind.RENAME, day, len(named))
    parts: list[Row] = []
    for event_id, (unit_id, _style) in zip(events, named, strict=True):
        parts += [_part(event_id, unit_id, side) for side in EventSide]
    _add(session, UnitEventPart, parts)
    rows = [
        name_row(unit_id, day, style, event_id)
        for event_id, (unit_id, style) in zip(events, named, strict=True)
    ]
    _add(session, UnitName, rows)


def _merge(
    session: Session,
    planned: Sequence[PlannedBlock],
    block_ids: Sequence[int],
    into: Sequence[int],
    year: int,
) -> None:
    """In each block a unit that was there merges into the one that goes on."""
    begun, day = date(year, 1, 1), date(year, 3, 1)
    ids = _added(session, Unit, [{"block_id": block_id, "code": "merged"} for block_id in block_ids])
    styles = [_earlier(f"{block.units[0]} B", year) for block in planned]
    _add(session, UnitName, [name_row(one, begun, style) for one, style in zip(ids, styles, strict=True)])
    events = _events(session, UnitEventKind.MERGE, day, len(ids))
    places: list[Row] = []
    parts: list[Row] = []
    for event_id, unit_id, kept, block_id in zip(events, ids, into, block_ids, strict=True):
        places += [place_row(unit_id, begun, block_id), place_row(unit_id, day, None, event_id)]
        parts += [_part(event_id, unit_id, EventSide.BEFORE)]
        parts += [_part(event_id, kept, side) for side in EventSide]
    _add(session, BlockMembership, places)
    _add(session, UnitEventPart, parts)


def _add_years(
    session: Session, block_ids: Sequence[int], living: Sequence[Sequence[int]], years: Sequence[int]
) -> None:
    rows = [{"block_id": block_id, "year": year} for block_id in block_ids for year in years]
    keys = iter(_added(session, BlockYear, rows))
    rolls = [
        {"block_year_id": key, "unit_id": unit_id, "position": position}
        for unit_ids in living
        for key in [next(keys) for _year in years]
        for position, unit_id in enumerate(unit_ids)
    ]
    _add(session, YearUnit, rolls)


def _events(session: Session, kind: UnitEventKind, day: date, count: int) -> list[int]:
    return _added(session, UnitEvent, [{"kind": kind, "effective_on": day}] * count)


def _part(event_id: int, unit_id: int, side: EventSide) -> Row:
    return {"event_id": event_id, "unit_id": unit_id, "side": side}


def _earlier(name: str, year: int) -> UnitStyle:
    return UnitStyle(_NAMES["earlier"].format(name=name, year=year), None)


def _cycled(names: Sequence[str], count: int) -> Iterator[str]:
    """So many names; when they are used up they come again with a number."""
    for number in range(count):
        turn, place = divmod(number, len(names))
        yield f"{names[place]} {turn + 1}" if turn else names[place]


def _add(session: Session, table: type[SQLModel], rows: list[Row]) -> None:
    if rows:
        session.connection().execute(insert(table_of(table)), rows)


def _added(session: Session, table: type[SQLModel], rows: list[Row]) -> list[int]:
    columns = table_of(table)
    ids = session.connection().scalars(
        insert(columns).returning(columns.c.id, sort_by_parameter_order=True), rows
    )
    return list(ids)
