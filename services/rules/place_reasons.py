"""Why a unit has its place: what it gained and lost against the next better and the next worse unit.

Figures are hundredths, of points or of a percent, by whichever places are given. The parts of a difference
are exact; shown rounded they may miss the difference by a little, and that is stated as `rest`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from models.enums import Method, RankingKey
from services.rules.document import Criterion, RankingRule
from services.rules.evaluation import ranking_rows
from services.rules.exact import rounded
from services.rules.ranking import Place, RankingRow, places
from services.rules.scoring import Cells, UnitTotal, unit_total


class Decided(StrEnum):
    """What put one unit before the other."""

    KEY = "key"
    TIE_BREAK = "tie_break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one leaf adds to the difference; the points are None where it is not assigned to the unit."""

    criterion: str
    own: int | None
    others: int | None
    exact: Fraction
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TieBreak:
    """One step of the tie-break chain: a criterion's code, or `bonus`, and the figures of the two."""

    code: str
    own: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One unit against another; `parts` and `rest` add up to `difference`, the largest parts first.

    `chain` has the tie-breaks that had to be asked, the deciding one last.
    """

    other: str
    own_key: int
    others_key: int
    parts: tuple[Part, ...]
    decided: Decided
    chain: tuple[TieBreak, ...] = ()

    @property
    def difference(self) -> int:
        """How far the unit is ahead; below 0 when it is behind."""
        return self.own_key - self.others_key

    @property
    def rest(self) -> int:
        """What rounding leaves over."""
        return self.difference - sum(part.shown for part in self.parts)

    @property
    def gains(self) -> tuple[Part, ...]:
        """The parts that the unit is ahead by."""
        return tuple(part for part in self.parts if part.exact > 0)

    @property
    def losses(self) -> tuple[Part, ...]:
        """The parts that the unit is behind by."""
        return tuple(part for part in self.parts if part.exact < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReasons:
    """Why a unit has its place; None for `rank` while leaves are `missing`, and then nothing is compared.

    `above` and `below` are the nearest units with other figures, `tied_with` those with the same.
    """

    unit: str
    rank: int | None
    tied_with: tuple[str, ...] = ()
    above: Gap | None = None
    below: Gap | None = None
    missing: tuple[str, ...] = ()


def reasons_of_places(
    criteria: Sequence[Criterion], cells: Mapping[str, Cells], rule: RankingRule
) -> tuple[PlaceReasons, ...]:
    """Why each unit has its place, in rank order, then the incomplete ones; `cells` of scored units only.

    Source: block regulation; year-file, Complete
    """
    totals = {unit: unit_total(criteria, of_unit, rule.tie_breaks) for unit, of_unit in cells.items()}
    rows = ranking_rows(totals, rule)
    sides = {row.unit: _Side(row, cells[row.unit], totals[row.unit]) for row in rows}
    placed = places(rows)
    return tuple(
        PlaceReasons(
            unit=place.unit,
            rank=place.rank,
            tied_with=_sharing(placed, place),
            above=_gap_to(_last_above(placed, place), place, sides, criteria, rule),
            below=_gap_to(_first_below(placed, place), place, sides, criteria, rule),
            missing=() if place.rank else _missing(criteria, cells[place.unit]),
        )
        for place in placed
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """A unit in a comparison."""

    row: RankingRow
    cells: Cells
    total: UnitTotal

    @property
    def rate(self) -> Fraction:
        """Points for each point of the maximum."""
        return Fraction(self.total.points, self.total.max) if self.total.max else Fraction(0)

    def above_rate(self, criterion: Criterion, rate: Fraction) -> Fraction:
        """What the leaf adds to the unit's own rate over a rate, so that all leaves add up to that."""
        points = self.cells.get(criterion.code, 0)
        if points is None or not self.total.max:
            return Fraction(0)
        counted = 0 if criterion.method is Method.BONUS_PENALTY else criterion.max or 0
        return (points - rate * counted) / self.total.max


def _gap_to(
    other: Place | None,
    place: Place,
    sides: Mapping[str, _Side],
    criteria: Sequence[Criterion],
    rule: RankingRule,
) -> Gap | None:
    if other is None:
        return None
    own, others = sides[place.unit], sides[other.unit]
    decided, chain = _decision(own.row, others.row, rule)
    return Gap(
        other=other.unit,
        own_key=own.row.key,
        others_key=others.row.key,
        parts=_parts(own, others, criteria, rule),
        decided=decided,
        chain=chain,
    )


def _decision(own: RankingRow, others: RankingRow, rule: RankingRule) -> tuple[Decided, tuple[TieBreak, ...]]:
    if own.key != others.key:
        return Decided.KEY, ()
    asked = []
    for code, mine, theirs in zip(rule.tie_breaks, own.tie_breaks, others.tie_breaks, strict=True):
        asked.append(TieBreak(code=code, own=mine, others=theirs))
        if mine != theirs:
            break
    return Decided.TIE_BREAK, tuple(asked)


def _parts(own: _Side, others: _Side, criteria: Sequence[Criterion], rule: RankingRule) -> tuple[Part, ...]:
    """The leaves that make a difference, the largest first.

    A percent is compared with the mean of the two: so a leaf that only one of them was assigned counts by how
    well that one did there, not as if the other had lost it.
    """
    by_percent = rule.by is RankingKey.PERCENT
    mean = (own.rate + others.rate) / 2 if own.total.max and others.total.max else Fraction(0)
    parts = []
    for criterion in (one for one in criteria if one.method is not Method.GROUP):
        mine, theirs = own.cells.get(criterion.code, 0), others.cells.get(criterion.code, 0)
        if by_percent:
            exact = 10_000 * (own.above_rate(criterion, mean) - others.above_rate(criterion, mean))
        else:
            exact = Fraction((mine or 0) - (theirs or 0))
        if exact:
            shown = rounded(exact, places=0)
            parts.append(Part(criterion=criterion.code, own=mine, others=theirs, exact=exact, shown=shown))
    return tuple(sorted(parts, key=lambda part: -abs(part.exact)))


def _sharing(placed: Sequence[Place], place: Place) -> tuple[str, ...]:
    return tuple(one.unit for one in placed if place.tied and one.rank == place.rank and one != place)


def _last_above(placed: Sequence[Place], place: Place) -> Place | None:
    rank = place.rank or 0
    return next((one for one in reversed(placed) if one.rank and one.rank < rank), None)


def _first_below(placed: Sequence[Place], place: Place) -> Place | None:
    rank = place.rank
    return next((one for one in placed if rank and one.rank and one.rank > rank), None)


def _missing(criteria: Sequence[Criterion], cells: Cells) -> tuple[str, ...]:
    optional = (Method.GROUP, Method.BONUS_PENALTY)
    return tuple(one.code for one in criteria if one.method not in optional and one.code not in cells)
