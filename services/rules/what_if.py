"""What would become of the places if maxima, weights or scores were others; exact, and kept nowhere.

Whatever changes a maximum leaves every score its share of it: 9 of 10 becomes 18 of 20. So the points of a
what-if are fractions of hundredths; they are compared as such, and rounded only to be shown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from models.enums import Method
from services.errors.base import NotFound
from services.errors.score_sheets import WhatIfFault, WhatIfRefused
from services.rules.document import Criterion, Score, YearDocument
from services.rules.evaluation import Standing, standings
from services.rules.exact import rounded
from services.rules.scoring import Cells, cells_of, unit_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be tried, by the codes of criteria.

    `maxima` in hundredths, of a leaf or a group; `weights` multiply a leaf or a branch, with its maximum;
    `left_out` leaves or branches count for nobody; `scores` stand instead of those of the same cell.
    """

    maxima: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    scores: tuple[Score, ...] = ()

    @property
    def codes(self) -> set[str]:
        """The criteria that it names."""
        return {*self.maxima, *self.weights, *self.left_out, *(score.criterion for score in self.scores)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A unit's line as it is and as it would be; `exact` are the points that `after` shows rounded."""

    before: Standing
    after: Standing
    exact: Fraction

    @property
    def unit(self) -> str:
        """The unit's code."""
        return self.before.unit

    @property
    def moves(self) -> bool:
        """Whether the unit would have another place, or share it otherwise."""
        return (self.before.rank, self.before.tied) != (self.after.rank, self.after.tied)

    @property
    def reclassified(self) -> bool:
        """Whether it would be classified otherwise."""
        return self.before.classification != self.after.classification


def what_if(document: YearDocument, changes: Changes) -> tuple[Outlook, ...]:
    """Every scored unit as it is and as it would be, in the order of the places as they would be.

    Raises:
        NotFound: a criterion, or the unit of a score, is not in the year.
        WhatIfRefused: a figure is below 0, or there is nothing that a maximum could be shared out on.
    Source: house rule (what-if)
    """
    _check(document, changes)
    factors = factors_of(document.criteria, changes)
    whole = lcm(*(factor.denominator for factor in factors.values() if factor is not None))
    present = _standings(document, document.criteria, cells_of(document, document.ranking.stage))
    before = {line.unit: line for line in present}
    tried = _rescored(document, changes.scores)
    cells = {
        unit: _scaled_cells(of_unit, factors, whole)
        for unit, of_unit in cells_of(tried, document.ranking.stage).items()
    }
    return tuple(
        Outlook(before=before[line.unit], after=_shown(line, whole), exact=Fraction(line.points, whole))
        for line in _standings(document, _scaled_criteria(document.criteria, factors, whole), cells)
    )


def factors_of(criteria: Sequence[Criterion], changes: Changes) -> dict[str, Fraction | None]:
    """By what the points and the maximum of each leaf are multiplied; None for a leaf that is left out.

    A group's new maximum is shared out on what its leaves have after their own changes. Bonus and penalty lie
    outside every maximum, so that weights alone change them.
    Raises: WhatIfRefused.
    Source: house rule (what-if)
    """
    left = set[str]()
    for criterion in criteria:
        if criterion.code in changes.left_out or criterion.parent in left:
            left.add(criterion.code)
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    ratios: dict[str, Fraction] = {}
    for criterion in reversed(criteria):
        code = criterion.code
        if code in left:
            continue
        size = sums[code] if criterion.method is Method.GROUP else Fraction(criterion.max or 0)
        ratios[code] = _ratio(criterion, size, changes.maxima.get(code))
        if criterion.parent:
            sums[criterion.parent] += size * ratios[code] * changes.weights.get(code, 1)
    found: dict[str | None, tuple[Fraction, Fraction]] = {None: (Fraction(1), Fraction(1))}
    factors: dict[str, Fraction | None] = {}
    for criterion in criteria:
        code, weight = criterion.code, changes.weights.get(criterion.code, Fraction(1))
        if code in left:
            factors[code] = None
            continue
        by_maximum, by_weight = found[criterion.parent]
        found[code] = by_maximum, by_weight = by_maximum * ratios[code] * weight, by_weight * weight
        factors[code] = by_weight if criterion.method is Method.BONUS_PENALTY else by_maximum
    return {one.code: factors[one.code] for one in criteria if one.method is not Method.GROUP}


def _ratio(criterion: Criterion, size: Fraction, maximum: int | None) -> Fraction:
    if maximum is None:
        return Fraction(1)
    if criterion.method is Method.BONUS_PENALTY:
        raise WhatIfRefused(reason=WhatIfFault.NO_MAXIMUM, code=criterion.code)
    if not size:
        raise WhatIfRefused(reason=WhatIfFault.NOTHING_TO_SCALE, code=criterion.code)
    return maximum / size


def _check(document: YearDocument, changes: Changes) -> None:
    methods = {criterion.code: criterion.method for criterion in document.criteria}
    units = {unit.code for unit in document.units}
    for code in sorted(changes.codes - methods.keys()):
        raise NotFound(kind="criterion", name=code)
    for score in changes.scores:
        if methods[score.criterion] is Method.GROUP:
            raise NotFound(kind="criterion", name=score.criterion)
        if score.unit not in units:
            raise NotFound(kind="unit", name=score.unit)
    below = {code for code, maximum in changes.maxima.items() if maximum < 0}
    below |= {code for code, weight in changes.weights.items() if weight < 0}
    for code in sorted(below):
        raise WhatIfRefused(reason=WhatIfFault.NEGATIVE, code=code)


def _rescored(document: YearDocument, scores: Sequence[Score]) -> YearDocument:
    stage = document.ranking.stage
    tried = {(score.unit, score.criterion): replace(score, stage=stage) for score in scores}
    kept = [
        score
        for score in document.scores
        if score.stage is not stage or (score.unit, score.criterion) not in tried
    ]
    return replace(document, scores=(*kept, *tried.values()))


def _scaled_cells(cells: Cells, factors: Mapping[str, Fraction | None], whole: int) -> Cells:
    """The cells in parts of a hundredth, `whole` to one; what is left out is assigned to nobody."""
    scaled: dict[str, int | None] = {code: None for code, factor in factors.items() if factor is None}
    for code, points in cells.items():
        factor = factors[code]
        scaled[code] = None if points is None or factor is None else _times(points, factor, whole)
    return scaled


def _scaled_criteria(
    criteria: Sequence[Criterion], factors: Mapping[str, Fraction | None], whole: int
) -> list[Criterion]:
    return [
        replace(one, max=_times(one.max or 0, factors.get(one.code) or Fraction(0), whole))
        for one in criteria
    ]


def _times(figure: int, factor: Fraction, whole: int) -> int:
    return figure * factor.numerator * (whole // factor.denominator)


def _standings(
    document: YearDocument, criteria: Sequence[Criterion], cells: Mapping[str, Cells]
) -> tuple[Standing, ...]:
    rule = document.ranking
    totals = {
        unit.code: unit_total(criteria, cells[unit.code], rule.tie_breaks)
        for unit in document.units
        if unit.scored
    }
    top = [criterion.code for criterion in criteria if criterion.parent is None]
    return standings(totals, rule, document.classification, top)


def _shown(line: Standing, whole: int) -> Standing:
    """The line in hundredths, halves up; percent, place and class are what the exact points gave."""

    def hundredths(figure: int) -> int:
        return rounded(Fraction(figure, whole), places=0)

    return replace(
        line,
        points=hundredths(line.points),
        bonus=hundredths(line.bonus),
        max=hundredths(line.max),
        branches={code: hundredths(points) for code, points in line.branches.items()},
    )
