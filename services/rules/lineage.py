"""Who came from whom, and the roll of a year once units have merged, split, moved and ended."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import UnitEventKind
from services.rules.succession import Registry, UnitPast


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit before or after another: the event between them, its day, and how many events away."""

    unit_id: int
    kind: UnitEventKind
    day: date
    steps: int


@dataclass(frozen=True, slots=True)
class Link:
    """An event that led from one unit to another one."""

    before: int
    after: int
    kind: UnitEventKind
    day: date


@dataclass(frozen=True, slots=True)
class Lineage:
    """Those before and after a unit, nearest first.

    What share of a unit went where is not known, so no figure of predecessors is ever added up.
    """

    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]


def lineage_of(unit_id: int, links: Iterable[Link]) -> Lineage:
    """Predecessors and successors of a unit, through every event in between.

    Source: house rule (ADR 7)
    """
    known = sorted(set(links), key=lambda link: (link.day, link.before, link.after))
    return Lineage(_walk(unit_id, known, back=True), _walk(unit_id, known, back=False))


def roll_after(
    roll: Sequence[int], block_id: int, year: int, registry: Registry, staying: Collection[int] = ()
) -> tuple[int, ...]:
    """The roll of a year made of an earlier roll: who left is replaced by who came out of it.

    `staying`: units that keep their place although they left, since something in the year rests on them.

    Units that joined the block within the year stand at the end, in the order in which they joined. A unit
    belongs to the year's roll when it belongs to the block on 31 December.
    Source: house rule (ADR 7)
    """
    end = date(year, 12, 31)
    members = {unit_id for unit_id, past in registry.items() if past.block_on(end) == block_id}
    order: dict[int, None] = {}
    for unit_id in roll:
        if unit_id in staying:
            order[unit_id] = None
        order.update(dict.fromkeys(_heirs(unit_id, members, registry)))
    joined = [
        (_since(registry[unit_id], end), unit_id)
        for unit_id in members
        if _since(registry[unit_id], end).year == year
    ]
    order.update(dict.fromkeys(unit_id for _day, unit_id in sorted(joined)))
    return tuple(order)


def _heirs(unit_id: int, members: set[int], registry: Registry) -> list[int]:
    if unit_id in members:
        return [unit_id]
    past = registry.get(unit_id)
    if past is None or past.ended is None:
        return []
    children = sorted(key for key, other in registry.items() if unit_id in other.came_from)
    return [heir for child in children for heir in _heirs(child, members, registry)]


def _since(past: UnitPast, end: date) -> date:
    return max(day for day, _block in past.places if day <= end)


def _walk(unit_id: int, links: Sequence[Link], back: bool) -> tuple[Relative, ...]:
    found: dict[int, Relative] = {}
    edge, steps = [unit_id], 0
    while edge:
        steps += 1
        reached = []
        for link in links:
            here, there = (link.after, link.before) if back else (link.before, link.after)
            if here in edge and there not in found and there != unit_id:
                found[there] = Relative(there, link.kind, link.day, steps)
                reached.append(there)
        edge = reached
    return tuple(found.values())
