"""The command that takes over a sheet of units: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session

from models.registry import BlockMembership, Unit
from models.types import table_of
from services import audit
from services.access import block_and_year, require
from services.errors.workbooks import RowsRefused, SheetOutdated
from services.queries.unit_sheet import SheetScope, plan_of_sheet
from services.rules.naming import UnitStyle
from services.rules.progress import Progress, unwatched
from services.rules.rights import Actor, Permission
from services.rules.sheet_rows import RowOutcome, TypedRow
from services.rules.unit_row import UnitField
from services.rules.unit_sheet import JudgedRow, SheetPlan
from services.storage.memberships import add_places, place_row
from services.storage.names import add_names, call_units, name_row
from services.storage.rolls import set_roll
from services.storage.year import lock_year

AT_ONCE = 500
"""Rows that are written between two reports of progress."""

_UNIT, _MEMBERSHIP = table_of(Unit), table_of(BlockMembership)
_ADD_UNITS = insert(_UNIT).returning(_UNIT.c.id, sort_by_parameter_order=True)
_CHANGE_UNIT = (
    update(_UNIT)
    .where(_UNIT.c.id == bindparam("of_unit"))
    .values(kind=bindparam("new_kind"), version=_UNIT.c.version + 1)
)
_NO_LONGER_AWAY = delete(_MEMBERSHIP).where(
    _MEMBERSHIP.c.unit_id == bindparam("of_unit"),
    _MEMBERSHIP.c.valid_from >= bindparam("since"),
    _MEMBERSHIP.c.block_id.is_(None),
)
_ON_THE_UNIT = {UnitField.NAME, UnitField.SHORT_NAME, UnitField.KIND}


@dataclass(frozen=True, slots=True)
class ImportedUnits:
    """What a sheet has done."""

    new: int
    changed: int
    unchanged: int


def import_units(
    session: Session,
    actor: Actor,
    scope: SheetScope,
    rows: Sequence[TypedRow],
    *,
    seen: SheetPlan,
    progress: Progress = unwatched,
) -> ImportedUnits:
    """Do what the rows say, if that is still what was `seen` of it; the same rows again change nothing.

    Raises:
        RowsRefused: a row is not taken, so none is.
        SheetOutdated: the registry has changed since, and the rows mean something else now.
        YearLocked: the year whose roll they are for takes no changes.
    """
    concerned = {row.block_id for row in seen.rows if row.block_id}
    if scope.block_year_id is not None:
        concerned.add(block_and_year(session, scope.block_year_id)[0])
    for block_id in sorted(concerned):
        require(session, actor, Permission.EDIT_REGISTRY, block_id=block_id)
    year = None if scope.block_year_id is None else lock_year(session, scope.block_year_id)
    plan = plan_of_sheet(session, scope, rows)
    if refused := plan.count(RowOutcome.REFUSED):
        raise RowsRefused(count=refused)
    if plan != seen:
        raise SheetOutdated()
    ids = _write(session, scope.year, plan, progress)
    if year is not None and plan.roll is not None:
        set_roll(session, year, [ids.get(key, key) for key in plan.roll])
    outcome = ImportedUnits(
        *(plan.count(one) for one in (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED))
    )
    subject = f"year {scope.block_year_id}" if year is not None else "registry"
    facts = {"year": scope.year, "new": outcome.new, "changed": outcome.changed}
    audit.record(session, actor, "import_units", subject, concerned, **facts)
    return outcome


def _write(session: Session, year: int, plan: SheetPlan, progress: Progress) -> dict[int, int]:
    """Write the rows that change anything; the ids of the new units by the keys of their rows."""
    rows = [row for row in plan.rows if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    ids: dict[int, int] = {}
    for start in range(0, len(rows), AT_ONCE):
        progress(start, len(rows))
        some = rows[start : start + AT_ONCE]
        ids |= _add(session, [row for row in some if row.outcome is RowOutcome.NEW])
        _change(session, year, [row for row in some if row.outcome is RowOutcome.CHANGED])
    progress(len(rows), len(rows))
    return ids


def _add(session: Session, rows: Sequence[JudgedRow]) -> dict[int, int]:
    if not rows:
        return {}
    units = [{"block_id": row.block_id, "code": row.code, "kind": row.kind} for row in rows]
    found = session.connection().scalars(_ADD_UNITS, units).all()
    ids = {row.key: unit_id for row, unit_id in zip(rows, found, strict=True)}
    days = [(row, ids[row.key], row.since) for row in rows if row.since]
    add_names(session, [name_row(key, day, _style(row)) for row, key, day in days])
    add_places(session, [place_row(key, day, row.block_id) for row, key, day in days])
    return ids


def _change(session: Session, year: int, rows: Sequence[JudgedRow]) -> None:
    styles = {row.key: _style(row) for row in rows if row.fields & {UnitField.NAME, UnitField.SHORT_NAME}}
    if styles:
        call_units(session, styles, year)
    kinds = [{"of_unit": row.key, "new_kind": row.kind} for row in rows if row.fields & _ON_THE_UNIT]
    if kinds:
        session.connection().execute(_CHANGE_UNIT, kinds)
    joining = [(row, row.since) for row in rows if row.since]
    if joining:
        back = [{"of_unit": row.key, "since": day} for row, day in joining]
        session.connection().execute(_NO_LONGER_AWAY, back)
        add_places(session, [place_row(row.key, day, row.block_id) for row, day in joining])


def _style(row: JudgedRow) -> UnitStyle:
    return UnitStyle(row.name, row.short_name)
