"""The registry as a tree on a day: provinces, their blocks, the units of a block."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, exists, func, select, true
from sqlmodel import Session, col

from models.enums import BlockKind, UnitKind, YearState
from models.registry import Block, BlockMembership, BlockName, Unit
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.errors.base import NotFound
from services.queries.lineage import places_where
from services.queries.registry import unit_styles
from services.queries.scope import blocks_in_reach
from services.rules.naming import style_on
from services.rules.rights import Actor
from services.rules.text import sort_key

_MEMBER, _NAME = table_of(BlockMembership).c, table_of(BlockName).c
_YEAR, _PLACE, _UNIT = table_of(BlockYear).c, table_of(YearUnit).c, table_of(Unit).c


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block as it was styled on the day, how many units belonged to it, and its newest year by then.

    `emptied`: it had units, and none is left.
    """

    block_id: int
    code: str
    name: str
    kind: BlockKind
    province: str
    units: int
    emptied: bool
    year: int | None
    state: YearState | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A unit that belonged to the block on the day, called as then, and since when."""

    unit_id: int
    name: str
    short_name: str | None
    kind: UnitKind
    since: date


def blocks_seen(session: Session, actor: Actor, day: date) -> dict[str, list[BlockLine]]:
    """The blocks that the actor may look at and that had a name by that day, by province, both in order.

    The province is "" where a block has none. The number of statements depends on no blocks or units.
    """
    seen = blocks_in_reach(session, actor)
    connection = session.connection()
    styles = connection.execute(_styles(day, _within(_NAME.block_id, seen))).all()
    units = {row[0]: row[1] for row in connection.execute(_members(day, _within(_MEMBER.block_id, seen)))}
    newest = {row[0]: row for row in connection.execute(_newest_years(day, _within(_YEAR.block_id, seen)))}
    keys = {name: sort_key(name) for name in {row.name for row in styles}}
    provinces: dict[str, list[BlockLine]] = {}
    for key, code, name, kind, province in styles:
        _, year, state = newest.get(key, (key, None, None))
        line = BlockLine(
            block_id=key,
            code=code,
            name=name,
            kind=kind,
            province=province or "",
            units=units.get(key, 0),
            emptied=units.get(key) == 0,
            year=year,
            state=state,
        )
        provinces.setdefault(line.province, []).append(line)
    return {
        name: sorted(provinces[name], key=lambda line: (keys[line.name], line.code))
        for name in sorted(provinces, key=lambda name: (not name, sort_key(name)))
    }


def units_of_block(session: Session, actor: Actor, block_id: int, day: date) -> list[MemberLine]:
    """The units of the block on that day, by the protocol of its newest roll by then; the others by name.

    Raises:
        NotFound: the actor may not look at such a block.
    """
    seen = blocks_in_reach(session, actor)
    if seen is not None and block_id not in seen:
        raise NotFound(kind="block", name=str(block_id))
    joined = select(_MEMBER.unit_id).where(_MEMBER.block_id == block_id)
    places = places_where(session, col(Unit.id).in_(joined))
    wanted = select(_UNIT.id, _UNIT.kind).where(_UNIT.id.in_(joined))
    kinds: dict[int, UnitKind] = {row.id: row.kind for row in session.connection().execute(wanted)}
    styles, order = unit_styles(session, block_id), _protocol(session, block_id, day)
    lines = []
    for key, dated in places.items():
        if style_on(dated, day) == block_id:
            names = styles.all_of(key)
            style = style_on(names, day) or names[0][1]
            since = max(since for since, _ in dated if since <= day)
            lines.append(MemberLine(key, style.name, style.short_name, kinds[key], since))
    return sorted(
        lines, key=lambda line: (order.get(line.unit_id, len(order)), sort_key(line.name), line.unit_id)
    )


def _styles(day: date, within: ColumnElement[bool]) -> Select[int, str, str, BlockKind, str | None]:
    block, later = table_of(Block), table_of(BlockName).alias()
    return (
        select(_NAME.block_id, block.c.code, _NAME.name, _NAME.kind, _NAME.province)
        .join(block, block.c.id == _NAME.block_id)
        .where(
            _NAME.valid_from <= day,
            ~exists().where(
                later.c.block_id == _NAME.block_id,
                later.c.valid_from > _NAME.valid_from,
                later.c.valid_from <= day,
            ),
            within,
        )
    )


def _members(day: date, within: ColumnElement[bool]) -> Select[int, int]:
    """How many units belonged to each block on that day; 0 where all that did have left."""
    later = table_of(BlockMembership).alias()
    left = exists().where(
        later.c.unit_id == _MEMBER.unit_id,
        later.c.valid_from > _MEMBER.valid_from,
        later.c.valid_from <= day,
    )
    return (
        select(_MEMBER.block_id, func.sum(case((left, 0), else_=1)))
        .where(_MEMBER.block_id.is_not(None), _MEMBER.valid_from <= day, within)
        .group_by(_MEMBER.block_id)
    )


def _newest_years(day: date, within: ColumnElement[bool]) -> Select[int, int, YearState]:
    newest = (
        select(_YEAR.block_id, func.max(_YEAR.year).label("year"))
        .where(_YEAR.year <= day.year)
        .group_by(_YEAR.block_id)
        .subquery()
    )
    return (
        select(_YEAR.block_id, _YEAR.year, _YEAR.state)
        .join(newest, (newest.c.block_id == _YEAR.block_id) & (newest.c.year == _YEAR.year))
        .where(within)
    )


def _protocol(session: Session, block_id: int, day: date) -> dict[int, int]:
    """The places of the units on the block's newest roll by that day."""
    newest = select(func.max(_YEAR.year)).where(_YEAR.block_id == block_id, _YEAR.year <= day.year)
    rows = session.connection().execute(
        select(_PLACE.unit_id, _PLACE.position)
        .join(table_of(BlockYear), _YEAR.id == _PLACE.block_year_id)
        .where(_YEAR.block_id == block_id, _YEAR.year == newest.scalar_subquery())
    )
    return {row.unit_id: row.position for row in rows}


def _within(blocks: ColumnElement[int], seen: frozenset[int] | None) -> ColumnElement[bool]:
    return true() if seen is None else blocks.in_(seen)
