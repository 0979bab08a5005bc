"""Events as they stand in the registry, and the dated blocks by which they are told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from models.enums import EventSide, UnitEventKind
from models.registry import BlockName, UnitEvent, UnitEventPart
from models.types import table_of
from services.rules.naming import BlockStyle, Dated

_ENDING = (UnitEventKind.MERGE, UnitEventKind.SPLIT, UnitEventKind.DISSOLVE)
_EVENT, _PART, _NAME = table_of(UnitEvent), table_of(UnitEventPart), table_of(BlockName).c


@dataclass(frozen=True, slots=True)
class Turn:
    """An event with the ids of the units that it found and that it left behind; some stand on both sides."""

    event_id: int
    kind: UnitEventKind
    day: date
    document: str
    illustrative: bool
    before: tuple[int, ...]
    after: tuple[int, ...]

    def ends(self, unit_id: int) -> bool:
        """Whether the unit is no more from that day on."""
        return self.kind in _ENDING and unit_id in self.before and unit_id not in self.after


def turns_where(session: Session, took_part: ColumnElement[bool]) -> tuple[Turn, ...]:
    """The events in which units for whose parts the condition holds took part, oldest first."""
    wanted = select(_PART.c.event_id).where(took_part)
    rows = session.connection().execute(
        select(_EVENT, _PART.c.unit_id, _PART.c.side)
        .join(_PART, _PART.c.event_id == _EVENT.c.id)
        .where(_EVENT.c.id.in_(wanted))
        .order_by(_EVENT.c.effective_on, _EVENT.c.id, _PART.c.unit_id)
    )
    events = {}
    sides: dict[tuple[int, EventSide], list[int]] = {}
    for row in rows:
        events[row.id] = row
        sides.setdefault((row.id, row.side), []).append(row.unit_id)
    return tuple(
        Turn(
            event_id=key,
            kind=row.kind,
            day=row.effective_on,
            document=row.document_number,
            illustrative=row.illustrative,
            before=tuple(sides.get((key, EventSide.BEFORE), ())),
            after=tuple(sides.get((key, EventSide.AFTER), ())),
        )
        for key, row in events.items()
    )


def block_styles_of(session: Session, block_ids: Collection[int]) -> dict[int, list[Dated[BlockStyle]]]:
    """How those blocks have been styled, each oldest first."""
    styles: dict[int, list[Dated[BlockStyle]]] = {}
    rows = session.connection().execute(
        select(_NAME.block_id, _NAME.valid_from, _NAME.name, _NAME.kind, _NAME.province)
        .where(_NAME.block_id.in_(block_ids))
        .order_by(_NAME.block_id, _NAME.valid_from)
    )
    for block_id, day, name, kind, province in rows:
        styles.setdefault(block_id, []).append((day, BlockStyle(name, kind, province)))
    return styles


def last_block(places: Iterable[Dated[int | None]], home: int) -> int:
    """The block that a unit belonged to last, or else the one that registered it."""
    return next((block for _, block in reversed([*places]) if block is not None), home)
