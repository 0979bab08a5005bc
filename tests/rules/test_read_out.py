"""A count read out ballot by ballot: it comes to the result, and is the same for everybody."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Answer, PollKind
from services.rules.ballots import tally
from services.rules.counting import with_counts
from services.rules.document import Poll
from services.rules.read_out import ballots_read, read_so_far, reading_order
from tests.ballot_box.boxes import form
from tests.rules.test_ballots import votes as counted_votes

rounds = counted_votes().map(lambda pair: with_counts(pair[0].poll, tally(*pair, issued=9)))


def one_seat(*votes: int, valid: int = 9) -> Poll:
    asked = form(options=len(votes), withdrawn=len(votes)).poll
    options = tuple(
        replace(option, votes=number) for option, number in zip(asked.options, votes, strict=True)
    )
    return replace(asked, options=options, issued=9, collected=9, invalid=9 - valid)


@settings(deadline=None)
@given(rounds, st.text(max_size=5))
def test_what_is_read_out_comes_to_the_result(poll: Poll, seed: str) -> None:
    ballots = reading_order(poll, seed)
    assert len(ballots) == poll.valid
    assert read_so_far(poll, ballots) == poll
    if poll.kind is PollKind.ELECTION:
        assert all(list(ballot.values()).count(Answer.FOR) <= (poll.seats or 0) for ballot in ballots)


@settings(deadline=None)
@given(rounds)
def test_counts_only_grow_and_begin_at_nothing(poll: Poll) -> None:
    ballots = reading_order(poll, "seed")
    before = [0] * len(poll.options)
    for number in range(len(ballots) + 1):
        now = [option.votes or 0 for option in read_so_far(poll, ballots[:number]).options]
        assert all(old <= new <= old + 1 for old, new in zip(before, now, strict=True))
        assert sum(now) == 0 or number
        before = now


def test_everybody_hears_the_same_order_and_each_round_another() -> None:
    poll = one_seat(4, 3, 1)
    assert reading_order(poll, "a") == reading_order(poll, "a")
    assert len({str(reading_order(poll, str(seed))) for seed in range(20)}) > 15


def test_the_order_is_one_of_chance() -> None:
    first = Counter(str(reading_order(one_seat(3, 3, 3), str(seed))[0]) for seed in range(900))
    assert len(first) == 3
    assert all(240 < number < 360 for number in first.values())


def test_the_ballots_for_one_seat_are_those_that_were_cast() -> None:
    ballots = reading_order(one_seat(4, 3, 1), "a")
    named = Counter(
        "".join(code for code, answer in ballot.items() if answer is Answer.FOR) for ballot in ballots
    )
    assert named == {"u0": 4, "u1": 3, "u2": 1, "": 1}


def test_a_round_without_valid_ballots_has_nothing_to_read() -> None:
    assert reading_order(one_seat(0, 0, valid=0), "a") == ()


def test_ballots_are_read_at_an_even_pace_and_never_taken_back() -> None:
    begun = datetime(2017, 12, 25, 9, 0, tzinfo=UTC)

    def read(seconds: float, ballots: int = 9, read_out: int = 0) -> int:
        return ballots_read(read_out, begun, begun + timedelta(seconds=seconds), ballots)

    assert [read(seconds) for seconds in (-60, 0, 1.9, 2, 7, 18, 900)] == [0, 0, 0, 1, 3, 9, 9]
    assert read(4, read_out=3) == 5
    assert (read(60, 1200), read(120, 1200)) == (600, 1200)
    assert read(60, 0) == 0
    assert ballots_read(4, None, begun, 9) == 4
