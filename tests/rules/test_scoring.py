"""Points of leaves and of units, by named rows, by properties and against the oracle."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method, Stage
from services.rules.document import Criterion, Score
from services.rules.scoring import leaf_points, quantitative_points, unit_total
from tests.rules import oracle
from tests.rules.strategies import decimals

results = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(decimals.map(Decimal), decimals.map(Decimal)), min_size=1
)


def leaf(method: Method, **figures: object) -> Criterion:
    return Criterion(code="1", name="Tiêu chí", method=method, **figures)  # type: ignore[arg-type]


def points_of(criterion: Criterion, **figures: object) -> int | None:
    entry = Score(unit="a", criterion="1", stage=Stage.FINAL, **figures)  # type: ignore[arg-type]
    return leaf_points(criterion, entry)


def test_direct() -> None:
    assert points_of(leaf(Method.DIRECT, max=1000), points=950) == 950


def test_pass_fail() -> None:
    criterion = leaf(Method.PASS_FAIL, max=150)
    assert (points_of(criterion, achieved=True), points_of(criterion, achieved=False)) == (150, 0)


@pytest.mark.parametrize(
    ("per_item", "count", "points"),
    [("2", 3, 600), ("2", 6, 1000), ("0.125", 1, 13), ("0.125", 3, 38), ("2", 0, 0)],
)
def test_per_item(per_item: str, count: int, points: int) -> None:
    assert points_of(leaf(Method.PER_ITEM, max=1000, per_item=Decimal(per_item)), count=count) == points


@pytest.mark.parametrize(
    ("bonuses", "penalties", "points"), [(2, 0, 200), (0, 1, -200), (9, 0, 500), (0, 9, -500), (3, 1, 100)]
)
def test_bonus_and_penalty(bonuses: int, penalties: int, points: int) -> None:
    criterion = leaf(Method.BONUS_PENALTY, bonus=Decimal(1), penalty=Decimal(2), floor=-500, cap=500)
    assert points_of(criterion, bonus_count=bonuses, penalty_count=penalties) == points


def test_half_of_a_fine_penalty_goes_up() -> None:
    criterion = leaf(Method.BONUS_PENALTY, bonus=Decimal(0), penalty=Decimal("0.125"), floor=-500, cap=500)
    assert points_of(criterion, bonus_count=0, penalty_count=1) == -12


def test_not_assigned_has_no_points() -> None:
    assert points_of(leaf(Method.DIRECT, max=1000), not_assigned=True) is None


def test_before_the_block_is_closed_a_unit_above_its_target_shows_half() -> None:
    measured = {"a": (Decimal(100), Decimal(120)), "b": (Decimal(80), Decimal(60)), "c": (None, Decimal(3))}
    assert quantitative_points(1000, measured, closed=False) == {"a": 500, "b": 375, "c": 1000}
    assert quantitative_points(1000, measured) == {"a": 1000, "b": 375, "c": 1000}


def test_nobody_did_anything() -> None:
    assert quantitative_points(1000, {"a": (Decimal(0), Decimal(0)), "b": (Decimal(5), Decimal(0))}) == {
        "a": 0,
        "b": 0,
    }


@given(results, st.integers(0, 100_000))
def test_quantitative_points_agree_with_the_oracle(
    measured: dict[str, tuple[Decimal, Decimal]], maximum: int
) -> None:
    exact = {unit: (Fraction(target), Fraction(actual)) for unit, (target, actual) in measured.items()}
    expected = oracle.quantitative(Fraction(maximum, 100), exact)
    found = quantitative_points(maximum, measured)
    assert {unit: Fraction(points, 100) for unit, points in found.items()} == expected


@given(results)
def test_quantitative_points_keep_to_the_maximum_in_any_order(
    measured: dict[str, tuple[Decimal, Decimal]],
) -> None:
    found = quantitative_points(1000, measured)
    assert all(0 <= points <= 1000 for points in found.values())
    assert quantitative_points(1000, dict(reversed(measured.items()))) == found


TREE = (
    Criterion(code="1", name="A", method=Method.GROUP),
    Criterion(code="1.1", name="B", method=Method.DIRECT, parent="1", max=1000),
    Criterion(code="1.2", name="C", method=Method.GROUP, parent="1"),
    Criterion(code="1.2.1", name="D", method=Method.DIRECT, parent="1.2", max=50),
    Criterion(code="1.2.2", name="E", method=Method.BONUS_PENALTY, parent="1.2"),
    Criterion(code="2", name="F", method=Method.DIRECT, max=150),
)


def test_total_of_a_unit() -> None:
    total = unit_total(TREE, {"1.1": 900, "1.2.1": 50, "1.2.2": -100, "2": 150})
    assert (total.points, total.bonus, total.max, total.missing) == (1000, -100, 1200, 0)
    assert total.branches == {"1": 850, "1.2": -50, "2": 150}


def test_missing_and_not_assigned_are_not_the_same() -> None:
    total = unit_total(TREE, {"1.1": 900, "2": None})
    assert (total.points, total.max, total.missing) == (900, 1050, 1)


def test_a_leaf_that_breaks_ties_is_kept() -> None:
    assert unit_total(TREE, {"1.2.1": 30}, also=("1.2.1", "bonus")).branches["1.2.1"] == 30


@given(st.permutations(["1.1", "1.2.1", "1.2.2", "2"]))
def test_the_order_of_cells_does_not_matter(order: list[str]) -> None:
    cells: dict[str, int | None] = {"1.1": 1, "1.2.1": 20, "1.2.2": 300, "2": 150}
    assert unit_total(TREE, {code: cells[code] for code in order}) == unit_total(TREE, cells)
