"""Finds units and blocks by what people write of them, as of a day, while events change the registry."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from models.enums import BlockKind, UnitKind
from services.errors.workbooks import EventRowFault, EventRowRefused
from services.rules.block_names import NEAR, SUGGESTED, BlockNames, KnownBlock
from services.rules.naming import BlockStyle, Dated, style_on
from services.rules.succession import EventPlan, UnitChange, UnitPast
from services.rules.text import folded_words, words
from services.rules.unfolding import Unfolding

_COMPARED = 12
_AS_GOOD = 5
_SUGGESTIONS = 60
"""Unknown names of one sheet that get suggestions; a sheet with more has another fault than its spelling."""


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """A block that may be named: how it is styled from day on, oldest first."""

    block_id: int
    code: str
    styles: tuple[Dated[BlockStyle], ...]

    def style_on(self, day: date) -> BlockStyle:
        """How it is styled on that day; before its first style, as in its first."""
        return style_on(self.styles, day) or self.styles[0][1]

    def on(self, day: date) -> KnownBlock:
        """The block as it is called on that day."""
        style = self.style_on(day)
        return KnownBlock(self.block_id, self.code, style.name, style.province or "")

    def label_on(self, day: date) -> str:
        """Its name on that day, with its province in brackets."""
        return self.on(day).label


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What does not change of a unit."""

    code: str
    kind: UnitKind


