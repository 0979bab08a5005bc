"""What a sheet of units would change in the registry, row by row, before anything is changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums import UnitKind
from services.errors.workbooks import UnitRowFault
from services.rules.block_names import KnownBlock
from services.rules.sheet_rows import CellRefusal, RowOutcome, TypedRow
from services.rules.text import duplicate_key
from services.rules.unit_register import Register
from services.rules.unit_row import Change, Draft, UnitField, draft_of


class Doubt(StrEnum):
    """Why somebody should look twice at a new unit."""

    NEAR_NAME = "near_name"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """What a row would do; of a refused one only number, name, block, and the refusals hold.

    `unit_id` None: a new unit. `since`: the day from which it is to belong to the block, None where it does.
    `doubts`: what else could be meant, by the name of the unit or the block.
    """

    number: int
    outcome: RowOutcome
    block: str
    block_id: int
    name: str
    unit_id: int | None = None
    code: str = ""
    short_name: str | None = None
    kind: UnitKind = UnitKind.AGENCY
    since: date | None = None
    changes: tuple[Change, ...] = ()
    doubts: tuple[tuple[Doubt, str], ...] = ()
    refusals: tuple[CellRefusal, ...] = ()

    @property
    def key(self) -> int:
        """The unit's id, or below 0 for a new one."""
        return -self.number if self.unit_id is None else self.unit_id

    @property
    def fields(self) -> set[UnitField]:
        """What it changes."""
        return {change.field for change in self.changes}


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What a sheet would do; `roll`: the keys of the units in the year's new order, None for no roll."""

    rows: tuple[JudgedRow, ...]
    roll: tuple[int, ...] | None

    def count(self, outcome: RowOutcome) -> int:
        """How many rows come to that."""
        return sum(row.outcome is outcome for row in self.rows)


def plan_of(rows: Sequence[TypedRow], register: Register, kinds: Mapping[str, UnitKind]) -> SheetPlan:
    """What the rows would do to the units of the register; `kinds` are the words for them.

    A blank cell leaves what is known as it is. A unit is known by its code in the block, else by its name.
    Source: house rule (units by Excel)
    """
    drafts = [draft_of(row, register, kinds) for row in rows]
    _refuse_twice(drafts, register)
    roll = None if register.roll is None else _order(drafts, register.roll, register)
    codes = {(draft.block.block_id, draft.code) for draft in drafts if draft.block and draft.code}
    return SheetPlan(tuple(_judged(draft, register, codes) for draft in drafts), roll)


def order_after(roll: Sequence[int], wanted: Sequence[tuple[int, int | None]]) -> tuple[int, ...]:
    """The roll once each of `wanted` (key, place from 1 on) stands where it was asked for.

    The others keep their order; who asks for no place and is new stands at the end. Asking again for the
    same changes nothing.
    Source: house rule (units by Excel)
    """
    placed = sorted((place, number, key) for number, (key, place) in enumerate(wanted) if place is not None)
    moved = {key for _place, _number, key in placed}
    known = set(roll)
    after = [key for key in roll if key not in moved]
    after += [key for key, place in wanted if place is None and key not in known]
    last = -1
    for place, _number, key in placed:
        last = min(max(place - 1, last + 1), len(after))
        after.insert(last, key)
    return tuple(after)


def _refuse_twice(drafts: Sequence[Draft], register: Register) -> None:
    """No unit, code, name or short name stands in a block twice, in the sheet or beside it."""
    in_sheet = {draft.key for draft in drafts}
    seen: dict[tuple[int, str, str], Draft] = {}
    for draft in drafts:
        if draft.refusals or not draft.block:
            continue
        block_id, name = draft.block.block_id, duplicate_key(draft.name)
        brief = duplicate_key(draft.short_name or draft.name)
        marks = [
            ("code", draft.code, draft.code),
            ("name", str(draft.key), draft.name),
            ("name", name, draft.name),
            ("short_name", brief, draft.short_name or draft.name),
        ]
        for column, key, text in marks:
            first = seen.setdefault((block_id, column, key), draft) if key else draft
            if first is draft or _both_registered_so(first, draft):
                continue
            if column == "short_name":
                draft.fault(column, UnitRowFault.NAME_TAKEN, text, other=first.name)
            else:
                draft.fault(column, UnitRowFault.TWICE, text, row=first.number)
            break
        shown = register.member_shown_as(block_id, brief)
        if shown and shown.past.unit_id not in in_sheet and not draft.refusals and _is_called_anew(draft):
            other = register.style_of(shown).name
            draft.fault("short_name", UnitRowFault.NAME_TAKEN, marks[-1][2], other=other)


def _both_registered_so(one: Draft, two: Draft) -> bool:
    """Two units that the registry has under one name already are no fault of the sheet."""
    return one.key != two.key and not _is_called_anew(one) and not _is_called_anew(two)


def _is_called_anew(draft: Draft) -> bool:
    fields = {change.field for change in draft.changes}
    return draft.unit is None or bool(fields & {UnitField.NAME, UnitField.SHORT_NAME})


def _order(drafts: Sequence[Draft], before: Sequence[int], register: Register) -> tuple[int, ...]:
    """The roll of the year afterwards; notes who comes onto it, and who asked for another place."""
    taken = [draft for draft in drafts if not draft.refusals]
    after = order_after(before, [(draft.key, draft.order) for draft in taken])
    old, new = ({key: place for place, key in enumerate(roll, start=1)} for roll in (before, after))
    for draft in taken:
        if draft.unit is None:
            continue
        if draft.key not in old:
            draft.changes.append(Change(UnitField.ROLL, None, new[draft.key]))
        elif draft.order is not None and old[draft.key] != new[draft.key]:
            draft.changes.append(Change(UnitField.ORDER, old[draft.key], new[draft.key]))
    return after


def _judged(draft: Draft, register: Register, codes: set[tuple[int, str]]) -> JudgedRow:
    block, unit = draft.block, draft.unit
    if draft.refusals or block is None:
        return JudgedRow(
            number=draft.number,
            outcome=RowOutcome.REFUSED,
            block=block.name if block else draft.values.get("block", ""),
            block_id=block.block_id if block else 0,
            name=draft.name or draft.values.get("name", ""),
            refusals=tuple(draft.refusals),
        )
    outcome, code, doubts = RowOutcome.UNCHANGED, draft.code, tuple[tuple[Doubt, str], ...]()
    since = next((change.after for change in draft.changes if change.field is UnitField.SINCE), None)
    if unit is None:
        outcome, since = RowOutcome.NEW, draft.since or register.first_day
        code = code or register.free_code(block.block_id, draft.name, codes)
        codes.add((block.block_id, code))
        doubts = tuple(_doubts(draft.name, block, register))
    elif draft.changes:
        outcome = RowOutcome.CHANGED
    return JudgedRow(
        number=draft.number,
        outcome=outcome,
        block=block.name,
        block_id=block.block_id,
        name=draft.name,
        unit_id=unit.past.unit_id if unit else None,
        code=unit.code if unit else code,
        short_name=draft.short_name,
        kind=draft.kind or (unit.kind if unit else UnitKind.AGENCY),
        since=since if isinstance(since, date) else None,
        changes=tuple(draft.changes),
        doubts=doubts,
    )


def _doubts(name: str, block: KnownBlock, register: Register) -> Iterator[tuple[Doubt, str]]:
    """What else a new name could mean; later rows are compared with it too."""
    if near := register.near_name(block.block_id, name):
        yield Doubt.NEAR_NAME, near
    if other := register.block_elsewhere(block, duplicate_key(name)):
        yield Doubt.ELSEWHERE, other
    register.add(block.block_id, name)
