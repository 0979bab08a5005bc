"""What people type to try other maxima and weights, read exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from services.errors.scoring import CriterionFigureRefused
from services.errors.typed import TypedNumberRefused
from services.rules.exact import parse_typed_points, typed_decimal
from services.rules.what_if import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedChange:
    """What was typed beside a criterion; blank texts leave it as it is."""

    code: str
    maximum: str = ""
    weight: str = ""
    left_out: bool = False


def changes_of(typed: Iterable[TypedChange]) -> Changes:
    """The changes of criteria that were typed; a criterion that is left out needs no figures.

    Raises: CriterionFigureRefused for a figure that is no number.
    Source: house rule (what-if)
    """
    maxima: dict[str, int] = {}
    weights: dict[str, Fraction] = {}
    left_out = set[str]()
    for one in typed:
        if one.left_out:
            left_out.add(one.code)
            continue
        if text := one.maximum.strip():
            maxima[one.code] = _read(one.code, "max", text)
        if text := one.weight.strip():
            weights[one.code] = _weight(one.code, text)
    return Changes(maxima=maxima, weights=weights, left_out=frozenset(left_out))


def _read(code: str, figure: str, text: str) -> int:
    try:
        return parse_typed_points(text)
    except TypedNumberRefused as problem:
        raise CriterionFigureRefused(code=code, figure=figure, problem=problem) from problem


def _weight(code: str, text: str) -> Fraction:
    try:
        return Fraction(typed_decimal(text, minimum=None))
    except TypedNumberRefused as problem:
        raise CriterionFigureRefused(code=code, figure="weight", problem=problem) from problem