class Directory:
    """The units and blocks that a sheet may name; events that are taken change it.

    A unit that such an event makes gets the next free id; `made` are those ids in their order.
    """

    def __init__(
        self,
        registry: Mapping[int, UnitPast],
        units: Mapping[int, UnitFacts],
        blocks: Sequence[BlockFacts],
    ) -> None:
        self._unfolding = Unfolding(registry)
        self.made: list[int] = []
        self._facts = dict(units)
        self._blocks = {block.block_id: block for block in blocks}
        self._renamings = sorted({since for block in blocks for since, _style in block.styles})
        self._names: dict[int, BlockNames] = {}
        self._by_key: dict[str, set[int]] = {}
        self._folded: dict[str, str] = {}
        self._suggested: dict[tuple[str, str, date], tuple[str, ...]] = {}
        self._next_id = max(registry, default=0) + 1
        for unit_id in registry:
            self._note(unit_id)

    def unit(self, text: str, place: str, day: date) -> int:
        """The unit of that name or code on that day or the day before, in that block or province.

        Raises: EventRowRefused when there is none, or are several.
        """
        within = self.blocks_at(place, day) if place else None
        found = self.units_called(text, day, within)
        if len(found) == 1:
            return found[0]
        if found:
            names = tuple(sorted(f"{self.name(one, day)}, {self.home(one, day)}" for one in found))
            raise EventRowRefused(reason=EventRowFault.MANY_UNITS, text=text, names=names)
        near = self._near(text, place, day, within)
        reason = EventRowFault.LIKE_A_UNIT if near else EventRowFault.NO_UNIT
        raise EventRowRefused(reason=reason, text=text, names=near)

    def units_called(self, text: str, day: date, within: Collection[int] | None = None) -> list[int]:
        """The units of that name or code; those that have ended, only where no other bears it."""
        key, before = words(text), day - timedelta(days=1)
        found = []
        for unit_id in sorted(self._by_key.get(key, ())):
            past = self._unfolding.units[unit_id]
            borne = {words(past.name_on(day)), words(past.name_on(before)), words(self._facts[unit_id].code)}
            if key in borne and (within is None or self._lives_in(unit_id, day) & set(within)):
                found.append(unit_id)
        return [one for one in found if self.lives(one, day)] or found

    def lives(self, unit_id: int, day: date) -> bool:
        """Whether the unit has begun and not ended by that day."""
        past = self._unfolding.units[unit_id]
        return (past.begun is None or past.begun <= day) and (past.ended is None or day < past.ended)

    def block(self, text: str, day: date) -> int:
        """The block of that name or code; where several share it, with its province behind it.

        Raises: EventRowRefused when there is none, or are several.
        """
        found = self._names_on(day).called(text)
        if len(found) == 1:
            return found[0].block_id
        if found:
            names = tuple(sorted(block.label for block in found))
            raise EventRowRefused(reason=EventRowFault.MANY_BLOCKS, text=text, names=names)
        raise self._no_block(text, day)

    def blocks_at(self, place: str, day: date) -> set[int]:
        """The blocks of that name or code, or of that province.

        Raises: EventRowRefused when there is none.
        """
        if found := self._names_on(day).at(place):
            return found
        raise self._no_block(place, day)

    def name(self, unit_id: int, day: date) -> str:
        """What the unit is called on that day."""
        return self._unfolding.units[unit_id].name_on(day)

    def kind(self, unit_id: int) -> UnitKind:
        """What the unit is."""
        return self._facts[unit_id].kind

    def kind_in(self, block_id: int, day: date) -> UnitKind:
        """What a unit is likely to be that joins the block: clusters are made of localities."""
        cluster = self._blocks[block_id].style_on(day).kind is BlockKind.CLUSTER
        return UnitKind.LOCALITY if cluster else UnitKind.AGENCY

    def block_of(self, unit_id: int, day: date) -> int | None:
        """The block that the unit belongs to on that day, or belonged to last."""
        known = [block for since, block in self._unfolding.units[unit_id].places if since <= day and block]
        return known[-1] if known else None

    def home(self, unit_id: int, day: date) -> str:
        """The label of the block that the unit belongs to, or belonged to last; empty where there is none."""
        block_id = self.block_of(unit_id, day)
        return self._blocks[block_id].label_on(day) if block_id in self._blocks else ""

    def region(self, block_id: int | None, day: date) -> str:
        """What tells blocks of one province from those of another: the province, or the block itself."""
        if block_id not in self._blocks:
            return ""
        return words(self._blocks[block_id].style_on(day).province or "") or f"block {block_id}"

    @property
    def registry(self) -> Mapping[int, UnitPast]:
        """The units by id, as the events have left them."""
        return self._unfolding.units

    def changes_of(self, plan: EventPlan) -> tuple[UnitChange, ...]:
        """What the event changes, by what the events before it have left.

        Raises: EventRefused when it cannot have happened so.
        """
        return self._unfolding.changes_of(plan)

    def take(self, plan: EventPlan, changes: Sequence[UnitChange]) -> None:
        """Let the event happen."""
        ids = list(range(self._next_id, self._next_id + len(plan.created)))
        self._next_id += len(ids)
        self.made += ids
        self._unfolding.take(plan, changes, ids)
        for unit_id, new in zip(ids, plan.created, strict=True):
            self._facts[unit_id] = UnitFacts("", new.kind)
        for unit_id in (*plan.before, *ids):
            self._note(unit_id)

    def _note(self, unit_id: int) -> None:
        past = self._unfolding.units[unit_id]
        for _day, style in past.names:
            self._by_key.setdefault(words(style.name), set()).add(unit_id)
            if style.name not in self._folded:
                self._folded[style.name] = folded_words(style.name)
        if code := self._facts[unit_id].code:
            self._by_key.setdefault(words(code), set()).add(unit_id)

    def _lives_in(self, unit_id: int, day: date) -> set[int]:
        past = self._unfolding.units[unit_id]
        found = {past.block_on(day), past.block_on(day - timedelta(days=1))} - {None}
        last = self.block_of(unit_id, day)
        return {one for one in found if one} or ({last} if last else set())

    def _names_on(self, day: date) -> BlockNames:
        """The blocks as they are called on that day; they are called so until the next of them is renamed."""
        period = bisect_right(self._renamings, day)
        if period not in self._names:
            self._names[period] = BlockNames(block.on(day) for block in self._blocks.values())
        return self._names[period]

    def _no_block(self, text: str, day: date) -> EventRowRefused:
        near = self._names_on(day).alike(text)
        reason = EventRowFault.LIKE_A_BLOCK if near else EventRowFault.NO_BLOCK
        return EventRowRefused(reason=reason, text=text, names=near)

    def _near(self, text: str, place: str, day: date, within: Collection[int] | None) -> tuple[str, ...]:
        """Names like the one that was written, of units that there are on that day."""
        key = (text, place, day)
        if key not in self._suggested and len(self._suggested) < _SUGGESTIONS:
            near = process.extract(
                folded_words(text),
                self._folded,
                scorer=fuzz.token_set_ratio,
                score_cutoff=NEAR,
                limit=_COMPARED,
            )
            known = [
                name
                for _fold, score, name in near
                if score >= near[0][1] - _AS_GOOD
                and any(self.lives(one, day) for one in self.units_called(name, day, within))
            ]
            self._suggested[key] = tuple(known[:SUGGESTED])
        return self._suggested.get(key, ())
