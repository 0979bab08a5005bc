"""Why a unit has its place: what it gained and lost against the next better and the next worse unit.

Figures are hundredths, of points or of a percent, by whichever places are given. The parts of a difference
are exact; shown rounded they may miss the difference by a little, and that is stated as `rest`.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

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
    criteria: Sequence[Criterion],
    cells: Mapping[str, Cells],
    rule: RankingRule,
    only: Container[str] | None = None,
) -> tuple[PlaceReasons, ...]:
    """Why each unit has its place, in rank order, then the incomplete ones; `cells` are of scored units.

    `only`: the units that are asked about, None for all.
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
        if only is None or place.unit in only
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """A unit in a comparison."""

    row: RankingRow
    cells: Cells
    total: UnitTotal


class _Factors(NamedTuple):
    """By what points and maximum of a leaf are multiplied on either side, all over one whole number."""

    own: int
    others: int
    own_max: int
    others_max: int
    over: int


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
    decided, chain = decision(own.row, others.row, rule)
    return Gap(
        other=other.unit,
        own_key=own.row.key,
        others_key=others.row.key,
        parts=_parts(own, others, criteria, rule),
        decided=decided,
        chain=chain,
    )


def decision(own: RankingRow, others: RankingRow, rule: RankingRule) -> tuple[Decided, tuple[TieBreak, ...]]:
    """What sets two units apart, with the tie-breaks that had to be asked, the deciding one last.

    Source: year-file, Complete
    """
    if own.key != others.key:
        return Decided.KEY, ()
    asked = []
    for code, mine, theirs in zip(rule.tie_breaks, own.tie_breaks, others.tie_breaks, strict=True):
        asked.append(TieBreak(code=code, own=mine, others=theirs))
        if mine != theirs:
            break
    return Decided.TIE_BREAK, tuple(asked)


def _parts(own: _Side, others: _Side, criteria: Sequence[Criterion], rule: RankingRule) -> tuple[Part, ...]:
    """The leaves that make a difference, the largest first."""
    by_percent = rule.by is RankingKey.PERCENT
    factors = _of_percents(own.total, others.total) if by_percent else _Factors(1, 1, 0, 0, 1)
    found: list[tuple[int, str, int | None, int | None]] = []
    for criterion in criteria:
        if criterion.method is Method.GROUP:
            continue
        mine, theirs = own.cells.get(criterion.code, 0), others.cells.get(criterion.code, 0)
        counted = 0 if criterion.method is Method.BONUS_PENALTY else criterion.max or 0
        size = factors.own * (mine or 0) - factors.others * (theirs or 0)
        size -= factors.own_max * counted if mine is not None else 0
        size += factors.others_max * counted if theirs is not None else 0
        if size:
            found.append((size, criterion.code, mine, theirs))
    found.sort(key=lambda part: -abs(part[0]))
    return tuple(
        _part(Fraction(size, factors.over), code, mine, theirs) for size, code, mine, theirs in found
    )


def _part(exact: Fraction, code: str, own: int | None, others: int | None) -> Part:
    return Part(criterion=code, own=own, others=others, exact=exact, shown=rounded(exact, places=0))


def _of_percents(own: UnitTotal, others: UnitTotal) -> _Factors:
    """The factors that make of each leaf what it adds to its unit's percent over the mean of both percents.

    So a leaf that only one of them was assigned counts by how well that one did there, not as if the other
    had lost it. A unit with nothing assigned has no percent; the other's then is the whole difference.
    """
    if not own.max or not others.max:
        return _Factors(
            10_000 if own.max else 0, 10_000 if others.max else 0, 0, 0, own.max or others.max or 1
        )
    both = own.max * others.max
    twice_the_mean = own.points * others.max + others.points * own.max  # over `both`
    return _Factors(
        10_000 * 2 * both * others.max,
        10_000 * 2 * both * own.max,
        10_000 * twice_the_mean * others.max,
        10_000 * twice_the_mean * own.max,
        2 * both * both,
    )


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
