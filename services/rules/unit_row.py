"""One row of a sheet of units: what is typed in it, which unit it means, what it changes of that unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.enums import UnitKind
from services.errors.workbooks import UnitRowFault, UnitRowRefused
from services.rules.block_names import KnownBlock
from services.rules.dates import day_of
from services.rules.naming import UnitStyle
from services.rules.sheet_rows import RowReader, TypedRow
from services.rules.text import clean_name, clean_or_blank, code_for, duplicate_key, meant_by
from services.rules.unit_register import KnownUnit, Register


class UnitField(StrEnum):
    """What a row can change of a unit; the value is the key of its column, but for the roll."""

    NAME = "name"
    SHORT_NAME = "short_name"
    KIND = "kind"
    ORDER = "order"
    SINCE = "since"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Change:
    """What a unit had, and what it will have; a place counts from 1, nothing is None."""

    field: UnitField
    before: str | int | date | None
    after: str | int | date | None


@dataclass(slots=True)
class Draft(RowReader):
    """A row on its way: what is read of it, and the unit that it means."""

    block: KnownBlock | None = None
    name: str = ""
    code: str = ""
    short_name: str | None = None
    kind: UnitKind | None = None
    order: int | None = None
    since: date | None = None
    unit: KnownUnit | None = None
    changes: list[Change] = field(default_factory=list)

    def fault(self, column: str, reason: UnitRowFault, text: str, **facts: Any) -> None:
        """Note that the cell is not taken."""
        self.refuse(column, UnitRowRefused(reason=reason, text=text, **facts))

    @property
    def key(self) -> int:
        """The unit's id, or below 0 for a new one."""
        return -self.number if self.unit is None else self.unit.past.unit_id


def draft_of(row: TypedRow, register: Register, kinds: Mapping[str, UnitKind]) -> Draft:
    """What the row says and means; `kinds` are the words for them. A blank cell leaves what is known.

    Source: house rule (units by Excel)
    """
    draft = _read(row, register, kinds)
    if draft.block and not draft.refusals:
        _match(draft, draft.block.block_id, register)
    return draft


def _read(row: TypedRow, register: Register, kinds: Mapping[str, UnitKind]) -> Draft:
    draft = Draft(row.number, row.values)

    def kind_of(text: str) -> UnitKind | None:
        kind = meant_by(text, kinds)
        if not kind:
            raise UnitRowRefused(reason=UnitRowFault.KIND, text=text, names=tuple(kinds))
        return kind

    def place_of(text: str) -> int | None:
        if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
            raise UnitRowRefused(reason=UnitRowFault.ORDER, text=text)
        return int(text)

    def day_within(text: str) -> date | None:
        day = day_of(text)
        if day > register.last_day:
            raise UnitRowRefused(reason=UnitRowFault.AFTER_YEAR, text=text, day=register.last_day)
        return day

    def code_of(text: str) -> str:
        # A known one can be longer than one that is typed anew: units of other blocks bear two codes
        code = text.lower()
        known = draft.block and register.unit_coded(draft.block.block_id, code)
        return code if known else code_for("", text)

    province = row.values.get("province", "")
    draft.block = draft.judge("block", lambda text: register.block_called(text, province), None)
    draft.name = draft.judge("name", clean_name, "")
    draft.code = draft.read("code", code_of, "")
    draft.short_name = draft.read("short_name", clean_or_blank, "") or None
    draft.kind = draft.read("kind", kind_of, None)
    draft.order = draft.read("order", place_of, None)
    draft.since = draft.read("since", day_within, None)
    return draft


def _match(draft: Draft, block_id: int, register: Register) -> None:
    """Find the unit that is meant, and what the row changes of it."""
    key = duplicate_key(draft.name)
    coded, named = register.unit_coded(block_id, draft.code), register.unit_named(block_id, key)
    draft.unit = unit = coded or named
    if unit is None:
        return
    style, code = register.style_of(unit), unit.code_in(block_id)
    if coded and named and coded is not named and duplicate_key(style.name) != key:
        draft.fault("code", UnitRowFault.CODE_OF_ANOTHER, draft.code, other=style.name)
    elif draft.code and not coded:
        draft.fault("code", UnitRowFault.CODE_DIFFERS, draft.code, other=code)
    elif not draft.code and style.name != draft.name:
        draft.fault("name", UnitRowFault.RESPELLED, draft.name, other=style.name, names=(code,))
    if not draft.refusals and _belongs(draft, unit, block_id, register):
        _compare(draft, unit, style, register)


def _belongs(draft: Draft, unit: KnownUnit, block_id: int, register: Register) -> bool:
    """Whether the unit is, or can become, a member of the block; says so where it cannot."""
    past, end = unit.past, register.last_day
    if past.ended and past.ended <= end:
        after = register.successors_of(unit)
        reason = UnitRowFault.ENDED_INTO if after else UnitRowFault.ENDED
        draft.fault("name", reason, draft.name, names=after, day=past.ended)
        return False
    if past.block_on(end) == block_id:
        known = max(day for day, _block in past.places if day <= end)
        if draft.since not in (None, known):
            draft.fault("since", UnitRowFault.MEMBER_SINCE, draft.name, day=known)
        return not draft.refusals
    since = draft.since or register.first_day
    held = [(day, block) for day, block in past.places if block is not None and day > since]
    if (block := past.block_on(since)) is not None:
        held.insert(0, (max(day for day, _ in past.places if day <= since), block))
    for day, block in held[:1]:
        reason = UnitRowFault.MEMBER_SINCE if block == block_id else UnitRowFault.ELSEWHERE
        column = "since" if block == block_id else "block"
        draft.fault(column, reason, draft.name, other=register.place_of(block), day=day)
    draft.changes.append(Change(UnitField.SINCE, None, since))
    return not held


def _compare(draft: Draft, unit: KnownUnit, style: UnitStyle, register: Register) -> None:
    wanted = UnitStyle(draft.name, draft.short_name or style.short_name)
    if wanted != style and register.year in unit.past.kept_years:
        draft.fault("name", UnitRowFault.PUBLISHED, wanted.name, other=style.name)
    if wanted.name != style.name:
        draft.changes.append(Change(UnitField.NAME, style.name, wanted.name))
    if wanted.short_name != style.short_name:
        draft.changes.append(Change(UnitField.SHORT_NAME, style.short_name, wanted.short_name))
    if draft.kind not in (None, unit.kind):
        draft.changes.append(Change(UnitField.KIND, unit.kind, draft.kind))
    draft.short_name = wanted.short_name
