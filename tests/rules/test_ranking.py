"""Places, bands and quotas."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.classification import classify
from services.rules.document import Band, Quota
from services.rules.quotas import may_be_counted, quota_counts
from services.rules.ranking import RankingRow, places
from tests.rules import oracle

row_lists = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)), max_size=12).map(
    lambda figures: [
        RankingRow(f"u{number}", key, (tie_break,), skew > 0)
        for number, (key, tie_break, skew) in enumerate(figures)
    ]
)


def by_unit(rows: Sequence[RankingRow]) -> dict[str, tuple[int | None, bool]]:
    return {place.unit: (place.rank, place.tied) for place in places(rows)}


def test_equal_units_share_a_place_and_the_next_is_skipped() -> None:
    rows = [RankingRow(unit, key, (), True) for unit, key in zip("abcd", (90, 95, 90, 80), strict=True)]
    assert places(rows) == [("b", 1, False), ("a", 2, True), ("c", 2, True), ("d", 4, False)]


def test_a_tie_break_separates() -> None:
    rows = [
        RankingRow("a", 90, (5, 1), True),
        RankingRow("b", 90, (5, 2), True),
        RankingRow("c", 90, (6, 0), True),
    ]
    assert places(rows) == [("c", 1, False), ("b", 2, False), ("a", 3, False)]


def test_incomplete_units_stand_last_without_a_place() -> None:
    rows = [RankingRow("a", 99, (), False), RankingRow("b", 1, (), True), RankingRow("c", 0, (), False)]
    assert places(rows) == [("b", 1, False), ("a", None, False), ("c", None, False)]


@given(row_lists)
def test_places_agree_with_the_oracle(rows: list[RankingRow]) -> None:
    figures = {row.unit: (Fraction(row.key), *map(Fraction, row.tie_breaks)) for row in rows if row.complete}
    found = {unit: place for unit, place in by_unit(rows).items() if place[0] is not None}
    assert found == oracle.ranks(figures)


@given(row_lists, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(rows: list[RankingRow], chance: object) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_unit(shuffled) == by_unit(rows)


@given(row_lists.filter(bool), st.integers(0, 5))
def test_adding_points_never_lowers_a_place(rows: list[RankingRow], more: int) -> None:
    first = rows[0]._replace(complete=True)
    before = by_unit([first, *rows[1:]])[first.unit][0]
    after = by_unit([first._replace(key=first.key + more), *rows[1:]])[first.unit][0]
    assert before is not None
    assert after is not None
    assert after <= before


BANDS = (
    Band(code="excellent", name="A", min=9000),
    Band(code="good", name="B", min=7500, min_included=False, max=9000),
    Band(code="fair", name="C", min=5000, max=7500, max_included=True),
    Band(code="rest", name="D", max=4000),
)


@pytest.mark.parametrize(
    ("percent", "code"),
    [
        (10700, "excellent"),
        (9000, "excellent"),
        (8999, "good"),
        (7501, "good"),
        (7500, "fair"),
        (5000, "fair"),
        (4999, None),
        (4000, None),
        (3999, "rest"),
        (-100, "rest"),
    ],
)
def test_the_first_band_that_fits_counts(percent: int, code: str | None) -> None:
    assert classify(percent, BANDS) == code
    assert classify(percent, (Band(code="all", name="E"), *BANDS)) == "all"


def share(award: str, part: Fraction, *after: str) -> Quota:
    return Quota(award=award, share_of_remaining=part, after=after)


def test_quota_of_what_remains() -> None:
    quotas = (Quota(award="flag", max=1), share("cert", Fraction(1, 2), "gov", "flag"))
    assert quota_counts(quotas, 9) == {"flag": 1, "cert": 4}
    assert quota_counts(quotas, 0) == {"flag": 1, "cert": 0}


def test_quotas_may_stand_in_any_order_and_chain() -> None:
    quotas = (share("c", Fraction(1, 2), "b"), share("b", Fraction(1, 5), "a"), Quota(award="a", max=2))
    assert list(quota_counts(quotas, 12).items()) == [("c", 5), ("b", 2), ("a", 2)]


def test_a_circle_of_quotas() -> None:
    assert not may_be_counted((share("a", Fraction(1), "b"), share("b", Fraction(1), "a")))
    assert not may_be_counted((share("a", Fraction(1), "a"),))


@given(st.lists(st.fractions(0, 1, max_denominator=9), max_size=5), st.integers(0, 40))
def test_quotas_agree_with_the_oracle(parts: list[Fraction], scored: int) -> None:
    quotas = [
        share(f"a{number}", part, *(f"a{i}" for i in range(number))) for number, part in enumerate(parts)
    ]
    plain = [
        {"award": quota.award, "share_of_remaining": str(quota.share_of_remaining), "after": quota.after}
        for quota in quotas
    ]
    found = quota_counts(quotas[::-1], scored)
    assert found == {quota.award: oracle.quota(plain, quota.award, scored) for quota in quotas}
    assert sum(found.values()) <= scored
