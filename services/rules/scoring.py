"""Points of a leaf, of the units of a block in one quantitative criterion, and of a unit in all.

A unit's cells are a mapping of leaf codes to hundredths, None for a leaf that is not assigned to the unit;
a leaf that is not in the mapping is missing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.enums import Method, Stage
from services.rules.document import Criterion, Score, YearDocument
from services.rules.exact import rounded

Cells = Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotal:
    """A unit's sums at one stage, in hundredths; `points` has the bonus in it, `max` has not."""

    points: int
    bonus: int
    max: int
    missing: int
    branches: dict[str, int]


def leaf_points(criterion: Criterion, score: Score) -> int | None:
    """The hundredths of one entry; None when not assigned, or quantitative, which depends on other units.

    Source: regulation unnamed, provincial police emulation contest 2025 (pass/fail, per item, bonus and
    penalty); year-file, Points of a leaf
    """
    if score.not_assigned or criterion.method is Method.QUANTITATIVE:
        return None
    if criterion.method is Method.DIRECT:
        return score.points
    if criterion.method is Method.PASS_FAIL:
        return criterion.max if score.achieved else 0
    if criterion.method is Method.PER_ITEM:
        earned = rounded((score.count or 0) * Fraction(criterion.per_item or 0))
        return min(earned, criterion.max or 0)
    gained = (score.bonus_count or 0) * Fraction(criterion.bonus or 0)
    lost = (score.penalty_count or 0) * Fraction(criterion.penalty or 0)
    return min(max(rounded(gained - lost), criterion.floor or 0), criterion.cap or 0)


def quantitative_points(
    maximum: int, results: Mapping[str, tuple[Decimal | None, Decimal]], *, closed: bool = True
) -> dict[str, int]:
    """The hundredths of every unit from its (target, actual), seen against the other units.

    Below its target a unit earns its part of half the maximum, on target half; the furthest above in
    proportion earns all, the others above in proportion to it. Units without a target are a group of their
    own. While the block is not closed, a unit above its target shows half the maximum for the time being.
    Source: regulation unnamed, provincial police emulation contest 2025 (formula, two stages)
    """
    ratios = {
        unit: Fraction(actual) / Fraction(target) for unit, (target, actual) in results.items() if target
    }
    lead = max(ratios.values(), default=Fraction(1)) - 1
    most = Fraction(max((actual for target, actual in results.values() if not target), default=Decimal(0)))
    half = Fraction(maximum, 2)
    points = {}
    for unit, (_, actual) in results.items():
        if unit not in ratios:
            earned = maximum * Fraction(actual) / most if most else Fraction(0)
        elif ratios[unit] <= 1:
            earned = half * ratios[unit]
        else:
            earned = half + half * (ratios[unit] - 1) / lead if closed else half
        points[unit] = rounded(earned, places=0)
    return points


def unit_total(criteria: Sequence[Criterion], cells: Cells, also: Collection[str] = ()) -> UnitTotal:
    """A unit's points, bonus, maximum and missing leaves, with the points of each group and top criterion.

    `criteria` have parents before children. `also` names further criteria to be kept in `branches`, such as
    leaves that break ties. A bonus or penalty without an entry is neither missing nor points.
    Source: regulation unnamed, provincial police emulation contest 2025 (not assigned, sum of children);
    TP.HCM form 4 (bonus on top of the scale); year-file, Points of a unit
    """
    sums: defaultdict[str, int] = defaultdict(int)
    points = bonus = maximum = missing = 0
    for criterion in reversed(criteria):
        code = criterion.code
        if criterion.method is not Method.GROUP:
            sums[code] = earned = cells.get(code) or 0
            points += earned
            if criterion.method is Method.BONUS_PENALTY:
                bonus += earned
            elif code not in cells:
                missing += 1
                maximum += criterion.max or 0
            elif cells[code] is not None:
                maximum += criterion.max or 0
        if criterion.parent:
            sums[criterion.parent] += sums[code]
    branches = {
        c.code: sums[c.code] for c in criteria if c.method is Method.GROUP or not c.parent or c.code in also
    }
    return UnitTotal(points=points, bonus=bonus, max=maximum, missing=missing, branches=branches)


def cells_of(document: YearDocument, stage: Stage) -> dict[str, dict[str, int | None]]:
    """The cells of every unit at one stage, the quantitative ones reckoned over all units of the file.

    Source: year-file, Points of a leaf
    """
    criteria = {criterion.code: criterion for criterion in document.criteria}
    cells: dict[str, dict[str, int | None]] = {unit.code: {} for unit in document.units}
    measured: defaultdict[str, dict[str, tuple[Decimal | None, Decimal]]] = defaultdict(dict)
    for score in document.scores:
        if score.stage is not stage:
            continue
        if score.actual is None:
            cells[score.unit][score.criterion] = leaf_points(criteria[score.criterion], score)
        else:
            measured[score.criterion][score.unit] = (score.target, score.actual)
    for code, results in measured.items():
        for unit, points in quantitative_points(criteria[code].max or 0, results).items():
            cells[unit][code] = points
    return cells
