"""Writes how blocks and units are called in a year, leaving every other year as it was."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from models.registry import BlockName, UnitName
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.queries.blocks import styles_of_block
from services.rules.naming import BlockStyle, Dated, UnitStyle, styles_with
from services.rules.text import search_fold


def call_block(session: Session, block_id: int, year: int, style: BlockStyle) -> None:
    """Have the block styled so in that year."""
    before = styles_of_block(session, block_id)
    kept = session.exec(select(BlockYear.year).where(BlockYear.block_id == block_id)).all()
    after = styles_with(before, year, style, kept)
    if after == before:
        return
    session.exec(delete(BlockName).where(col(BlockName.block_id) == block_id))
    session.add_all(
        BlockName(
            block_id=block_id, valid_from=day, name=called.name, kind=called.kind, province=called.province
        )
        for day, called in after
    )


def call_unit(session: Session, unit_id: int, year: int, style: UnitStyle) -> None:
    """Have the unit called so in that year."""
    call_units(session, {unit_id: style}, year)


def call_units(session: Session, styles: Mapping[int, UnitStyle], year: int) -> None:
    """Have the units, by id, called so in that year."""
    before, kept = _names_of(session, styles), _years_of(session, styles)
    after = {key: styles_with(before[key], year, style, kept[key]) for key, style in styles.items()}
    _write_names(session, {key: names for key, names in after.items() if names != before[key]})


def call_unit_from(session: Session, unit_id: int, day: date, style: UnitStyle) -> None:
    """Have the unit called so from that day until its next name."""
    names = dict(_names_of(session, [unit_id])[unit_id])
    names[day] = style
    _write_names(session, {unit_id: sorted(names.items())})


def _years_of(session: Session, unit_ids: Collection[int]) -> dict[int, list[int]]:
    """The years in whose roll each unit stands."""
    years: dict[int, list[int]] = {unit_id: [] for unit_id in unit_ids}
    on_rolls = select(YearUnit.unit_id, BlockYear.year).join(BlockYear)
    for unit_id, year in session.exec(on_rolls.where(col(YearUnit.unit_id).in_(unit_ids))):
        years[unit_id].append(year)
    return years


def _names_of(session: Session, unit_ids: Collection[int]) -> dict[int, list[Dated[UnitStyle]]]:
    names: dict[int, list[Dated[UnitStyle]]] = {unit_id: [] for unit_id in unit_ids}
    rows = session.exec(
        select(UnitName).where(col(UnitName.unit_id).in_(unit_ids)).order_by(col(UnitName.valid_from))
    )
    for row in rows:
        names[row.unit_id].append((row.valid_from, UnitStyle(row.name, row.short_name)))
    return names


def _write_names(session: Session, names: Mapping[int, list[Dated[UnitStyle]]]) -> None:
    """A row that keeps its day keeps the event that it came from."""
    rows = session.exec(select(UnitName).where(col(UnitName.unit_id).in_(names)))
    events = {(row.unit_id, row.valid_from): row.event_id for row in rows}
    session.exec(delete(UnitName).where(col(UnitName.unit_id).in_(names)))
    add_names(
        session,
        [
            name_row(unit_id, day, called, events.get((unit_id, day)))
            for unit_id, dated in names.items()
            for day, called in dated
        ],
    )


def name_row(unit_id: int, day: date, style: UnitStyle, event_id: int | None = None) -> dict[str, Any]:
    """The columns of a unit's name from that day on, with both names as the search reads them."""
    return {
        "unit_id": unit_id,
        "valid_from": day,
        "name": style.name,
        "short_name": style.short_name,
        "folded": search_fold(f"{style.name} {style.short_name or ''}"),
        "event_id": event_id,
    }


def add_names(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add names that were made by `name_row`."""
    if rows:
        session.connection().execute(insert(table_of(UnitName)), rows)
