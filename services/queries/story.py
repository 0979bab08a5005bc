"""What happened to units, as lives from a beginning to an end and the events that join them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, Select, or_, select
from sqlmodel import Session, col

from models.enums import EventSide, UnitEventKind
from models.registry import BlockName, Unit, UnitEvent, UnitEventPart
from models.types import table_of
from services.queries.events import Told
from services.queries.lineage import LINKING, names_where, places_where
from services.queries.registry import EventNames, units_known_to
from services.queries.scope import blocks_in_reach
from services.queries.turns import Turn, block_styles_of, last_block, turns_where
from services.rules.lineage import Link
from services.rules.naming import BlockStyle, Dated, UnitStyle
from services.rules.rights import Actor

_ENDING = (UnitEventKind.MERGE, UnitEventKind.SPLIT, UnitEventKind.DISSOLVE)
_EVENT, _PART = table_of(UnitEvent), table_of(UnitEventPart)
_UNIT, _NAME = table_of(Unit).c, table_of(BlockName).c


@dataclass(frozen=True, slots=True)
class Life:
    """A unit from the first day that the registry knows of it to its end, with its names, oldest first.

    `begun`: an event made it on `since`; else it was there before. `place`: what tells its last block from
    those of the others, "" where all are of one. `seen`: the actor may open its page.
    """

    unit_id: int
    names: tuple[Dated[UnitStyle], ...]
    since: date
    begun: bool
    ended: date | None
    place: str
    seen: bool

    @property
    def last(self) -> UnitStyle:
        """What it is called now, or was called at its end."""
        return self.names[-1][1]


@dataclass(frozen=True, slots=True)
class Story:
    """Units by their ids, and what happened to them, oldest first.

    `told` is every turn in names. They are open to whoever may see one of the units: the orders that join
    units are public.
    """

    lives: Mapping[int, Life]
    turns: tuple[Turn, ...]
    told: tuple[EventNames, ...]

    def end_of(self, unit_id: int) -> Turn | None:
        """The event that ended the unit."""
        return next((turn for turn in self.turns if turn.ends(unit_id)), None)

    def links(self) -> list[Link]:
        """The steps from unit to unit that the events made."""
        return [
            Link(one, two, turn.kind, turn.day)
            for turn in self.turns
            if turn.kind in LINKING
            for one in turn.before
            for two in turn.after
            if one != two
        ]


def story_of_unit(session: Session, actor: Actor, unit_id: int) -> Story:
    """The unit, all before and after it, and whoever took part in what happened to them."""
    return _story(session, actor, select(_UNIT.id).where(_UNIT.id == unit_id))


def story_of_block(session: Session, actor: Actor, block_id: int) -> Story:
    """The units that the block knows, all before and after them, and whoever took part with them."""
    return _story(session, actor, select(_UNIT.id).where(units_known_to(block_id)))


def _story(session: Session, actor: Actor, seed: Select[int]) -> Story:
    kin = [_reached(seed, came_from) for came_from in (True, False)]
    turns = turns_where(session, or_(*(_PART.c.unit_id.in_(select(one.c.id)) for one in kin)))
    ids = {key for turn in turns for key in (*turn.before, *turn.after)}
    wanted = or_(col(Unit.id).in_(seed), col(Unit.id).in_(ids))
    names, places = names_where(session, wanted), places_where(session, wanted)
    homes = {
        row.id: row.block_id
        for row in session.connection().execute(select(_UNIT.id, _UNIT.block_id).where(wanted))
    }
    blocks = {key: last_block(places.get(key, ()), home) for key, home in homes.items()}
    styles = block_styles_of(session, {*blocks.values(), *_named(places)})
    told, apart = Told(names, places, styles), _told_apart({key: styles[key] for key in {*blocks.values()}})
    reach = blocks_in_reach(session, actor)
    lives = {}
    for key, dated in names.items():
        known = {homes[key], *(block for _, block in places.get(key, ()))}
        since = dated[0][0]
        lives[key] = Life(
            unit_id=key,
            names=tuple(dated),
            since=since,
            begun=any(key in turn.after and key not in turn.before and turn.day == since for turn in turns),
            ended=next((turn.day for turn in turns if turn.ends(key)), None),
            place=apart[blocks[key]],
            seen=reach is None or not reach.isdisjoint(known),
        )
    return Story(lives, turns, tuple(told.event(turn) for turn in turns))


def _named(places: Mapping[int, Sequence[Dated[int | None]]]) -> set[int]:
    return {block for dated in places.values() for _, block in dated if block is not None}


def _told_apart(blocks: Mapping[int, Sequence[Dated[BlockStyle]]]) -> dict[int, str]:
    """What each block is told from the others by: its name, its province, both, or nothing at all."""
    names = {key: styles[-1][1].name for key, styles in blocks.items()}
    provinces = {key: styles[-1][1].province or "" for key, styles in blocks.items()}
    telling = [parts for parts in (names, provinces) if len({*parts.values()}) > 1]
    return {key: ", ".join(filter(None, (parts[key] for parts in telling))) for key in blocks}


def _reached(seed: Select[int], came_from: bool) -> CTE:
    """The units of the seed with all that they came from, or all that came from them."""
    here, there = _PART.alias(), _PART.alias()
    sides = (EventSide.AFTER, EventSide.BEFORE) if came_from else (EventSide.BEFORE, EventSide.AFTER)
    found = seed.cte(recursive=True)
    step = (
        select(there.c.unit_id)
        .join(here, here.c.event_id == there.c.event_id)
        .join(_EVENT, _EVENT.c.id == there.c.event_id)
        .join(found, found.c.id == here.c.unit_id)
        .where(here.c.side == sides[0], there.c.side == sides[1], _EVENT.c.kind.in_(LINKING))
    )
    return found.union(step)
