"""The best units over all blocks."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.rules.leaderboard import leaders
from tests.rules import oracle

totals_of_rolls = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 5)),
    st.tuples(st.integers(-200, 1200), st.integers(0, 1000)),
    max_size=12,
)


def test_who_shares_the_last_place_comes_too() -> None:
    totals = {(1, 1): (90, 100), (1, 2): (45, 50), (2, 1): (95, 100), (2, 2): (10, 100)}
    assert leaders(totals, 2) == [((2, 1), 9500, 1, False), ((1, 1), 9000, 2, True), ((1, 2), 9000, 2, True)]


def test_places_go_by_the_percent_as_it_is_shown() -> None:
    tied = leaders({(1, 1): (66_661, 100_000), (1, 2): (66_664, 100_000)}, 1)
    assert [(one.percent, one.tied) for one in tied] == [(6666, True), (6666, True)]
    assert leaders({(1, 1): (66_664, 100_000), (1, 2): (66_665, 100_000)}, 1) == [((1, 2), 6667, 1, False)]


@given(totals_of_rolls, st.integers(1, 14))
def test_the_best_agree_with_the_oracle(totals: dict[tuple[int, int], tuple[int, int]], most: int) -> None:
    percents: dict[str, tuple[Fraction, ...]] = {
        str(of): (oracle.half_up(Fraction(points * 100, maximum)) if maximum else Fraction(0),)
        for of, (points, maximum) in totals.items()
    }
    expected = {unit: place for unit, place in oracle.ranks(percents).items() if place[0] <= most}
    found = leaders(totals, most)
    assert {str(one.of): (one.rank, one.tied) for one in found} == expected
    assert [one.rank for one in found] == sorted(one.rank for one in found)
