"""The places by points beside what a vote has chosen: where the two differ."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A unit that was not chosen, and those that were chosen with a lower place, best first."""

    unit: str
    chosen: tuple[str, ...]


def passed_over(
    ranks: Mapping[str, int], chosen: Collection[str], rejected: Collection[str]
) -> tuple[PassedOver, ...]:
    """The rejected units that stand before a chosen one, by their places; who has no place is left out.

    Source: house rule (the vote decides, and the places stand beside it)
    """
    placed = sorted((rank, unit) for unit, rank in ranks.items() if unit in chosen)
    found = []
    for rank, unit in sorted((rank, unit) for unit, rank in ranks.items() if unit in rejected):
        if behind := tuple(other for place, other in placed if place > rank):
            found.append(PassedOver(unit, behind))
    return tuple(found)
