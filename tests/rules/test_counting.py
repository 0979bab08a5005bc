"""What is counted, what is missing, what is left for another round, and shares as people type them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Basis, Operator, PollKind, PollMethod
from services.errors.base import NotFound
from services.errors.typed import ShareRefused, TypedNumberRefused
from services.errors.voting import CountAbove, CountPart
from services.rules.counting import (
    Counts,
    OptionCount,
    check_counts,
    excesses,
    left_over,
    uncounted,
    with_counts,
)
from services.rules.document import Poll, PollOption, Threshold
from services.rules.exact import typed_share
from services.rules.tally import verdict_from, verdict_mapping, verdict_of


def poll(
    *votes: int | None,
    seats: int | None = 1,
    method: PollMethod = PollMethod.HANDS,
    rule: Threshold | None = None,
    quorum: Threshold | None = None,
    present: int = 9,
    withdrawn: int | None = None,
) -> Poll:
    """An election by nine between "a", "b", ..., of which the one at that place has withdrawn."""
    options = tuple(
        PollOption(code=chr(97 + place), votes=number, withdrawn=place == withdrawn)
        for place, number in enumerate(votes)
    )
    return Poll(
        code="poll",
        title="Poll",
        kind=PollKind.ELECTION,
        method=method,
        seats=seats,
        rule=rule,
        quorum=quorum,
        summoned=9,
        present=present,
        options=options,
    )


rounds = st.builds(
    lambda votes, seats: poll(
        *votes, seats=seats, rule=Threshold(Operator.MORE_THAN, Fraction(1, 3), Basis.VALID)
    ),
    st.lists(st.integers(0, 9), min_size=1, max_size=6),
    st.integers(1, 6),
)


@pytest.mark.parametrize(
    ("counted", "left"),
    [
        (poll(5, 4, 0), ((), 0)),
        (poll(4, 4, 1), (("a", "b"), 1)),
        (poll(9, 4, 4, 1, seats=2), (("b", "c"), 1)),
        (poll(9, 0, 0, seats=2), (("b", "c"), 1)),
        (
            poll(4, 4, 1, rule=Threshold(Operator.MORE_THAN, Fraction(1, 2), Basis.VALID)),
            (("a", "b", "c"), 1),
        ),
        (
            poll(
                5,
                None,
                0,
                withdrawn=1,
                present=5,
                quorum=Threshold(Operator.AT_LEAST, Fraction(2, 3), Basis.SUMMONED),
            ),
            (("a", "c"), 1),
        ),
    ],
)
def test_what_a_round_leaves_to_the_next(counted: Poll, left: tuple[tuple[str, ...], int]) -> None:
    assert left_over(counted, verdict_of(counted)) == left


def test_a_round_without_a_verdict_that_holds_is_left_whole() -> None:
    assert left_over(poll(9, None, 0, seats=2, withdrawn=1), None) == (("a", "c"), 2)


@given(rounds)
def test_the_seats_left_and_the_seats_filled_are_all_the_seats(counted: Poll) -> None:
    verdict = verdict_of(counted)
    left, seats = left_over(counted, verdict)
    elected = [option.option for option in verdict.options if option.outcome == "elected"]
    assert (seats or 0) + len(elected) == counted.seats
    assert not set(left) & set(elected)


@given(rounds)
def test_a_verdict_reads_back_as_it_was_stored(counted: Poll) -> None:
    assert verdict_from(verdict_mapping(verdict_of(counted))) == verdict_of(counted)


def test_counts_take_the_place_of_those_before() -> None:
    counted = with_counts(poll(5, 4), Counts(options={"b": OptionCount(votes=3, against=1)}, invalid=1))
    assert [(option.votes, option.against) for option in counted.options] == [(None, None), (3, 1)]
    assert counted.valid == 8


@pytest.mark.parametrize("code", ["c", "b"])
def test_nobody_is_counted_who_is_not_on_the_ballot(code: str) -> None:
    with pytest.raises(NotFound):
        with_counts(poll(5, None, withdrawn=1), Counts(options={code: OptionCount(votes=1)}))


@pytest.mark.parametrize(
    ("counted", "parts", "options"),
    [
        (poll(5, None, None, withdrawn=2), (), ("b",)),
        (poll(5, 4), (), ()),
        (poll(5, 4, method=PollMethod.ACCLAMATION), (), ()),
        (poll(5, 4, method=PollMethod.PAPER), (CountPart.ISSUED, CountPart.COLLECTED, CountPart.INVALID), ()),
        (
            poll(5, 4, method=PollMethod.SECRET),
            (CountPart.ISSUED, CountPart.COLLECTED, CountPart.INVALID),
            (),
        ),
    ],
)
def test_hands_that_are_present_are_valid_and_ballots_are_counted(
    counted: Poll, parts: tuple[CountPart, ...], options: tuple[str, ...]
) -> None:
    assert uncounted(counted) == (parts, options)


@given(rounds)
def test_counts_are_let_through_exactly_when_nothing_is_in_excess(counted: Poll) -> None:
    names = {option.code: f"Unit {option.code}" for option in counted.options}
    found = list(excesses(counted))
    if not found:
        check_counts(counted, names)
        return
    with pytest.raises(CountAbove) as refusal:
        check_counts(counted, names)
    assert refusal.value.count > refusal.value.limit
    assert refusal.value.option == (found[0].option and f"Unit {found[0].option}")


@pytest.mark.parametrize("number", [-1, 10**9])
def test_a_count_out_of_all_range_is_refused(number: int) -> None:
    with pytest.raises(TypedNumberRefused):
        check_counts(poll(number), {"a": "A"})


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/2", Fraction(1, 2)),
        (" 2 / 3 ", Fraction(2, 3)),
        ("0,5", Fraction(1, 2)),
        ("0.9", Fraction(9, 10)),
        ("50%", Fraction(1, 2)),
        ("66,67 %", Fraction(6667, 10000)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
        ("100%", Fraction(1)),
    ],
)
def test_a_share_is_read_as_people_type_it(text: str, share: Fraction) -> None:
    assert typed_share(text) == share


@pytest.mark.parametrize(
    "text", ["", "abc", "3/2", "1/0", "-1/2", "101%", "1,5", "50", "%", "1e-1", "nan", "1/2%"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ShareRefused):
        typed_share(text)
