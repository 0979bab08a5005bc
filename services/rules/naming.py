"""Dated names: what something is called in a year, and how the names stand after one year is set."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

Style = TypeVar("Style")
Dated = tuple[date, Style]


def style_in(rows: Sequence[Dated[Style]], year: int) -> Style:
    """What is valid on the last day of the year; before the first row, as in the first row.

    `rows` has at least one row, oldest first; each holds until the next.
    Source: house rule (ADR 3)
    """
    valid = [style for day, style in rows if day <= date(year, 12, 31)]
    return valid[-1] if valid else rows[0][1]


def styles_with(
    rows: Sequence[Dated[Style]], year: int, style: Style, kept: Iterable[int] = ()
) -> list[Dated[Style]]:
    """The rows once the year has that style, and the `kept` years are called as before.

    The style goes on until the next kept year, or for good when the year is the newest.
    Source: house rule (ADR 3)
    """
    if not rows:
        return [(date(year, 1, 1), style)]
    if rows[0][0].year <= year and style_in(rows, year) == style:
        return list(rows)
    marks = {day: called for day, called in rows if day.year != year}
    if later := [other for other in kept if other > year]:
        marks.setdefault(date(min(later), 1, 1), style_in(rows, min(later)))
    marks[date(year, 1, 1)] = style
    ordered = sorted(marks.items())
    return [row for place, row in enumerate(ordered) if place == 0 or row[1] != ordered[place - 1][1]]
