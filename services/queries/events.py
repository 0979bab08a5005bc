"""What has happened to units, in the names of its days, and the sheets that told it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlmodel import Session, col

from models.enums import UnitEventKind, YearState
from models.registry import BlockMembership, Reorganisation, Unit, UnitEvent, UnitEventPart
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.queries.lineage import names_where, places_where
from services.queries.registry import EventNames, units_known_to
from services.queries.scope import blocks_in_reach
from services.queries.turns import Turn, block_styles_of, last_block, turns_where
from services.rules.naming import BlockStyle, Dated, UnitStyle, style_on
from services.rules.rights import Actor

_EVENT, _PART, _UNIT = table_of(UnitEvent).c, table_of(UnitEventPart).c, table_of(Unit).c
_SHEET, _YEAR, _PLACE = table_of(Reorganisation).c, table_of(BlockYear).c, table_of(YearUnit).c
_CLOSED = (YearState.PUBLISHED, YearState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event in names; `sheet_id` and `sheet` tell the sheet that it came from."""

    turn: Turn
    names: EventNames
    sheet_id: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class EventsSeen:
    """The newest events, newest first, of so many in all."""

    events: tuple[Happened, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AppliedSheet:
    """A sheet whose events were recorded together."""

    sheet_id: int
    title: str
    applied_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class OpenRoll:
    """A year that still takes changes and has some of the units on its roll."""

    block_id: int
    year: int
    units: int


def events_seen(session: Session, actor: Actor, most: int, block_id: int | None = None) -> EventsSeen:
    """What happened to the units of the blocks that the actor may look at; `most` are given.

    With `block_id`, only what happened to units that this block knows. The number of statements depends on
    no events or units.
    """
    of_units = _of_units_seen(session, actor)
    if block_id is not None:
        of_units &= _of_block(block_id)
    concerned = _EVENT.id.in_(select(_PART.event_id).where(of_units))
    total = session.connection().execute(select(func.count()).where(concerned)).scalar_one()
    newest = select(_EVENT.id).where(concerned).order_by(_EVENT.effective_on.desc(), _EVENT.id.desc())
    ids = session.connection().execute(newest.limit(most)).scalars().all()
    return EventsSeen(tuple(reversed(_happened(session, _PART.event_id.in_(ids)))), total)


def events_of_block(session: Session, block_id: int) -> list[Happened]:
    """What happened to the units that the block knows, oldest first, with all that took part."""
    return _happened(session, _of_block(block_id))


def sheets_seen(session: Session, actor: Actor) -> list[AppliedSheet]:
    """The sheets that told of units of the blocks that the actor may look at, the last applied first."""
    mine = select(_PART.event_id).where(_of_units_seen(session, actor))
    sheets = select(_EVENT.reorganisation_id).where(_EVENT.id.in_(mine))
    rows = session.connection().execute(
        select(_SHEET.id, _SHEET.title, _SHEET.applied_at, func.count())
        .join(table_of(UnitEvent), _EVENT.reorganisation_id == _SHEET.id)
        .where(_SHEET.id.in_(sheets))
        .group_by(_SHEET.id, _SHEET.title, _SHEET.applied_at)
        .order_by(_SHEET.applied_at.desc(), _SHEET.id.desc())
    )
    return [AppliedSheet(*row) for row in rows]


def open_rolls(session: Session, unit_ids: Collection[int], since: date) -> list[OpenRoll]:
    """The years from that day on that are not published and have some of the units on their roll."""
    rows = session.connection().execute(
        select(_YEAR.block_id, _YEAR.year, func.count())
        .join(table_of(YearUnit), _PLACE.block_year_id == _YEAR.id)
        .where(_PLACE.unit_id.in_(unit_ids), _YEAR.year >= since.year, _YEAR.state.not_in(_CLOSED))
        .group_by(_YEAR.block_id, _YEAR.year)
        .order_by(_YEAR.block_id, _YEAR.year)
    )
    return [OpenRoll(*row) for row in rows]


def _of_block(block_id: int) -> ColumnElement[bool]:
    return _PART.unit_id.in_(select(_UNIT.id).where(units_known_to(block_id)))


def _of_units_seen(session: Session, actor: Actor) -> ColumnElement[bool]:
    reach = blocks_in_reach(session, actor)
    if reach is None:
        return true()
    member = table_of(BlockMembership).c
    known = or_(
        _UNIT.block_id.in_(reach), _UNIT.id.in_(select(member.unit_id).where(member.block_id.in_(reach)))
    )
    return _PART.unit_id.in_(select(_UNIT.id).where(known))


def _happened(session: Session, took_part: ColumnElement[bool]) -> list[Happened]:
    turns = turns_where(session, took_part)
    ids = {unit_id for turn in turns for unit_id in (*turn.before, *turn.after)}
    wanted = col(Unit.id).in_(ids)
    names, places = names_where(session, wanted), places_where(session, wanted)
    blocks = {block_id for dated in places.values() for _day, block_id in dated if block_id is not None}
    told = Told(names, places, block_styles_of(session, blocks))
    sheets = _sheets_of(session, [turn.event_id for turn in turns])
    return [Happened(turn, told.event(turn), *sheets.get(turn.event_id, (None, ""))) for turn in turns]


def _sheets_of(session: Session, event_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    rows = session.connection().execute(
        select(_EVENT.id, _SHEET.id, _SHEET.title)
        .join(table_of(Reorganisation), _SHEET.id == _EVENT.reorganisation_id)
        .where(_EVENT.id.in_(event_ids))
    )
    return {event_id: (sheet_id, title) for event_id, sheet_id, title in rows}


@dataclass(frozen=True)
class Told:
    """Names and blocks of units from day on, by which events are told."""

    names: Mapping[int, Sequence[Dated[UnitStyle]]]
    places: Mapping[int, Sequence[Dated[int | None]]]
    blocks: Mapping[int, Sequence[Dated[BlockStyle]]]

    def event(self, turn: Turn) -> EventNames:
        """The event with the names of its units: before it as on its eve, after it as on its day."""
        moved = turn.kind is UnitEventKind.TRANSFER
        return EventNames(
            turn.kind,
            turn.day,
            turn.illustrative,
            tuple(self._called(turn.before, turn.day - timedelta(days=1))),
            tuple(self._called(turn.after, turn.day)),
            self._block(turn.after[0], turn.day, named=True) if moved and turn.after else "",
        )

    @cached_property
    def _shared(self) -> set[str]:
        """The names that units of several provinces bear, or of several blocks that have none."""
        places: dict[str, set[str]] = {}
        for key, dated in self.names.items():
            for _day, style in dated:
                places.setdefault(style.name, set()).add(self._block(key, date.max, named=False))
        return {name for name, found in places.items() if len(found) > 1}

    def _called(self, unit_ids: Sequence[int], day: date) -> Iterable[str]:
        """The names; those that several bear with their province, or block where there is none."""
        for key in unit_ids:
            name = (style_on(self.names[key], day) or self.names[key][0][1]).name
            place = self._block(key, day, named=False) if name in self._shared else ""
            yield f"{name} ({place})" if place else name

    def _block(self, unit_id: int, day: date, *, named: bool) -> str:
        known = [(since, block) for since, block in self.places.get(unit_id, ()) if since <= day]
        styles = self.blocks.get(last_block(known, 0), ())
        if not styles:
            return ""
        style = style_on(styles, day) or styles[0][1]
        return style.name if named or not style.province else style.province
