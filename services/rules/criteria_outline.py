"""Finds under which item of an outline each next one stands, by the numbers alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.rules.criteria_numbering import BULLETS, Numeral, Style


class NumberDoubt(StrEnum):
    """What is odd about a number at its place."""

    OUT_OF_ORDER = "out_of_order"
    NO_PARENT = "no_parent"
    LOST_ZERO = "lost_zero"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the key of its parent, None at the top, and the number as it was understood.

    `segment` is what the number adds to the parent's code, empty for what bears none.
    """

    parent: int | None
    numeral: Numeral
    segment: str
    doubt: NumberDoubt | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """An open item; `names`: the numbers by which those below may call it (1, i.1)."""

    key: int
    numeral: Numeral
    names: frozenset[tuple[str, ...]]

    @property
    def style(self) -> Style:
        return self.numeral.style

    @property
    def bears_number(self) -> bool:
        return self.style not in BULLETS


class Outline:
    """The open items of a list that is read from top to bottom, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._last: dict[Style, Numeral] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open yet."""
        return not self._levels

    def has_open(self, readings: Sequence[Numeral]) -> bool:
        """Whether a level is open that is numbered so."""
        return any(level.style is reading.style for level in self._levels for reading in readings)

    def place(self, key: int, readings: Sequence[Numeral]) -> Place:
        """Where an item with that number stands; it is open from now on.

        A number that goes on in an open list belongs to that list, the innermost first; one that begins a
        list, or goes on where a heading has closed one, stands below the innermost item.
        """
        if readings[0].style in BULLETS:
            return self._place_bullet(key, readings[0])
        if readings[0].style is Style.DOTTED:
            return self._place_dotted(key, readings[0])
        return self._place_simple(key, readings)

    def place_heading(self, key: int, below: Sequence[Numeral]) -> Place:
        """Where a heading without a number stands, by the number of the first item below it."""
        depth = next(self._depths(below), None)
        if depth is None:
            depth = self._numbered_depth()
        elif depth and self._levels[depth - 1].style is Style.HEADING:
            depth -= 1
        return self._open(depth, key, Numeral(Style.HEADING))

    def _depths(self, readings: Sequence[Numeral]) -> Iterator[int]:
        """The levels that are numbered so, the innermost first."""
        for depth in reversed(range(len(self._levels))):
            if any(self._levels[depth].style is reading.style for reading in readings):
                yield depth

    def _numbered_depth(self) -> int:
        """How many levels there are down to the innermost that bears a number."""
        return next((d + 1 for d in reversed(range(len(self._levels))) if self._levels[d].bears_number), 0)

    def _place_bullet(self, key: int, numeral: Numeral) -> Place:
        top = self._levels[-1] if self._levels else None
        if numeral.style is Style.UNMARKED and top is not None and not top.bears_number:
            return self._open(len(self._levels) - 1, key, replace(numeral, style=top.style))
        depth = next(self._depths((numeral,)), len(self._levels))
        return self._open(depth, key, numeral)

    def _place_simple(self, key: int, readings: Sequence[Numeral]) -> Place:
        for depth in self._depths(readings):
            for reading in readings:
                level = self._levels[depth]
                if level.style is reading.style and reading.follows(level.numeral):
                    return self._open(depth, key, reading)
        for reading in readings:
            if reading.ordinal == 1 and not self.has_open((reading,)):
                return self._open(self._depth_below(reading), key, reading)
        for reading in readings:
            depth = next(self._depths((reading,)), -1)
            if depth >= 0:
                return self._open(depth, key, reading, NumberDoubt.OUT_OF_ORDER)
        for reading in readings:
            if (last := self._last.get(reading.style)) and reading.follows(last):
                return self._open(self._depth_below(reading), key, reading)
        return self._open(self._depth_below(readings[0]), key, readings[0], NumberDoubt.OUT_OF_ORDER)

    def _depth_below(self, reading: Numeral) -> int:
        """Where a new list begins; capitals stand below capitals only."""
        depth = self._numbered_depth()
        if reading.style in (Style.LETTER, Style.ROMAN):
            above = (Style.LETTER, Style.ROMAN, Style.HEADING)
            while depth and self._levels[depth - 1].style not in above:
                depth -= 1
        return depth

    def _place_dotted(self, key: int, numeral: Numeral) -> Place:
        prefix = numeral.parts[:-1]
        called = [d for d in reversed(range(len(self._levels))) if prefix in self._levels[d].names]
        for depth in called:
            last = self._child_of(depth)
            if numeral.follows(last) if last else numeral.ordinal == 1:
                return self._open(depth + 1, key, numeral)
            if last and last.ordinal + 1 == 10 * numeral.ordinal:  # a spreadsheet makes 1.1 of 1.10
                whole = replace(numeral, parts=(*prefix, str(last.ordinal + 1)))
                return self._open(depth + 1, key, whole, NumberDoubt.LOST_ZERO)
        if called:
            return self._open(called[0] + 1, key, numeral, NumberDoubt.OUT_OF_ORDER)
        alike = (d for d in self._depths((numeral,)) if len(self._parts(d)) == len(numeral.parts))
        depth = next(alike, self._numbered_depth())
        below_heading = depth and self._levels[depth - 1].style is Style.HEADING
        doubt = None if below_heading else NumberDoubt.NO_PARENT
        return self._open(depth, key, numeral, doubt, ".".join(numeral.parts))

    def _child_of(self, depth: int) -> Numeral | None:
        """The number of the last item below that level that is written with dots."""
        below = self._levels[depth + 1 : depth + 2]
        return below[0].numeral if below and below[0].style is Style.DOTTED else None

    def _parts(self, depth: int) -> tuple[str, ...]:
        return self._levels[depth].numeral.parts

    def _open(
        self, depth: int, key: int, numeral: Numeral, doubt: NumberDoubt | None = None, segment: str = ""
    ) -> Place:
        del self._levels[depth:]
        self._last[numeral.style] = numeral
        parent = self._levels[-1] if self._levels else None
        segment = segment or (numeral.parts[-1] if numeral.parts else "")
        self._levels.append(_Level(key, numeral, _names(numeral, segment, parent)))
        return Place(parent.key if parent else None, numeral, segment, doubt)


def _names(numeral: Numeral, segment: str, parent: _Level | None) -> frozenset[tuple[str, ...]]:
    if not numeral.parts:
        return frozenset()
    own = tuple(segment.split("."))
    names = {numeral.parts, *(name + own for name in (parent.names if parent else ()))}
    if numeral.style in (Style.LETTER, Style.ROMAN):
        names.add((str(numeral.ordinal),))
    return frozenset(names)
