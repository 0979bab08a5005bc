"""Sheets of units against the registry: what a sheet would change, and the registry as such a sheet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import UnitKind
from models.registry import Block, Unit
from models.year import YearUnit
from services.queries.lineage import registry_of
from services.queries.registry import block_styles, units_known_to
from services.rules.block_names import KnownBlock
from services.rules.rights import Actor, Permission
from services.rules.sheet_rows import TypedRow
from services.rules.text import sort_key
from services.rules.unit_register import KnownUnit, Register
from services.rules.unit_sheet import SheetPlan, plan_of
from services.workbooks.layouts import layout_of

LAYOUT = "units"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScope:
    """The blocks that a sheet may name, and the year at whose end it is compared.

    `block_year_id`: the year of the only block, whose roll the units of the sheet stand on; None for no roll.
    """

    year: int
    block_ids: tuple[int, ...]
    block_year_id: int | None = None


def kinds_of_unit() -> dict[str, UnitKind]:
    """The words of a sheet for the kinds of units."""
    words = next(column.choices for column in layout_of(LAYOUT).columns if column.key == "kind")
    return dict(zip(words, UnitKind, strict=True))


def blocks_to_edit(session: Session, actor: Actor) -> tuple[int, ...]:
    """The blocks whose units the actor may change, to be offered; the command asks again."""
    ids = session.exec(select(Block.id).order_by(col(Block.id))).all()
    return tuple(one for one in ids if one and actor.may(Permission.EDIT_REGISTRY, one))


def plan_of_sheet(session: Session, scope: SheetScope, rows: Sequence[TypedRow]) -> SheetPlan:
    """What the rows would change by what the registry says now."""
    return plan_of(rows, register_of(session, scope), kinds_of_unit())


def register_of(session: Session, scope: SheetScope) -> Register:
    """The blocks of the scope with the units that they know; in a constant number of statements."""
    codes = {key: code for key, code in session.exec(select(Block.id, Block.code)) if key is not None}
    styles = block_styles(session)
    called = {block_id: styles.at(block_id, scope.year) for block_id in codes if styles.all_of(block_id)}
    places = {block_id: (style.name, style.province or "") for block_id, style in called.items()}
    blocks = [
        KnownBlock(block_id, codes[block_id], *places[block_id])
        for block_id in scope.block_ids
        if block_id in places
    ]
    provinces = {block.province for block in blocks} - {""}
    wide = [key for key, (_, province) in places.items() if province in provinces or key in scope.block_ids]
    roll = None
    if scope.block_year_id is not None:
        on_roll = select(YearUnit.unit_id).where(YearUnit.block_year_id == scope.block_year_id)
        roll = tuple(session.exec(on_roll.order_by(col(YearUnit.position))))
    return Register(scope.year, blocks, _units(session, wide, codes), places, roll)


def sheet_rows(session: Session, scope: SheetScope) -> list[dict[str, str | int | date | None]]:
    """The members of the blocks as rows of a sheet; for a roll, those on it in its order.

    Taken over again, they change nothing.
    """
    register = register_of(session, scope)
    words = {kind: word for word, kind in kinds_of_unit().items()}
    order = {unit_id: place for place, unit_id in enumerate(register.roll or (), start=1)}
    rows = []
    for block in sorted(register.blocks, key=lambda one: (sort_key(one.province), sort_key(one.name))):
        written = register.text_for(block)
        for unit in _listed(register, block.block_id, order):
            style = register.style_of(unit)
            rows.append(
                {
                    "province": block.province,
                    "block": written,
                    "code": unit.code_in(block.block_id),
                    "name": style.name,
                    "short_name": style.short_name,
                    "kind": words[unit.kind],
                    "order": order.get(unit.past.unit_id),
                    "since": max(day for day, _block in unit.past.places if day <= register.last_day),
                }
            )
    return rows


def sheet_choices(session: Session, scope: SheetScope) -> dict[str, list[str]]:
    """What a template offers to choose from: the provinces and blocks of the scope."""
    register = register_of(session, scope)
    names = {block.name for block in register.blocks}
    provinces = {block.province for block in register.blocks} - {""}
    return {"province": sorted(provinces, key=sort_key), "block": sorted(names, key=sort_key)}


def _listed(register: Register, block_id: int, order: Mapping[int, int]) -> list[KnownUnit]:
    members = register.members_of(block_id)
    if register.roll is None:
        return sorted(members, key=lambda unit: sort_key(register.style_of(unit).name))
    on_roll = [unit for unit in members if unit.past.unit_id in order]
    return sorted(on_roll, key=lambda unit: order[unit.past.unit_id])


def _units(session: Session, block_ids: Collection[int], codes: Mapping[int, str]) -> list[KnownUnit]:
    pasts = registry_of(session, block_ids)
    rows = session.exec(
        select(col(Unit.id), col(Unit.kind), col(Unit.code), col(Unit.block_id))
        .where(units_known_to(*block_ids))
        .order_by(col(Unit.id))
    )
    return [
        KnownUnit(past=pasts[unit_id], kind=kind, code=code, home_id=home_id, home_code=codes[home_id])
        for unit_id, kind, code, home_id in rows
        if unit_id in pasts
    ]
