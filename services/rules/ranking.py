"""Places: the same figures give the same place, and nothing is left to chance."""

from collections.abc import Sequence
from typing import NamedTuple


class RankingRow(NamedTuple):
    """What places are given by: the key, then the tie-breaks; a higher figure is better in all."""

    unit: str
    key: int
    tie_breaks: tuple[int, ...]
    complete: bool


class Place(NamedTuple):
    """A unit's place; None while a score is missing. Tied means that another unit shares the place."""

    unit: str
    rank: int | None
    tied: bool


def places(rows: Sequence[RankingRow]) -> list[Place]:
    """The rows in rank order, then the incomplete ones; equals stay in the order given.

    Equal on the key and on every tie-break is the same place, and the next places are skipped (1, 2, 2, 4).
    Source: block regulation; year-file, Complete
    """
    complete = sorted((row for row in rows if row.complete), key=_figures, reverse=True)
    figures = [_figures(row) for row in complete]
    placed: list[Place] = []
    rank = 0
    for index, row in enumerate(complete):
        same_as_before = index > 0 and figures[index] == figures[index - 1]
        same_as_next = index + 1 < len(figures) and figures[index] == figures[index + 1]
        if not same_as_before:
            rank = index + 1
        placed.append(Place(row.unit, rank, same_as_before or same_as_next))
    return placed + [Place(row.unit, None, False) for row in rows if not row.complete]


def _figures(row: RankingRow) -> tuple[int, tuple[int, ...]]:
    return row.key, row.tie_breaks
