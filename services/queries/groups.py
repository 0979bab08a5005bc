"""The groups of units of a year, each with its units."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.year import UnitGroup, YearUnit


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its units in protocol order."""

    group_id: int
    code: str
    name: str
    unit_ids: tuple[int, ...]


def groups_of_year(session: Session, block_year_id: int) -> list[GroupLine]:
    """The groups in the order in which they were made, in two statements."""
    groups = session.exec(
        select(UnitGroup).where(UnitGroup.block_year_id == block_year_id).order_by(col(UnitGroup.id))
    ).all()
    places = session.exec(
        select(YearUnit.group_id, YearUnit.unit_id)
        .where(YearUnit.block_year_id == block_year_id, col(YearUnit.group_id).is_not(None))
        .order_by(col(YearUnit.position))
    ).all()
    return [
        GroupLine(row.id or 0, row.code, row.name, tuple(unit for group, unit in places if group == row.id))
        for row in groups
    ]
