"""Commands on what happens to units: events recorded and undone, one by one or from one sheet."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from models.enums import UnitEventKind
from models.registry import (
    BlockMembership,
    Reorganisation,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitName,
)
from models.types import table_of
from services import audit
from services.access import require
from services.errors.base import NotFound
from services.errors.registry import UndoFault, UndoRefused
from services.errors.workbooks import SheetOutdated
from services.queries.lineage import block_of_unit, registry_of, units_with_later_events
from services.queries.registry import block_styles
from services.queries.usage import units_in_use, units_on_rolls_by
from services.rules.change_lines import ChangeLine, change_lines
from services.rules.naming import UnitStyle
from services.rules.progress import Progress, unwatched
from services.rules.rights import Actor, Permission
from services.rules.succession import (
    EventPlan,
    Registry,
    UnitChange,
    UnitPast,
    changes_of,
    refuse_name_back,
)
from services.rules.text import clean_name
from services.rules.unfolding import Unfolding
from services.storage.events import touch_units, write_event


@dataclass(frozen=True, slots=True)
class Preview:
    """What an event would change, and the registry in whose words it can be told."""

    plan: EventPlan
    changes: tuple[UnitChange, ...]
    registry: Registry


def preview_event(session: Session, actor: Actor, plan: EventPlan) -> Preview:
    """What `record_event` would change; nothing is written.

    Raises:
        EventRefused, NameRefused: it cannot have happened so.
    """
    wanted = _cleaned(plan)
    registry = _registry_for(session, actor, [wanted], hold=False)
    return Preview(wanted, changes_of(wanted, registry), registry)


def record_event(session: Session, actor: Actor, plan: EventPlan, *, illustrative: bool = False) -> int:
    """Record what happened to units, with the names and memberships that follow from it, and give its id.

    Raises:
        EventRefused, NameRefused: it cannot have happened so.
    """
    wanted = _cleaned(plan)
    registry = _registry_for(session, actor, [wanted])
    changes = changes_of(wanted, registry)
    event_id, _made = write_event(session, wanted, changes, illustrative=illustrative)
    lines = change_lines(wanted, changes, registry)
    facts = _facts(session, wanted, lines)
    audit.record(session, actor, "record_event", f"event {event_id}", _blocks(lines), **facts)
    return event_id


def apply_reorganisation(
    session: Session,
    actor: Actor,
    title: str,
    plans: Sequence[EventPlan],
    *,
    seen: Sequence[Sequence[ChangeLine]] | None = None,
    progress: Progress = unwatched,
) -> int:
    """Record many events together, in their order, and give the id under which they are undone together.

    A unit that an earlier plan of the list makes is meant by its number below 0: -1 the first made, -2 the
    second. `seen` is what was shown of each; nothing else is recorded then.

    Raises:
        EventRefused, NameRefused: one of them cannot have happened so; none is recorded.
        SheetOutdated: the registry has changed since, and one of them would change something else now.
    """
    wanted = [_cleaned(plan) for plan in plans]
    registry = _registry_for(session, actor, wanted)
    row = Reorganisation(title=clean_name(title), applied_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    made: list[int] = []
    blocks: set[int] = set()
    unfolding = Unfolding(registry)
    for place, plan in enumerate(wanted):
        progress(place, len(wanted))
        real = _resolved(plan, made)
        changes = unfolding.changes_of(real)
        lines = change_lines(real, changes, unfolding.units)
        if seen is not None and _told(lines) != _told(seen[place]):
            raise SheetOutdated()
        _event_id, ids = write_event(session, real, changes, reorganisation_id=row.id)
        unfolding.take(real, changes, ids)
        made += ids
        blocks |= _blocks(lines)
    facts: dict[str, audit.Fact] = {"title": row.title, "events": len(wanted), "made": len(made)}
    audit.record(session, actor, "apply_reorganisation", f"reorganisation {row.id}", blocks, **facts)
    return row.id or 0


def undo_event(session: Session, actor: Actor, event_id: int) -> None:
    """Take an event back, with all that it changed, as if it had never been recorded.

    Raises:
        NotFound: there is no such event.
        UndoRefused: it came with others from a sheet, or something rests on it by now.
    """
    event = session.exec(select(UnitEvent).where(UnitEvent.id == event_id)).first()
    if event is None:
        raise NotFound(kind="event", name=str(event_id))
    if event.reorganisation_id is not None:
        raise UndoRefused(reason=UndoFault.WITH_OTHERS, units=())
    day, document = event.effective_on.isoformat(), event.document_number
    facts: dict[str, audit.Fact] = {"kind": event.kind.value, "day": day, "document": document}
    units, blocks = _undo(session, actor, [event_id])
    audit.record(session, actor, "undo_event", f"event {event_id}", blocks, units=units, **facts)


def undo_reorganisation(
    session: Session, actor: Actor, reorganisation_id: int, progress: Progress = unwatched
) -> None:
    """Take all events of a sheet back together.

    Raises:
        NotFound: there is no such sheet.
        UndoRefused: something rests on one of them by now; none is taken back.
    """
    row = session.exec(select(Reorganisation).where(Reorganisation.id == reorganisation_id)).first()
    if row is None:
        raise NotFound(kind="reorganisation", name=str(reorganisation_id))
    mine = select(UnitEvent.id).where(UnitEvent.reorganisation_id == reorganisation_id)
    events = [event_id or 0 for event_id in session.exec(mine)]
    units, blocks = _undo(session, actor, events, progress)
    session.delete(row)
    subject = f"reorganisation {reorganisation_id}"
    audit.record(
        session,
        actor,
        "undo_reorganisation",
        subject,
        blocks,
        title=row.title,
        events=len(events),
        units=units,
    )


def _registry_for(
    session: Session, actor: Actor, plans: Sequence[EventPlan], *, hold: bool = True
) -> dict[int, UnitPast]:
    """What the plans are judged by, once the actor may change every block that they touch."""
    units = {unit_id for plan in plans for unit_id in plan.before if unit_id > 0}
    known = registry_of(session, (), units)
    if missing := units - known.keys():
        raise NotFound(kind="unit", name=str(min(missing)))
    blocks = {new.block_id for plan in plans for new in plan.created}
    blocks |= {plan.block_id for plan in plans if plan.block_id is not None}
    for plan in plans:
        blocks |= {_home(session, known, unit_id, plan.day) for unit_id in plan.before if unit_id > 0}
    for block_id in sorted(blocks):
        require(session, actor, Permission.EDIT_REGISTRY, block_id=block_id)
    if hold:
        # Whoever records another event of the same units at the same time waits here
        held = select(Unit.id).where(col(Unit.id).in_(units)).order_by(col(Unit.id)).with_for_update()
        session.exec(held).all()
    return registry_of(session, blocks, units)


def _home(session: Session, known: Registry, unit_id: int, day: date) -> int:
    blocks = [block for since, block in known[unit_id].places if block and since <= day]
    return blocks[-1] if blocks else block_of_unit(session, unit_id, day)


def _undo(
    session: Session, actor: Actor, event_ids: Collection[int], progress: Progress = unwatched
) -> tuple[list[str], set[int]]:
    """Take the rows of the events away; the names of the units that they were about, and their blocks."""
    rows = session.exec(select(UnitEventPart).where(col(UnitEventPart.event_id).in_(event_ids))).all()
    units = sorted({row.unit_id for row in rows})
    made = sorted({row.unit_id for row in rows if row.created})
    known = registry_of(session, (), units)
    homes = {_home(session, known, unit_id, date.max) for unit_id in units}
    for block_id in sorted(homes):
        require(session, actor, Permission.EDIT_REGISTRY, block_id=block_id)
    later = units_with_later_events(session, event_ids, units)
    if later and not _only_renames(session, event_ids, known):
        raise UndoRefused(reason=UndoFault.HAPPENED_SINCE, units=_called(known, later))
    if used := units_in_use(session, made, event_ids) or units_on_rolls_by(session, event_ids):
        raise UndoRefused(reason=UndoFault.UNIT_IN_USE, units=_called(known, used))
    left = _blocks_left(session, event_ids, known)
    tables: list[type[SQLModel]] = [UnitName, BlockMembership, UnitEventPart]
    for done, table in enumerate(tables, start=1):
        session.exec(delete(table).where(table_of(table).c.event_id.in_(event_ids)))
        progress(done, len(tables) + 1)
    session.exec(delete(Unit).where(col(Unit.id).in_(made)))
    session.exec(delete(UnitEvent).where(col(UnitEvent.id).in_(event_ids)))
    touch_units(session, units)
    return list(_called(known, units)), homes | left


def _blocks_left(session: Session, event_ids: Collection[int], known: Registry) -> set[int]:
    """The blocks out of which the events have moved units."""
    moved = select(BlockMembership).where(col(BlockMembership.event_id).in_(event_ids))
    before = (known[row.unit_id].block_on(row.valid_from - timedelta(days=1)) for row in session.exec(moved))
    return {block_id for block_id in before if block_id is not None}


def _only_renames(session: Session, event_ids: Collection[int], known: Registry) -> bool:
    """Whether the events only gave names: what came later does not rest on them, if the names fit together.

    Raises:
        EventRefused: the name before is another unit's by now.
    """
    events = session.exec(select(UnitEvent).where(col(UnitEvent.id).in_(event_ids))).all()
    if any(event.kind is not UnitEventKind.RENAME for event in events):
        return False
    named = select(UnitName).where(col(UnitName.event_id).in_(event_ids))
    for row in session.exec(named).all():
        blocks = {block for _day, block in known[row.unit_id].places if block}
        refuse_name_back(row.unit_id, row.valid_from, registry_of(session, blocks, [row.unit_id]))
    return True


def _called(known: Registry, unit_ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(known[unit_id].names[-1][1].name for unit_id in unit_ids)


def _told(lines: Iterable[ChangeLine]) -> list[ChangeLine]:
    """What can be compared: a unit that the sheet makes had no id yet when it was shown."""
    return [replace(line, unit_id=0) for line in lines]


def _resolved(plan: EventPlan, made: Sequence[int]) -> EventPlan:
    before = tuple(made[-unit_id - 1] if unit_id < 0 else unit_id for unit_id in plan.before)
    kept = made[-plan.kept - 1] if plan.kept is not None and plan.kept < 0 else plan.kept
    return replace(plan, before=before, kept=kept)


def _cleaned(plan: EventPlan) -> EventPlan:
    return replace(
        plan,
        document=clean_name(plan.document) if plan.document.strip() else "",
        created=tuple(replace(new, style=_clean(new.style)) for new in plan.created),
        style=_clean(plan.style) if plan.style else None,
    )


def _clean(style: UnitStyle) -> UnitStyle:
    short = clean_name(style.short_name) if (style.short_name or "").strip() and style.short_name else None
    return UnitStyle(clean_name(style.name), short)


def _blocks(lines: Iterable[ChangeLine]) -> set[int]:
    """The blocks whose units change."""
    found = {block for line in lines for block in (line.block_before, line.block_after)}
    return {block for block in found if block is not None}


def _facts(session: Session, plan: EventPlan, lines: Sequence[ChangeLine]) -> dict[str, audit.Fact]:
    before = [line.before for line in lines if line.before]
    after = [line.after for line in lines if line.after]
    left, joined = ({line.block_before for line in lines}, {line.block_after for line in lines})
    return {
        "name": "; ".join(before or after),
        "kind": plan.kind.value,
        "day": plan.day.isoformat(),
        "document": plan.document,
        "before": {"units": before, "blocks": _block_names(session, left, plan.day)},
        "after": {"units": after, "blocks": _block_names(session, joined, plan.day)},
    }


def _block_names(session: Session, block_ids: Iterable[int | None], day: date) -> list[str]:
    known = [block_id for block_id in block_ids if block_id is not None]
    return sorted(block_styles(session, block_id).at(block_id, day.year).name for block_id in known)
