"""Units found by a part of any name that they have ever borne, without tones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select, true
from sqlmodel import Session, col

from models.enums import UnitEventKind
from models.registry import BlockMembership, Unit, UnitEventPart, UnitName
from models.types import table_of
from services.queries.lineage import names_where, places_where
from services.queries.scope import blocks_in_reach
from services.queries.turns import block_styles_of, last_block, turns_where
from services.rules.naming import BlockStyle, style_on
from services.rules.rights import Actor
from services.rules.text import search_fold

# Of a word that stands in more names than this only the newest are ranked: it says too little as it is.
_RANKED = 1000

_NAME, _UNIT = table_of(UnitName).c, table_of(Unit).c
_MEMBER, _PART = table_of(BlockMembership).c, table_of(UnitEventPart).c


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A unit by the newest of its names that fits; `former`: by then it is called `now`, or is no more.

    `kind` and `ended` say what ended it, `into` what came out of that, called as by then.
    """

    unit_id: int
    name: str
    short_name: str | None
    former: bool
    now: str
    block: BlockStyle | None
    kind: UnitEventKind | None = None
    ended: date | None = None
    into: tuple[str, ...] = ()


def find_units(session: Session, actor: Actor, text: str, day: date, limit: int) -> list[UnitFound]:
    """At most so many units of blocks that the actor may look at, whose name has every word of the text.

    First those that are called so on the day, names that begin with the text before others. The number of
    statements depends on no units.
    """
    words = search_fold(text).split()
    if not words:
        return []
    ranked = _ranked(words, day, blocks_in_reach(session, actor)).limit(limit)
    return _described(session, session.connection().execute(ranked).all(), day)


def _described(session: Session, rows: Sequence[Row[Any]], day: date) -> list[UnitFound]:
    """What is said of the units: their blocks, their names of the day, and what became of them."""
    ids = [row.unit_id for row in rows]
    ends = {
        key: turn
        for turn in turns_where(session, _PART.unit_id.in_(ids))
        for key in turn.before
        if turn.ends(key) and turn.day <= day
    }
    wanted = col(Unit.id).in_({*ids, *(key for turn in ends.values() for key in turn.after)})
    names, places = names_where(session, wanted), places_where(session, col(Unit.id).in_(ids))
    blocks = {row.unit_id: last_block(places.get(row.unit_id, ()), row.block_id) for row in rows}
    styles = block_styles_of(session, {*blocks.values()})

    def called(key: int) -> str:
        return (style_on(names[key], day) or names[key][0][1]).name

    found = []
    for row in rows:
        end = ends.get(row.unit_id)
        style = styles.get(blocks[row.unit_id])
        found.append(
            UnitFound(
                unit_id=row.unit_id,
                name=row.name,
                short_name=row.short_name,
                former=bool(row.former or row.gone),
                now=called(row.unit_id),
                block=(style_on(style, day) or style[0][1]) if style else None,
                kind=end.kind if end else None,
                ended=end.day if end else None,
                into=tuple(called(key) for key in end.after) if end else (),
            )
        )
    return found


def _ranked(words: list[str], day: date, reach: frozenset[int] | None) -> Select[Any]:
    """Each unit with the newest of its names that fits, the best first."""
    fitting = (
        select(_NAME.unit_id, _NAME.valid_from)
        .where(*(_NAME.folded.contains(word, autoescape=True) for word in words), _within(reach))
        .order_by(_NAME.valid_from.desc())
        .limit(_RANKED)
        .subquery()
    )
    turn = func.row_number().over(partition_by=fitting.c.unit_id, order_by=fitting.c.valid_from.desc())
    newest = select(fitting, turn.label("turn")).subquery()
    later = table_of(UnitName).alias()
    former = exists().where(
        later.c.unit_id == newest.c.unit_id,
        later.c.valid_from > newest.c.valid_from,
        later.c.valid_from <= day,
    )
    last = (
        select(_MEMBER.block_id)
        .where(_MEMBER.unit_id == newest.c.unit_id, _MEMBER.valid_from <= day)
        .order_by(_MEMBER.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    begins = _NAME.folded.startswith(" ".join(words), autoescape=True)
    columns = (former.label("former"), last.is_(None).label("gone"))
    return (
        select(newest.c.unit_id, _NAME.name, _NAME.short_name, _UNIT.block_id, *columns)
        .join(
            table_of(UnitName),
            (_NAME.unit_id == newest.c.unit_id) & (_NAME.valid_from == newest.c.valid_from),
        )
        .join(table_of(Unit), _UNIT.id == newest.c.unit_id)
        .where(newest.c.turn == 1)
        .order_by(or_(*columns), begins.desc(), _NAME.folded, newest.c.unit_id)
    )


def _within(reach: frozenset[int] | None) -> ColumnElement[bool]:
    """The condition for names of units that one of these blocks registered or has had as a member."""
    if reach is None:
        return true()
    joined = select(_MEMBER.unit_id).where(_MEMBER.block_id.in_(reach))
    return _NAME.unit_id.in_(select(_UNIT.id).where(_UNIT.block_id.in_(reach)).union(joined))
