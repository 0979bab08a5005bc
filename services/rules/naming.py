"""Dated names: what something is called in a year, and how the names stand after one year is set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from models.enums import BlockKind

Style = TypeVar("Style")
Dated = tuple[date, Style]


@dataclass(frozen=True, slots=True)
class BlockStyle:
    """How a block is styled."""

    name: str
    kind: BlockKind
    province: str | None


@dataclass(frozen=True, slots=True)
class UnitStyle:
    """How a unit is called."""

    name: str
    short_name: str | None

    @property
    def brief(self) -> str:
        """The short name, or the name where there is none."""
        return self.short_name or self.name


def style_on(rows: Sequence[Dated[Style]], day: date) -> Style | None:
    """What holds on that day, of rows that are in the order of their days; None before the first.

    Source: house rule (ADR 3)
    """
    valid = [style for since, style in rows if since <= day]
    return valid[-1] if valid else None


def style_in(rows: Sequence[Dated[Style]], year: int) -> Style:
    """What is valid on the last day of the year; before the first row, as in the first row.

    `rows` has at least one row, oldest first; each holds until the next.
    Source: house rule (ADR 3)
    """
    found = style_on(rows, date(year, 12, 31))
    return rows[0][1] if found is None else found


def styles_with(
    rows: Sequence[Dated[Style]], year: int, style: Style, kept: Iterable[int] = ()
) -> list[Dated[Style]]:
    """The rows once the year has that style, and the `kept` years are called as before.

    A name that came within the year keeps its day. The style goes on until the next kept year, or for good
    when the year is the newest.
    Source: house rule (ADR 3)
    """
    if not rows:
        return [(date(year, 1, 1), style)]
    if rows[0][0].year <= year and style_in(rows, year) == style:
        return list(rows)
    marks = dict(rows)
    if (later := [other for other in kept if other > year]) and not _begins_in(marks, min(later)):
        marks[date(min(later), 1, 1)] = style_in(rows, min(later))
    marks[max((day for day in marks if day.year == year), default=date(year, 1, 1))] = style
    ordered = sorted(marks.items())
    return [row for place, row in enumerate(ordered) if place == 0 or row[1] != ordered[place - 1][1]]


def _begins_in(days: Iterable[date], year: int) -> bool:
    return any(day.year == year for day in days)
