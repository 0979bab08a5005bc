"""Which ballots are taken, how they are written, what they count to, and the ways by which they come."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Answer, BatchKind, PollKind
from services.errors.ballots import BallotFault, BallotRefused
from services.errors.base import NotFound
from services.rules.ballots import (
    Ballot,
    BallotForm,
    answers_of,
    ballot_from,
    ballot_of,
    counts_of,
    is_valid,
    marks_of,
    tally,
)
from services.rules.batches import Batch, with_batches
from services.rules.counting import Counts, OptionCount, excesses, with_counts
from services.rules.tally import verdict_of
from tests.ballot_box.boxes import form

FOR, AGAINST, BLANK = Answer
NAMES = {f"u{place}": f"Đơn vị {place}" for place in range(9)}
ELECTION = form(options=4, seats=2, withdrawn=3)
OWN = form(options=4, seats=2, withdrawn=3, own_unit=False)
APPROVAL = form(options=3, kind=PollKind.APPROVAL, own_unit=False)

forms = st.builds(
    lambda options, kind, seats, counts: form(options, kind, seats, blank_counts=counts),
    st.integers(1, 6),
    st.sampled_from([PollKind.ELECTION, PollKind.APPROVAL]),
    st.integers(1, 4),
    st.booleans(),
)


@st.composite
def votes(draw: st.DrawFn) -> tuple[BallotForm, list[Ballot]]:
    """A form and the ballots of up to nine."""
    asked = draw(forms)
    return asked, [_ballot(asked, draw(st.randoms())) for _ in range(draw(st.integers(0, 9)))]


def _ballot(asked: BallotForm, chance: random.Random) -> Ballot:
    codes = [option.code for option in asked.standing]
    if asked.poll.kind is PollKind.ELECTION:
        named = chance.sample(codes, chance.randint(0, min(len(codes), asked.poll.seats or 0)))
        return ballot_of(asked, dict.fromkeys(named, FOR), NAMES)
    return ballot_of(asked, {code: chance.choice(list(Answer)) for code in codes}, NAMES)


@pytest.mark.parametrize(
    ("asked", "said", "reason"),
    [
        (ELECTION, {"u0": FOR, "u1": FOR, "u2": FOR}, BallotFault.TOO_MANY_NAMES),
        (ELECTION, {"u3": FOR}, BallotFault.WITHDRAWN),
        (ELECTION, {"u3": BLANK}, BallotFault.WITHDRAWN),
        (ELECTION, {"u0": AGAINST}, BallotFault.NOT_OFFERED),
        (OWN, {"u1": FOR}, BallotFault.OWN_UNIT),
        (APPROVAL, {"u0": FOR, "u1": AGAINST, "u2": FOR}, BallotFault.OWN_UNIT),
        (APPROVAL, {"u0": FOR}, BallotFault.UNANSWERED),
        (APPROVAL, {}, BallotFault.UNANSWERED),
    ],
)
def test_a_ballot_that_breaks_a_rule_is_refused(
    asked: BallotForm, said: dict[str, Answer], reason: BallotFault
) -> None:
    with pytest.raises(BallotRefused) as refused:
        ballot_of(asked, said, NAMES, unit="u1")
    assert refused.value.reason is reason
    assert refused.value.limit == (2 if reason is BallotFault.TOO_MANY_NAMES else 0)


@pytest.mark.parametrize(
    ("asked", "said", "ballot"),
    [
        (ELECTION, {}, {"u0": BLANK, "u1": BLANK, "u2": BLANK}),
        (ELECTION, {"u1": FOR}, {"u0": BLANK, "u1": FOR, "u2": BLANK}),
        (OWN, {"u0": FOR, "u1": BLANK}, {"u0": FOR, "u1": BLANK, "u2": BLANK}),
        (APPROVAL, {"u0": FOR, "u2": AGAINST}, {"u0": FOR, "u1": BLANK, "u2": AGAINST}),
    ],
)
def test_what_is_left_open_is_blank(asked: BallotForm, said: dict[str, Answer], ballot: Ballot) -> None:
    assert ballot_of(asked, said, NAMES, unit="u1") == ballot


def test_nobody_is_voted_for_who_is_not_on_the_ballot() -> None:
    with pytest.raises(NotFound):
        ballot_of(ELECTION, {"u9": FOR}, NAMES)


def test_who_has_no_unit_may_vote_for_all() -> None:
    assert ballot_of(OWN, {"u1": FOR}, NAMES, unit=None)["u1"] is FOR


@settings(deadline=None)
@given(votes())
def test_a_sealed_ballot_reads_back_as_it_was_given(given_votes: tuple[BallotForm, list[Ballot]]) -> None:
    asked, ballots = given_votes
    assert [ballot_from(asked, marks_of(asked, ballot)) for ballot in ballots] == ballots


@pytest.mark.parametrize("marks", ["", "+", "++++", "+-0", "xyz", "+++"])
def test_marks_of_another_form_are_no_ballot(marks: str) -> None:
    with pytest.raises(ValueError, match="marks"):
        ballot_from(ELECTION, marks)


@settings(deadline=None)
@given(votes(), st.randoms())
def test_ballots_count_to_what_a_simple_count_gives(
    given_votes: tuple[BallotForm, list[Ballot]], chance: random.Random
) -> None:
    asked, ballots = given_votes
    counts = tally(asked, ballots, issued=9)
    valid = [ballot for ballot in ballots if asked.blank_counts or set(ballot.values()) != {BLANK}]
    assert (counts.issued, counts.collected, counts.invalid) == (9, len(ballots), len(ballots) - len(valid))
    for code, count in counts.options.items():
        assert count.votes == len([1 for ballot in valid if ballot[code] is FOR])
        if asked.poll.kind is not PollKind.ELECTION:
            assert (count.votes or 0) + (count.against or 0) + (count.blank or 0) == len(valid)
    poll = with_counts(asked.poll, counts)
    assert not list(excesses(poll))
    shuffled = chance.sample(ballots, len(ballots))
    assert verdict_of(with_counts(asked.poll, tally(asked, shuffled, 9))) == verdict_of(poll)


@settings(deadline=None)
@given(votes())
def test_answers_alone_count_to_the_same(given_votes: tuple[BallotForm, list[Ballot]]) -> None:
    asked, ballots = given_votes
    answers = answers_of(asked, ballots)
    assert counts_of(asked, answers, 9, len(ballots)) == tally(asked, ballots, 9)
    assert all(list(one) == sorted(one) for one in answers.values())


def test_a_blank_ballot_counts_where_the_round_says_so() -> None:
    blank = ballot_of(ELECTION, {}, NAMES)
    assert is_valid(ELECTION, blank)
    assert not is_valid(form(options=4, seats=2, withdrawn=3, blank_counts=False), blank)


def counted(issued: int, collected: int, invalid: int, **votes: int) -> Counts:
    options = {code: OptionCount(votes=number) for code, number in votes.items()}
    return Counts(issued=issued, collected=collected, invalid=invalid, options=options)


def test_what_came_several_ways_is_added_up() -> None:
    asked = form(options=2, present=8, summoned=10)
    poll = with_batches(
        asked.poll,
        [
            Batch(BatchKind.ELECTRONIC, counted(5, 5, 0, u0=3, u1=2)),
            Batch(BatchKind.PAPER, counted(3, 2, 1, u0=1, u1=0)),
            Batch(BatchKind.WRITTEN, counted(2, 2, 0, u0=0, u1=2)),
        ],
    )
    assert (poll.present, poll.issued, poll.collected, poll.invalid, poll.valid) == (10, 10, 9, 1, 8)
    assert [option.votes for option in poll.options] == [4, 4]
    assert [option.against for option in poll.options] == [None, None]
    assert not list(excesses(poll))


def test_more_written_opinions_than_are_absent_do_not_add_up() -> None:
    asked = form(options=1, present=8, summoned=9)
    poll = with_batches(asked.poll, [Batch(BatchKind.WRITTEN, counted(2, 2, 0, u0=2))])
    assert [excess.part for excess in excesses(poll)] == ["present"]


def test_a_round_of_which_nothing_came_is_uncounted() -> None:
    assert with_batches(ELECTION.poll, []) == ELECTION.poll
