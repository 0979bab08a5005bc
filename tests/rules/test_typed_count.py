"""Ballots as a teller types them: the keys of each kind, what is no ballot, what the typing comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Answer, BatchKind, PollKind
from services.errors.ballots import BallotFault, BallotRefused, TypedBallotFault, TypedBallotRefused
from services.rules.ballots import BallotForm
from services.rules.counting import Counts, OptionCount
from services.rules.paper_count import PaperBallot, Spoiled
from services.rules.typed_count import (
    BatchRoll,
    TypedCount,
    counts_of_typed,
    is_spoiled,
    rolls_of,
    typed_ballot,
    typed_from,
    typed_mapping,
)
from tests.ballot_box.boxes import form

FOR, AGAINST, BLANK = Answer.FOR, Answer.AGAINST, Answer.BLANK


def read(asked: BallotForm, text: str) -> PaperBallot:
    return typed_ballot(asked, text, {option.code: option.code for option in asked.poll.options})


@pytest.mark.parametrize(
    ("text", "named"),
    [("1", "u0"), ("13", "u0 u2"), ("1 3", "u0 u2"), (" 3, 1. ", "u0 u2"), ("123", "u0 u1 u2"), ("0", "")],
)
def test_an_election_is_typed_by_the_numbers_of_the_names(text: str, named: str) -> None:
    answers = read(form(seats=2), text).answers
    assert {code for code, answer in answers.items() if answer is FOR} == set(named.split())
    assert set(answers) == {"u0", "u1", "u2"}


def test_numbers_of_a_long_ballot_are_parted() -> None:
    answers = read(form(options=12, seats=3), "1 10,12").answers
    assert [code for code, answer in answers.items() if answer is FOR] == ["u0", "u9", "u11"]


@pytest.mark.parametrize("kind", [PollKind.APPROVAL, PollKind.MOTION])
def test_other_ballots_have_a_key_for_each_option(kind: PollKind) -> None:
    options = 1 if kind is PollKind.MOTION else 3
    text = "120"[:options]
    assert list(read(form(options, kind), text).answers.values()) == [FOR, AGAINST, BLANK][:options]


def test_who_has_withdrawn_keeps_the_number_and_cannot_be_named() -> None:
    asked = form(seats=2, withdrawn=1)
    assert [code for code, answer in read(asked, "3").answers.items() if answer is FOR] == ["u2"]
    with pytest.raises(BallotRefused) as refusal:
        read(asked, "2")
    assert (refusal.value.reason, refusal.value.option) == (BallotFault.WITHDRAWN, "u1")
    assert read(form(kind=PollKind.APPROVAL, withdrawn=1), "12").answers == {"u0": FOR, "u2": AGAINST}


@pytest.mark.parametrize(("text", "reason"), list(zip(("x1", "X2", " x 3", "x4"), Spoiled, strict=True)))
def test_an_invalid_ballot_is_typed_with_its_reason(text: str, reason: Spoiled) -> None:
    ballot = read(form(), text)
    assert ballot.spoiled is reason
    assert is_spoiled(form(), ballot)


def test_too_many_names_make_a_ballot_invalid_and_not_a_slip() -> None:
    ballot = read(form(seats=1), "12")
    assert is_spoiled(form(seats=1), ballot)
    assert not is_spoiled(form(seats=2), ballot)


REFUSED = [
    (PollKind.ELECTION, "", TypedBallotFault.NOTHING),
    (PollKind.ELECTION, "  ", TypedBallotFault.NOTHING),
    (PollKind.ELECTION, "4", TypedBallotFault.NO_NAME),
    (PollKind.ELECTION, "10", TypedBallotFault.NO_NAME),
    (PollKind.ELECTION, "a", TypedBallotFault.NO_NAME),
    (PollKind.ELECTION, "-1", TypedBallotFault.NO_NAME),
    (PollKind.ELECTION, "\u0661", TypedBallotFault.NO_NAME),
    (PollKind.ELECTION, "11", TypedBallotFault.TWICE),
    (PollKind.ELECTION, "x", TypedBallotFault.NO_REASON),
    (PollKind.ELECTION, "x5", TypedBallotFault.NO_REASON),
    (PollKind.ELECTION, "x0", TypedBallotFault.NO_REASON),
    (PollKind.APPROVAL, "12", TypedBallotFault.OTHER_LENGTH),
    (PollKind.APPROVAL, "1200", TypedBallotFault.OTHER_LENGTH),
    (PollKind.APPROVAL, "123", TypedBallotFault.NO_ANSWER),
    (PollKind.APPROVAL, "+", TypedBallotFault.NO_ANSWER),
]


@pytest.mark.parametrize(("kind", "text", "reason"), REFUSED)
def test_keys_of_no_ballot_are_refused(kind: PollKind, text: str, reason: TypedBallotFault) -> None:
    with pytest.raises(TypedBallotRefused) as refusal:
        read(form(kind=kind), text)
    assert refusal.value.reason is reason


@given(texts=st.lists(st.sampled_from(["0", "1", "2", "3", "12", "123", "x1", "x3"]), max_size=30))
def test_what_is_kept_is_what_was_typed(texts: list[str]) -> None:
    asked = form(seats=2)
    typed = TypedCount(issued=30, collected=30, ballots=tuple(read(asked, text) for text in texts))
    assert typed_from(asked, typed_mapping(asked, typed)) == typed
    counts = counts_of_typed(asked, typed)
    assert (counts.issued, counts.collected) == (30, len(texts))
    assert counts.invalid == sum(text in ("123", "x1", "x3") for text in texts)
    named = sum((option.votes or 0) for option in counts.options.values())
    assert named == sum(len(text) for text in texts if text in ("1", "2", "3", "12"))


def test_totals_are_kept_as_they_were_typed() -> None:
    asked = form(kind=PollKind.APPROVAL)
    totals = Counts(options={"u0": OptionCount(votes=3, against=1, blank=0)}, invalid=1)
    typed = TypedCount(issued=5, collected=5, totals=totals, compared=True)
    assert typed_from(asked, typed_mapping(asked, typed)) == typed
    assert counts_of_typed(asked, typed).collected == 5


def test_ballots_come_by_the_ways_of_those_who_vote() -> None:
    electronic, paper, written = BatchKind
    voters = [("u0", electronic), ("u1", electronic), (None, paper), ("u2", written), ("u3", None)]
    assert rolls_of(4, voters, electronic=True) == {
        electronic: BatchRoll(2, {"u0": 1, "u1": 1}),
        paper: BatchRoll(1, {}, apart=True),
        written: BatchRoll(1, {"u2": 1}, apart=True),
    }
    assert rolls_of(4, [], electronic=False) == {paper: BatchRoll(4)}
    assert rolls_of(0, [("u0", None)], electronic=False) == {paper: BatchRoll(0)}
