"""Cells that somebody should look at again: by named rows and against naive searches."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Method
from services.rules.document import Criterion
from services.rules.outliers import (
    AllTheSame,
    ChangedAfterReview,
    EverywhereAtMaximum,
    FarFromMedian,
    FarFromReview,
    Lead,
    Limits,
    all_the_same,
    changed_after_review,
    everywhere_at_maximum,
    far_from_median,
    far_from_review,
    median_of,
    self_minus_review,
)
from services.rules.scoring import Cells

CRITERIA = (
    Criterion(code="1", name="Nhóm", method=Method.GROUP, max=2000),
    Criterion(code="1.1", name="Một", parent="1", method=Method.DIRECT, max=1000),
    Criterion(code="1.2", name="Hai", parent="1", method=Method.DIRECT, max=1000),
    Criterion(code="2", name="Ba", method=Method.PASS_FAIL, max=500),
    Criterion(code="9", name="Thưởng", method=Method.BONUS_PENALTY, floor=-500, cap=500),
)
LIMITS = Limits(fewest=3)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_a_unit_that_scored_itself_far_from_the_review() -> None:
    own: dict[str, Cells] = {
        "a": {"1.1": 1000, "1.2": 900, "2": 500, "9": 500},
        "b": {"1.1": 800, "1.2": None, "2": 500},
        "c": {"1.1": 900},
    }
    review: dict[str, Cells] = {
        "a": {"1.1": 800, "1.2": 701, "2": 0, "9": -500},
        "b": {"1.1": 1000, "1.2": 100},
        "d": {"1.1": 0},
    }
    assert list(far_from_review(CRITERIA, own, review, LIMITS)) == [
        FarFromReview("a", "1.1", 1000, 800, Fraction(200)),
        FarFromReview("b", "1.1", 800, 1000, Fraction(200)),
        FarFromReview("a", "2", 500, 0, Fraction(100)),
    ]
    found = next(far_from_review(CRITERIA, own, review, LIMITS))
    assert found.difference == 200


def test_no_difference_is_never_far() -> None:
    assert not list(
        far_from_review(CRITERIA, {"a": {"1.1": 5}}, {"a": {"1.1": 5}}, Limits(self_share=Fraction(0)))
    )


def test_self_minus_review_by_unit_and_by_criterion() -> None:
    own: dict[str, Cells] = {
        "a": {"1.1": 1000, "1.2": 400, "9": 100},
        "b": {"1.1": 500, "1.2": None},
        "c": {},
    }
    review: dict[str, Cells] = {"a": {"1.1": 900, "1.2": 450, "9": 0}, "b": {"1.1": 600, "1.2": 10}}
    found = self_minus_review(CRITERIA, own, review)
    assert found.by_unit == {"a": Lead(3, 200, 50), "b": Lead(1, 0, 100), "c": Lead()}
    assert found.by_criterion == {
        "1.1": Lead(2, 100, 100),
        "1.2": Lead(1, 0, 50),
        "2": Lead(),
        "9": Lead(1, 100, 0),
    }
    assert [one.difference for one in found.by_unit.values()] == [150, -100, 0]


def test_a_unit_at_the_maximum_everywhere() -> None:
    cells: dict[str, Cells] = {
        "a": {"1.1": 1000, "1.2": 1000, "2": 500, "9": 0},
        "b": {"1.1": 1000, "1.2": None, "2": 500},
        "c": {"1.1": 1000, "1.2": 999, "2": 500},
        "d": {},
    }
    assert list(everywhere_at_maximum(CRITERIA, cells, LIMITS)) == [EverywhereAtMaximum("a", 3, 2500)]
    assert len(list(everywhere_at_maximum(CRITERIA, cells, Limits(fewest=2)))) == 2


def test_a_criterion_in_which_all_are_alike() -> None:
    cells = {unit: {"1.1": 800, "1.2": points, "2": 500} for unit, points in (("a", 1), ("b", 2), ("c", 2))}
    assert list(all_the_same(CRITERIA, cells, LIMITS)) == [
        AllTheSame("1.1", 3, 800, 1000),
        AllTheSame("2", 3, 500, 500),
    ]
    assert not list(all_the_same(CRITERIA, {"a": cells["a"], "b": {"1.1": None}}, LIMITS))


def test_a_cell_far_from_the_median() -> None:
    points = {"a": 900, "b": 910, "c": 890, "d": 900, "e": 300, "f": 830}
    cells = {unit: {"1.1": figure} for unit, figure in points.items()}
    assert list(far_from_median(CRITERIA, cells, LIMITS)) == [
        FarFromMedian("e", "1.1", 300, Fraction(895), Fraction(10))
    ]
    found = next(far_from_median(CRITERIA, cells, LIMITS))
    assert found.distance == -595


def test_where_most_are_alike_the_share_of_the_maximum_decides() -> None:
    cells = {unit: {"1.1": figure} for unit, figure in zip("abcde", (900, 900, 900, 801, 800), strict=True)}
    assert [found.unit for found in far_from_median(CRITERIA, cells, LIMITS)] == ["e"]


def test_what_was_changed_after_the_review() -> None:
    cells = [("a", "1.1"), ("a", "1.2"), ("b", "1.1"), ("c", "1.1")]
    changed = {cell: NOON + timedelta(hours=hour) for hour, cell in enumerate(cells)}
    reviewed = {cell: NOON + timedelta(hours=1) for cell in cells[:3]}
    assert list(changed_after_review(changed, reviewed)) == [
        ChangedAfterReview("b", "1.1", NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    ]
    reviewed = dict.fromkeys(cells, NOON - timedelta(hours=1))
    assert [found.unit for found in changed_after_review(changed, reviewed)] == ["c", "b", "a", "a"]


blocks = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.dictionaries(st.sampled_from(["1.1", "1.2"]), st.none() | st.integers(0, 1000)),
)


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_the_median(figures: list[int]) -> None:
    assert median_of(figures) == median(Fraction(figure) for figure in figures)


@given(blocks)
def test_cells_far_from_the_median_are_those_of_a_naive_search(
    block: dict[str, dict[str, int | None]],
) -> None:
    expected = set()
    for code in ("1.1", "1.2"):
        scored = {
            unit: Fraction(cells[code] or 0) for unit, cells in block.items() if cells.get(code) is not None
        }
        if len(scored) < 3:
            continue
        middle = median(scored.values())
        spread = median(abs(points - middle) for points in scored.values())
        expected |= {
            (unit, code)
            for unit, points in scored.items()
            if abs(points - middle) >= 5 * spread and abs(points - middle) >= 100
        }
    assert {(one.unit, one.criterion) for one in far_from_median(CRITERIA, block, LIMITS)} == expected


@given(blocks, blocks)
def test_cells_far_from_the_review_are_the_same_from_either_side(
    own: dict[str, dict[str, int | None]], review: dict[str, dict[str, int | None]]
) -> None:
    there = {
        (one.unit, one.criterion, one.difference) for one in far_from_review(CRITERIA, own, review, LIMITS)
    }
    back = {
        (one.unit, one.criterion, -one.difference) for one in far_from_review(CRITERIA, review, own, LIMITS)
    }
    assert there == back
    sums = self_minus_review(CRITERIA, own, review)
    for by in (sums.by_unit, sums.by_criterion):
        assert sum(lead.difference for lead in by.values()) == sum(
            (mine or 0) - (review[unit][code] or 0)
            for unit, cells in own.items()
            for code, mine in cells.items()
            if mine is not None and review.get(unit, {}).get(code) is not None
        )
    assert all(abs(difference) >= 200 for _, _, difference in there)
