"""The best units of a year over all blocks, from the totals that every save keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, func, select
from sqlmodel import Session

from models.registry import Block, Unit, UnitName
from models.scoring import UnitTotal
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.queries.registry import block_styles, code_in_block
from services.queries.scope import RELEASED_TO_ALL, as_of_now, units_shown_to
from services.rules.leaderboard import Roll, leaders
from services.rules.naming import Dated, UnitStyle, style_in
from services.rules.rights import Actor

_YEAR, _PLACE, _BLOCK = table_of(BlockYear), table_of(YearUnit), table_of(Block)
_UNIT, _NAME, _TOTAL = table_of(Unit), table_of(UnitName), table_of(UnitTotal)
_STYLE = (_NAME.c.valid_from, _NAME.c.name, _NAME.c.short_name)

# Written once: building a statement costs more than running it.
_YEARS = (
    select(_YEAR.c.id, _YEAR.c.block_id, _YEAR.c.state, _YEAR.c.illustrative, _BLOCK.c.code)
    .join_from(_YEAR, _BLOCK, _BLOCK.c.id == _YEAR.c.block_id)
    .where(_YEAR.c.year == bindparam("of_year"), _YEAR.c.state.in_(RELEASED_TO_ALL))
    .order_by(_BLOCK.c.code)
)
_ROUGHLY = func.coalesce(_TOTAL.c.points * 10_000 // func.nullif(_TOTAL.c.maximum, 0, type_=Integer), 0)
_COMPLETE = (
    select(
        _YEAR.c.id,
        _PLACE.c.position,
        _TOTAL.c.unit_id,
        _TOTAL.c.points,
        _TOTAL.c.maximum,
        _ROUGHLY.label("roughly"),
    )
    .join_from(_YEAR, _PLACE, _PLACE.c.block_year_id == _YEAR.c.id)
    .join(
        _TOTAL,
        (_TOTAL.c.block_year_id == _YEAR.c.id)
        & (_TOTAL.c.stage == _YEAR.c.ranking_stage)
        & (_TOTAL.c.unit_id == _PLACE.c.unit_id),
    )
    .where(_YEAR.c.id.in_(bindparam("keys", expanding=True)), _PLACE.c.scored, _TOTAL.c.missing == 0)
    .cte("complete")
)
_BEST = select(_COMPLETE.c.roughly).order_by(_COMPLETE.c.roughly.desc()).limit(bindparam("most")).subquery()
# The rules give the places; what is cut off here lies too far below to come near them by rounding.
_NEAR_THE_BEST = (
    select(_COMPLETE.c.id, _COMPLETE.c.unit_id, _COMPLETE.c.points, _COMPLETE.c.maximum)
    .where(_COMPLETE.c.roughly >= select(func.min(_BEST.c.roughly) - 2).scalar_subquery())
    .order_by(_COMPLETE.c.id, _COMPLETE.c.position)
)
_CALLED = (
    select(_YEAR.c.id, _UNIT.c.id, code_in_block(_YEAR.c.block_id), *_STYLE)
    .join_from(_YEAR, _PLACE, _PLACE.c.block_year_id == _YEAR.c.id)
    .join(_UNIT, _UNIT.c.id == _PLACE.c.unit_id)
    .join(_NAME, _NAME.c.unit_id == _UNIT.c.id)
    .where(
        _YEAR.c.id.in_(bindparam("keys", expanding=True)),
        _UNIT.c.id.in_(bindparam("units", expanding=True)),
    )
    .order_by(_NAME.c.valid_from)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderLine:
    """A unit among the best, it and its block called as in the year; figures in hundredths."""

    rank: int
    tied: bool
    block: str
    block_name: str
    province: str | None
    unit: str
    unit_name: str
    points: int
    max: int
    percent: int
    illustrative: bool


def leaderboard_of_year(session: Session, actor: Actor, year: int, most: int) -> tuple[LeaderLine, ...]:
    """The `most` best units of the published years that the actor may see whole, and who ties with the last.

    Only complete sheets at the stage by which their block ranks; nobody sees an unpublished year here.
    """
    connection, live = session.connection(), as_of_now(session, actor)
    years = {
        row.id: row
        for row in connection.execute(_YEARS, {"of_year": year})
        if units_shown_to(live, row.block_id, year, row.state) is None
    }
    rows = connection.execute(_NEAR_THE_BEST, {"keys": list(years), "most": most})
    totals = {(key, unit_id): (points, maximum) for key, unit_id, points, maximum in rows}
    found = leaders(totals, most)
    called, blocks = _called(session, [leader.of for leader in found], year), block_styles(session)
    lines = []
    for leader in found:
        of, (points, maximum) = years[leader.of[0]], totals[leader.of]
        block = blocks.at(of.block_id, year)
        code, name = called[leader.of]
        lines.append(
            LeaderLine(
                rank=leader.rank,
                tied=leader.tied,
                block=of.code,
                block_name=block.name,
                province=block.province,
                unit=code,
                unit_name=name,
                points=points,
                max=maximum,
                percent=leader.percent,
                illustrative=of.illustrative,
            )
        )
    return tuple(lines)


def _called(session: Session, rolls: Sequence[Roll], year: int) -> dict[Roll, tuple[str, str]]:
    """The code of each unit in its block's files, and its name in that year."""
    wanted = {"keys": sorted({key for key, _unit in rolls}), "units": sorted({unit for _key, unit in rolls})}
    codes: dict[Roll, str] = {}
    names: dict[Roll, list[Dated[UnitStyle]]] = {}
    for key, unit_id, code, day, name, short_name in session.connection().execute(_CALLED, wanted):
        codes[key, unit_id] = code
        names.setdefault((key, unit_id), []).append((day, UnitStyle(name, short_name)))
    return {roll: (codes[roll], style_in(names[roll], year).name) for roll in rolls}
