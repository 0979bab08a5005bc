"""What an event changes, told unit by unit: called and belonging where before, and where after."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.rules.naming import style_on
from services.rules.succession import EventPlan, Registry, UnitChange


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One unit before and after an event; `before` None: it begins, `after` None: it ends.

    The blocks are those that it belongs to, None: to none.
    """

    unit_id: int
    before: str | None
    block_before: int | None
    after: str | None
    block_after: int | None


def change_lines(
    plan: EventPlan, changes: Iterable[UnitChange], registry: Registry
) -> tuple[ChangeLine, ...]:
    """The changes of an event in names; `registry` is that before it.

    Source: house rule (ADR 7)
    """
    return tuple(_line(plan, change, registry) for change in changes)


def _line(plan: EventPlan, change: UnitChange, registry: Registry) -> ChangeLine:
    if change.begins:
        name = change.name.name if change.name else None
        return ChangeLine(change.unit_id, None, None, name, change.block_id)
    past = registry[change.unit_id]
    name, block = past.name_on(plan.day), style_on(past.places, plan.day)
    if change.ends:
        return ChangeLine(change.unit_id, name, block, None, None)
    after = change.name.name if change.name else name
    return ChangeLine(change.unit_id, name, block, after, change.block_id if change.moves else block)
