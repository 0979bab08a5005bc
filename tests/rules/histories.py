"""Random histories of units: events that may or may not be possible, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from models.enums import UnitEventKind, UnitKind
from services.errors.registry import EventRefused
from services.rules.lineage import Link
from services.rules.naming import UnitStyle
from services.rules.succession import EventPlan, NewUnit, UnitPast, changes_of, registry_after

FIRST = date(2010, 1, 1)
BLOCKS = (1, 2)
NAMES = [f"Đơn vị {number}" for number in range(1, 15)]

days = st.integers(0, 366 * 12).map(lambda number: FIRST + timedelta(number))
styles = st.sampled_from(NAMES).map(lambda name: UnitStyle(name, None))
newcomers = st.builds(NewUnit, style=styles, kind=st.just(UnitKind.AGENCY), block_id=st.sampled_from(BLOCKS))


@dataclass(frozen=True)
class Wish:
    """An event in the rough: which of the units that are there then it takes is said by their places."""

    plan: EventPlan
    places: tuple[int, ...]
    keeps: bool

    def among(self, units: Sequence[int]) -> EventPlan:
        """The plan about units that exist."""
        before = tuple(dict.fromkeys(units[place % len(units)] for place in self.places))
        return replace(self.plan, before=before, kept=before[0] if self.keeps and before else None)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """A wish that has the shape of its kind; whether it is possible depends on what came before."""
    kind = draw(st.sampled_from(UnitEventKind))
    merge, split, found = (
        kind is one for one in (UnitEventKind.MERGE, UnitEventKind.SPLIT, UnitEventKind.FOUND)
    )
    keeps = (merge or split) and draw(st.booleans())
    made = (
        1
        if found or (merge and not keeps)
        else draw(st.integers(1, 2))
        if split and keeps
        else 2
        if split
        else 0
    )
    names = st.none() | styles if merge and keeps else styles
    return Wish(
        EventPlan(
            kind=kind,
            day=draw(days),
            document="QĐ 1",
            created=tuple(draw(st.lists(newcomers, min_size=made, max_size=made))),
            style=draw(names) if kind is UnitEventKind.RENAME or keeps else None,
            block_id=draw(st.sampled_from(BLOCKS)) if kind is UnitEventKind.TRANSFER else None,
        ),
        ()
        if found
        else tuple(
            draw(st.lists(st.integers(0, 30), min_size=2 if merge else 1, max_size=3 if merge else 1))
        ),
        keeps,
    )


in_any_order = st.lists(wishes(), min_size=4, max_size=30)
in_order = in_any_order.map(lambda wanted: sorted(wanted, key=lambda wish: wish.plan.day))
histories = in_order | in_any_order


@dataclass
class History:
    """The registry, the links and the plans that were possible, as they came."""

    registry: dict[int, UnitPast] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    happened: list[EventPlan] = field(default_factory=list)
    refused: list[EventRefused] = field(default_factory=list)

    @classmethod
    def begun(cls) -> "History":
        """Four units in two blocks, there from before the registry's memory."""
        return cls(
            {
                number: UnitPast(
                    unit_id=number,
                    names=((FIRST, UnitStyle(NAMES[number], None)),),
                    places=((FIRST, BLOCKS[number % 2]),),
                )
                for number in range(1, 5)
            }
        )

    def try_it(self, wish: Wish) -> bool:
        """Let it happen if it can."""
        plan = wish.among(sorted(self.registry))
        try:
            changes = changes_of(plan, self.registry)
        except EventRefused as refusal:
            self.refused.append(refusal)
            return False
        ids = [max(self.registry) + place for place in range(1, len(plan.created) + 1)]
        self.registry = registry_after(plan, self.registry, changes, ids)
        if plan.kind in (UnitEventKind.MERGE, UnitEventKind.SPLIT):
            heirs = [*ids] if plan.kept is None else [*ids, plan.kept]
            self.links += [
                Link(old, new, plan.kind, plan.day) for old in plan.before for new in heirs if old != new
            ]
        self.happened.append(plan)
        return True


def told(wanted: list[Wish]) -> History:
    """What remains of the wishes once those that cannot be are left out."""
    history = History.begun()
    for wish in wanted:
        history.try_it(wish)
    return history
