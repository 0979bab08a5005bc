"""Writes how blocks and units are called in a year, leaving every other year as it was."""

from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.registry import BlockName, UnitName
from services.queries.registry import BlockStyle, UnitStyle
from services.rules.naming import Dated, styles_with


def call_block(session: Session, block_id: int, year: int, style: BlockStyle) -> None:
    """Have the block styled so in that year."""
    rows = session.exec(
        select(BlockName).where(BlockName.block_id == block_id).order_by(col(BlockName.valid_from))
    ).all()
    before = [(row.valid_from, BlockStyle(row.name, row.kind, row.province)) for row in rows]
    after = styles_with(before, year, style)
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
    before = _names_of(session, unit_id)
    after = styles_with(before, year, style)
    if after != before:
        _write_names(session, unit_id, after)


def call_unit_from(session: Session, unit_id: int, day: date, style: UnitStyle) -> None:
    """Have the unit called so from that day until its next name."""
    names = dict(_names_of(session, unit_id))
    names[day] = style
    _write_names(session, unit_id, sorted(names.items()))


def _names_of(session: Session, unit_id: int) -> list[Dated[UnitStyle]]:
    rows = session.exec(
        select(UnitName).where(UnitName.unit_id == unit_id).order_by(col(UnitName.valid_from))
    ).all()
    return [(row.valid_from, UnitStyle(row.name, row.short_name)) for row in rows]


def _write_names(session: Session, unit_id: int, names: list[Dated[UnitStyle]]) -> None:
    session.exec(delete(UnitName).where(col(UnitName.unit_id) == unit_id))
    session.add_all(
        UnitName(unit_id=unit_id, valid_from=day, name=called.name, short_name=called.short_name)
        for day, called in names
    )
