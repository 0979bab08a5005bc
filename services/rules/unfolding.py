"""The registry while one event after the other changes it, so that thousands can be judged in a row."""

from collections.abc import Mapping, Sequence

from services.rules.succession import EventPlan, UnitChange, UnitPast, changes_of, registry_after


class Unfolding:
    """The units by id; each event is judged by the part of them that it can meet, and then changes them."""

    def __init__(self, registry: Mapping[int, UnitPast]) -> None:
        self.units = dict(registry)
        self._by_block: dict[int, set[int]] = {}
        for unit_id in registry:
            self._note(unit_id)

    def changes_of(self, plan: EventPlan) -> tuple[UnitChange, ...]:
        """What the event changes, by what the events before it have left.

        Raises: EventRefused when it cannot have happened so.
        Source: house rule (ADR 7)
        """
        return changes_of(plan, self._around(plan))

    def take(self, plan: EventPlan, changes: Sequence[UnitChange], ids: Sequence[int]) -> None:
        """Let the event happen; `ids` are those of the units that it makes, in order.

        Source: house rule (ADR 7)
        """
        before = {unit_id: self.units[unit_id] for unit_id in plan.before}
        after = registry_after(plan, before, changes, ids)
        for unit_id in (*plan.before, *ids):
            self.units[unit_id] = after[unit_id]
            self._note(unit_id)

    def _note(self, unit_id: int) -> None:
        for _day, block_id in self.units[unit_id].places:
            if block_id:
                self._by_block.setdefault(block_id, set()).add(unit_id)

    def _around(self, plan: EventPlan) -> dict[int, UnitPast]:
        """The units of the event, those that they came from, and those of its blocks."""
        blocks = {new.block_id for new in plan.created} | {plan.block_id}
        blocks |= {self.units[one].block_on(plan.day) for one in plan.before}
        keys = {one for block in blocks if block for one in self._by_block.get(block, ())}
        waiting = list(plan.before)
        while waiting:
            unit_id = waiting.pop()
            keys.add(unit_id)
            waiting += [one for one in self.units[unit_id].came_from if one not in keys]
        return {key: self.units[key] for key in keys if key in self.units}
