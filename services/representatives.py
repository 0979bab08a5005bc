"""Commands on who speaks for a unit: named from a day on, changed, removed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import ContactRole
from models.registry import Representative, Unit
from services import audit
from services.access import require
from services.errors.base import NotFound
from services.errors.registry import RepresentativeOverlaps
from services.queries.lineage import block_of_unit
from services.queries.registry import unit_called
from services.rules.rights import Actor, Permission
from services.rules.terms import CALENDAR, day_within
from services.rules.text import clean_or_blank, clean_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeEntry:
    """What people type of somebody: no person means that nobody is named; the phone is the office's."""

    person: str
    position: str = ""
    phone: str = ""


def name_representative(
    session: Session,
    actor: Actor,
    unit_id: int,
    role: ContactRole,
    valid_from: date,
    entry: RepresentativeEntry,
    *,
    edits: date | None = None,
) -> None:
    """Say who speaks for the unit from that day until the next that is named.

    `edits` is the day of the row that this one takes the place of; None adds one.

    Raises:
        RepresentativeOverlaps: another row begins on that day.
        NotFound: there is no such unit, or no row of the day that is edited.
        PhoneUnfit, DayOutsideYear: what was typed cannot be used.
    """
    _require(session, actor, unit_id, valid_from)
    row = Representative(
        unit_id=unit_id,
        role=role,
        valid_from=day_within(valid_from, CALENDAR),
        person=clean_or_blank(entry.person),
        position=clean_or_blank(entry.position),
        phone=clean_phone(entry.phone),
    )
    before = _speaking(session, unit_id, role, valid_from)
    if edits is not None:
        before = _take_away(session, actor, unit_id, role, edits)
    if taken := session.get(Representative, (unit_id, role, valid_from)):
        raise RepresentativeOverlaps(person=taken.person, day=valid_from)
    session.add(row)
    session.flush()
    facts = _facts(role, before, row)
    name = unit_called(session, unit_id, valid_from.year)
    audit.record(session, actor, "name_representative", f"unit {unit_id}", name=name, **facts)


def remove_representative(
    session: Session, actor: Actor, unit_id: int, role: ContactRole, valid_from: date
) -> None:
    """Take the row of that day away; who was named before speaks on.

    Raises:
        NotFound: there is no such unit, or no row of that day.
    """
    row = _take_away(session, actor, unit_id, role, valid_from)
    facts = _facts(role, row, _speaking(session, unit_id, role, valid_from))
    name = unit_called(session, unit_id, valid_from.year)
    audit.record(session, actor, "remove_representative", f"unit {unit_id}", name=name, **facts)


def _facts(
    role: ContactRole, before: Representative | None, after: Representative | None
) -> dict[str, audit.Fact]:
    """Who spoke for the unit on that day, and who does now; never how to reach them."""
    return {
        "role": role.value,
        "reached_otherwise": (before.phone if before else "") != (after.phone if after else ""),
        "before": _told(before),
        "after": _told(after),
    }


def _told(row: Representative | None) -> dict[str, audit.Fact]:
    if row is None:
        return {}
    return {"person": row.person, "post": row.position, "valid_from": row.valid_from.isoformat()}


def _speaking(session: Session, unit_id: int, role: ContactRole, day: date) -> Representative | None:
    """The row that holds on that day."""
    rows = select(Representative).where(
        Representative.unit_id == unit_id, Representative.role == role, Representative.valid_from <= day
    )
    return session.exec(rows.order_by(col(Representative.valid_from).desc())).first()


def _take_away(session: Session, actor: Actor, unit_id: int, role: ContactRole, day: date) -> Representative:
    _require(session, actor, unit_id, day)
    row = session.get(Representative, (unit_id, role, day))
    if row is None:
        raise NotFound(kind="representative", name=day.isoformat())
    session.delete(row)
    session.flush()
    return row


def _require(session: Session, actor: Actor, unit_id: int, day: date) -> None:
    """Let one at a time go on who keeps the registry of the block that answers for the unit on that day."""
    require(session, actor, Permission.EDIT_REGISTRY, block_id=block_of_unit(session, unit_id, day))
    session.exec(select(Unit.id).where(Unit.id == unit_id).with_for_update()).one()
