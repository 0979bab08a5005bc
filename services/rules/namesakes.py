"""Finds units of one block that would bear one name at one time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from services.rules.naming import Dated, UnitStyle, style_on
from services.rules.text import duplicate_key

# Thousands of names are compared for every event of a sheet.
_key = lru_cache(maxsize=100_000)(duplicate_key)


class Told(Protocol):
    """Whatever has the names and the blocks of a unit, from day on, oldest first."""

    @property
    def names(self) -> tuple[Dated[UnitStyle], ...]:
        """What it is called."""

    @property
    def places(self) -> tuple[Dated[int | None], ...]:
        """The blocks that it belongs to."""


@dataclass(frozen=True, slots=True)
class _Span:
    """What a unit is called in a block from a day on until another."""

    start: date
    end: date
    block_id: int
    name: str
    key: str

    def meets(self, other: "_Span") -> bool:
        same = (self.block_id, self.key) == (other.block_id, other.key)
        return same and self.start < other.end and other.start < self.end


def namesakes(unit_ids: Iterable[int], since: date, units: Mapping[int, Told]) -> tuple[str, str] | None:
    """A name of one of the units, from that day on, and the like name of another unit that it meets.

    Source: house rule (ADR 7)
    """
    mine = {unit_id: [span for span in _spans(units[unit_id]) if span.end > since] for unit_id in unit_ids}
    keys = {span.key for spans in mine.values() for span in spans}
    for other_id, other in units.items():
        if not any(_key(style.name) in keys for _day, style in other.names):
            continue
        for theirs in _spans(other):
            for unit_id, spans in mine.items():
                for span in spans:
                    if unit_id != other_id and span.meets(theirs):
                        return span.name, theirs.name
    return None


def _spans(unit: Told) -> Iterator[_Span]:
    days = sorted({day for day, _ in unit.names} | {day for day, _ in unit.places})
    for start, end in pairwise([*days, date.max]):
        if block := style_on(unit.places, start):
            name = (style_on(unit.names, start) or unit.names[0][1]).name
            yield _Span(start, end, block, name, _key(name))
