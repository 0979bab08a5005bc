"""Blocks and units as they were called in a year, and what happened to them."""

from dataclasses import dataclass
from datetime import date
from typing import Generic

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    bindparam,
    case,
    literal,
    or_,
)
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from models.enums import OfficeRole, OfficeTerm, UnitEventKind, UnitKind
from models.registry import Block, BlockMembership, BlockName, Unit, UnitName
from models.types import table_of
from models.year import BlockOffice, BlockYear, YearUnit
from services.rules.naming import BlockStyle, Dated, Style, UnitStyle, style_in
from services.rules.text import code_for, numbered

_UNIT, _PLACE, _OFFICE = table_of(Unit), table_of(YearUnit), table_of(BlockOffice)
_YEAR, _HOME = table_of(BlockYear), table_of(Block)


def code_in_block(block_id: SQLColumnExpression[int] | BindParameter[int]) -> ColumnElement[str]:
    """The code of a unit in the files of a block; one from another block bears that block's code first."""
    home = select_rows(_HOME.c.code).where(_HOME.c.id == _UNIT.c.block_id).scalar_subquery()
    return case((_UNIT.c.block_id == block_id, _UNIT.c.code), else_=home + "." + _UNIT.c.code)


# Written once: building a statement costs more than running it.
_ROLL = (
    select_rows(
        _UNIT.c.id,
        code_in_block(_YEAR.c.block_id).label("code"),
        _UNIT.c.kind,
        _UNIT.c.version,
        _PLACE.c.position,
        _PLACE.c.scored,
        _PLACE.c.votes,
        _PLACE.c.group_id,
    )
    .join_from(_UNIT, _PLACE, _PLACE.c.unit_id == _UNIT.c.id)
    .join(_YEAR, _YEAR.c.id == _PLACE.c.block_year_id)
    .where(_PLACE.c.block_year_id == bindparam("key"))
    .order_by(_PLACE.c.position)
)
_OFFICES = select_rows(_OFFICE.c.unit_id, _OFFICE.c.term, _OFFICE.c.role).where(
    _OFFICE.c.block_year_id == bindparam("key")
)


class DatedStyles(Generic[Style]):
    """The dated names of many things, each by its id."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Dated[Style]]] = {}

    def add(self, key: int, day: date, style: Style) -> None:
        """Take a row; rows of one thing come in order of their days."""
        self._rows.setdefault(key, []).append((day, style))

    def at(self, key: int, year: int) -> Style:
        """How the thing is called in that year."""
        return style_in(self._rows[key], year)

    def all_of(self, key: int) -> list[Dated[Style]]:
        """Every name of the thing with the day from which it holds, oldest first."""
        return self._rows.get(key, [])


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the roll of a year, called as in that year."""

    unit_id: int
    code: str
    position: int
    name: str
    short_name: str | None
    kind: UnitKind
    scored: bool
    votes: bool
    office: OfficeRole | None
    next_office: OfficeRole | None
    version: int
    group_id: int | None = None

    @property
    def brief(self) -> str:
        """The short name, or the name where there is none."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class EventNames:
    """What happened to units: called before as on its eve, after as on its day; `block`: where one moved."""

    kind: UnitEventKind
    effective_on: date
    illustrative: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    block: str = ""


def block_styles(session: Session, block_id: int | None = None) -> DatedStyles[BlockStyle]:
    """The dated styles of a block, or of all blocks."""
    style = table_of(BlockName).c
    wanted = select_rows(style.block_id, style.valid_from, style.name, style.kind, style.province)
    if block_id is not None:
        wanted = wanted.where(style.block_id == block_id)
    styles = DatedStyles[BlockStyle]()
    for key, day, *called in session.connection().execute(wanted.order_by(style.block_id, style.valid_from)):
        styles.add(key, day, BlockStyle(*called))
    return styles


def units_known_to(*block_ids: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition for units that one of the blocks registered, or that have belonged to one."""
    joined = select(BlockMembership.unit_id).where(col(BlockMembership.block_id).in_(block_ids))
    return or_(col(Unit.block_id).in_(block_ids), col(Unit.id).in_(joined))


def codes_in_block(session: Session, block_id: int) -> dict[int, str]:
    """The code of every unit that the block knows, by its id, as in the block's files."""
    code = code_in_block(literal(block_id))
    return dict(
        session.connection().execute(select_rows(_UNIT.c.id, code).where(units_known_to(block_id))).all()
    )


def free_code(session: Session, block_id: int, name: str) -> str:
    """A code made of the name that no unit of the block bears yet."""
    code = code_for(name)
    like = col(Unit.code).startswith(code, autoescape=True)
    known = set(session.exec(select(Unit.code).where(like, units_known_to(block_id))))
    return next(free for free in numbered(code) if free not in known)


_NAMES = (
    select(col(UnitName.unit_id), col(UnitName.valid_from), col(UnitName.name), col(UnitName.short_name))
    .join(Unit)
    .where(units_known_to(bindparam("block", type_=Integer)))
    .order_by(col(UnitName.unit_id), col(UnitName.valid_from))
)


def unit_styles(session: Session, block_id: int) -> DatedStyles[UnitStyle]:
    """The dated names of the units that the block knows."""
    styles = DatedStyles[UnitStyle]()
    for unit_id, day, name, short_name in session.exec(_NAMES, params={"block": block_id}):
        styles.add(unit_id, day, UnitStyle(name, short_name))
    return styles


def unit_called(session: Session, unit_id: int, year: int) -> str:
    """What a unit is called in that year, whatever its block."""
    home = session.exec(select(Unit.block_id).where(Unit.id == unit_id)).one()
    return unit_styles(session, home).at(unit_id, year).name


def roll_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[UnitLine]:
    """The units of a year in protocol order, called as in that year."""
    styles = unit_styles(session, block_id)
    connection, wanted = session.connection(), {"key": block_year_id}
    offices = {(unit_id, term): role for unit_id, term, role in connection.execute(_OFFICES, wanted)}
    lines = []
    for unit_id, code, kind, version, position, scored, votes, group_id in connection.execute(_ROLL, wanted):
        style = styles.at(unit_id, year)
        lines.append(
            UnitLine(
                unit_id=unit_id,
                code=code,
                position=position,
                name=style.name,
                short_name=style.short_name,
                kind=kind,
                scored=scored,
                votes=votes,
                office=offices.get((unit_id, OfficeTerm.CURRENT)),
                next_office=offices.get((unit_id, OfficeTerm.NEXT)),
                version=version,
                group_id=group_id,
            )
        )
    return lines
