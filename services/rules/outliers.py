"""Cells that somebody should look at again; they are pointed at with their figures, and nothing is decided.

Points are hundredths. A cell is a unit's points in a leaf: None where it is not assigned, absent where it is
missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from models.enums import Method
from services.rules.document import Criterion
from services.rules.scoring import Cells

UnitCells = Mapping[str, Cells]
"""The cells of every unit at one stage."""

Moments = Mapping[tuple[str, str], datetime]
"""When the cells of one stage were last changed, by unit and criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on something stands out.

    `self_share` and `median_share` are shares of the maximum. A cell is far from the median when it lies
    `deviations` times as far as half of the cells do, and that share of the maximum at least. Groups of fewer
    than `fewest` figures say nothing.
    """

    self_share: Fraction = Fraction(1, 5)
    median_share: Fraction = Fraction(1, 10)
    deviations: Fraction = Fraction(5)
    fewest: int = 4


@dataclass(frozen=True, slots=True)
class FarFromReview:
    """A unit scored itself further from the review than the limit."""

    unit: str
    criterion: str
    own: int
    review: int
    limit: Fraction

    @property
    def difference(self) -> int:
        """How much more the unit gave itself; below 0: less."""
        return self.own - self.review


@dataclass(frozen=True, slots=True)
class Lead:
    """By how much what units gave themselves lies above the review, over so many cells that have both.

    `up` is what they gave themselves more where it was more, `down` less where it was less, both from 0 on.
    """

    cells: int = 0
    up: int = 0
    down: int = 0

    @property
    def difference(self) -> int:
        """Self minus review."""
        return self.up - self.down


@dataclass(frozen=True, slots=True)
class SelfMinusReview:
    """How self and review differ, by unit and by criterion."""

    by_unit: Mapping[str, Lead]
    by_criterion: Mapping[str, Lead]


@dataclass(frozen=True, slots=True)
class EverywhereAtMaximum:
    """A unit has the maximum in all that it was scored in."""

    unit: str
    leaves: int
    points: int


@dataclass(frozen=True, slots=True)
class AllTheSame:
    """All units have the same points in a criterion, so it tells nobody from another."""

    criterion: str
    units: int
    points: int
    maximum: int


@dataclass(frozen=True, slots=True)
class FarFromMedian:
    """A unit lies far from the block in a criterion; `deviation` is the median of all distances."""

    unit: str
    criterion: str
    points: int
    median: Fraction
    deviation: Fraction

    @property
    def distance(self) -> Fraction:
        """How far above the median; below 0: under it."""
        return self.points - self.median


@dataclass(frozen=True, slots=True)
class ChangedAfterReview:
    """A cell was changed after it had been reviewed."""

    unit: str
    criterion: str
    reviewed: datetime
    changed: datetime


def median_of(figures: Sequence[int | Fraction]) -> Fraction:
    """The middle figure, or the mean of the two in the middle; of one figure at least.

    Source: house rule (suspicious cells)
    """
    ordered = sorted(figures)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half]) / 2


def far_from_review(
    criteria: Sequence[Criterion], own: UnitCells, review: UnitCells, limits: Limits
) -> Iterator[FarFromReview]:
    """The cells in which a unit and its reviewer differ by the share of the maximum or more.

    Source: house rule (suspicious cells)
    """
    for criterion in _leaves(criteria):
        limit = limits.self_share * (criterion.max or 0)
        for unit, cells in own.items():
            mine, theirs = cells.get(criterion.code), review.get(unit, {}).get(criterion.code)
            if mine is not None and theirs is not None and mine != theirs and abs(mine - theirs) >= limit:
                yield FarFromReview(unit, criterion.code, mine, theirs, limit)


def self_minus_review(criteria: Sequence[Criterion], own: UnitCells, review: UnitCells) -> SelfMinusReview:
    """How what units gave themselves lies to the review, in all leaves that have both, bonus included.

    Source: house rule (suspicious cells)
    """
    by_unit = {unit: [0, 0, 0] for unit in own}
    by_criterion = {one.code: [0, 0, 0] for one in criteria if one.method is not Method.GROUP}
    for unit, cells in own.items():
        reviewed = review.get(unit, {})
        for code, of_criterion in by_criterion.items():
            mine, theirs = cells.get(code), reviewed.get(code)
            if mine is not None and theirs is not None:
                for sums in (by_unit[unit], of_criterion):
                    sums[0] += 1
                    sums[1 if mine > theirs else 2] += abs(mine - theirs)
    return SelfMinusReview(
        {unit: Lead(*sums) for unit, sums in by_unit.items()},
        {code: Lead(*sums) for code, sums in by_criterion.items()},
    )


def everywhere_at_maximum(
    criteria: Sequence[Criterion], cells: UnitCells, limits: Limits
) -> Iterator[EverywhereAtMaximum]:
    """The units that have the maximum in every leaf that they were scored in.

    Source: house rule (suspicious cells)
    """
    maxima = {criterion.code: criterion.max or 0 for criterion in _leaves(criteria)}
    for unit, of_unit in cells.items():
        scored = {code: points for code, points in of_unit.items() if points is not None and code in maxima}
        at_maximum = all(points == maxima[code] for code, points in scored.items())
        if len(scored) >= limits.fewest and at_maximum:
            yield EverywhereAtMaximum(unit, len(scored), sum(scored.values()))


def all_the_same(criteria: Sequence[Criterion], cells: UnitCells, limits: Limits) -> Iterator[AllTheSame]:
    """The leaves in which all units have the same points.

    Source: house rule (suspicious cells)
    """
    for criterion, scored in _by_leaf(criteria, cells, limits):
        points = set(scored.values())
        if len(points) == 1:
            yield AllTheSame(criterion.code, len(scored), points.pop(), criterion.max or 0)


def far_from_median(
    criteria: Sequence[Criterion], cells: UnitCells, limits: Limits
) -> Iterator[FarFromMedian]:
    """The cells that lie far from the block's median, measured by the median of all distances from it.

    Source: house rule (suspicious cells)
    """
    for criterion, scored in _by_leaf(criteria, cells, limits):
        median = median_of(list(scored.values()))
        # In half hundredths all of it is whole: fractions would take ten times as long
        middle = int(2 * median)
        distances = {unit: abs(2 * points - middle) for unit, points in scored.items()}
        deviation = median_of(list(distances.values())) / 2
        least = ceil(2 * max(limits.deviations * deviation, limits.median_share * (criterion.max or 0)))
        for unit, distance in distances.items():
            if distance and distance >= least:
                yield FarFromMedian(unit, criterion.code, scored[unit], median, deviation)


def changed_after_review(changed: Moments, reviewed: Moments) -> Iterator[ChangedAfterReview]:
    """The cells that were changed later than their review, the latest first.

    Source: house rule (suspicious cells)
    """
    later = [
        ChangedAfterReview(*cell, reviewed[cell], moment)
        for cell, moment in changed.items()
        if cell in reviewed and moment > reviewed[cell]
    ]
    yield from sorted(later, key=lambda found: found.changed, reverse=True)


def _leaves(criteria: Sequence[Criterion]) -> Iterator[Criterion]:
    """The leaves that have a maximum to be near to."""
    for criterion in criteria:
        if criterion.method not in (Method.GROUP, Method.BONUS_PENALTY):
            yield criterion


def _by_leaf(
    criteria: Sequence[Criterion], cells: UnitCells, limits: Limits
) -> Iterator[tuple[Criterion, dict[str, int]]]:
    """The points by unit in each leaf that enough units were scored in."""
    for criterion in _leaves(criteria):
        found = {unit: of_unit.get(criterion.code) for unit, of_unit in cells.items()}
        scored = {unit: points for unit, points in found.items() if points is not None}
        if len(scored) >= limits.fewest:
            yield criterion, scored
