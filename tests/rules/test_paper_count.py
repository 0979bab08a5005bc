"""Ballots on paper: counted one by one, typed twice, and what does not add up, by its code."""

from dataclasses import replace

import pytest

from models.enums import Answer, PollKind
from services.errors.ballots import CountCode, CountFinding
from services.errors.voting import CountPart
from services.rules.ballots import Ballot
from services.rules.counting import Counts, OptionCount, with_counts
from services.rules.document import Poll
from services.rules.paper_count import (
    Difference,
    PaperBallot,
    Spoiled,
    counts_of_paper,
    differences,
    findings_of,
)
from services.rules.tally import verdict_of
from tests.ballot_box.boxes import form

FOR, AGAINST, BLANK = Answer


def names(*codes: str, of: int = 3) -> Ballot:
    return {f"u{place}": FOR if f"u{place}" in codes else BLANK for place in range(of)}


def test_twenty_ballots_are_counted_as_the_guide_says() -> None:
    """As the youth union's guide counts: too many names are invalid, fewer are not, both were collected."""
    asked = form(options=3, seats=2, present=20)
    typed = [PaperBallot(names("u0", "u1"))] * 15 + [PaperBallot(names("u0"))] * 3
    counts = counts_of_paper(asked, [*typed, PaperBallot(names("u0", "u1", "u2"))], issued=20)
    assert (counts.issued, counts.collected, counts.invalid) == (20, 19, 1)
    assert [count.votes for count in counts.options.values()] == [18, 15, 0]
    verdict = verdict_of(with_counts(asked.poll, counts))
    assert (verdict.required, verdict.chosen) == (10, ("u0", "u1"))


@pytest.mark.parametrize("spoiled", Spoiled)
def test_a_spoiled_ballot_is_collected_and_invalid(spoiled: Spoiled) -> None:
    asked = form(seats=1)
    counts = counts_of_paper(asked, [PaperBallot(names("u0")), PaperBallot(names("u1"), spoiled)], issued=2)
    assert (counts.collected, counts.invalid, counts.options["u1"].votes) == (2, 1, 0)


def test_a_blank_ballot_is_invalid_where_the_round_says_so() -> None:
    typed = [PaperBallot(names()), PaperBallot(names("u0"))]
    assert counts_of_paper(form(), typed, 2).invalid == 0
    assert counts_of_paper(form(blank_counts=False), typed, 2).invalid == 1


def test_two_tellers_who_agree_leave_no_difference() -> None:
    typed = [PaperBallot(names("u0")), PaperBallot(names("u1"))]
    first, second = (counts_of_paper(form(), order, 9) for order in (typed, typed[::-1]))
    assert differences(first, second) == ()


def test_every_figure_that_two_tellers_typed_differently_is_shown() -> None:
    first = Counts(issued=9, collected=9, invalid=0, options={"u0": OptionCount(votes=5, against=1)})
    second = Counts(
        issued=9, collected=8, options={"u0": OptionCount(votes=4, against=1), "u1": OptionCount(votes=4)}
    )
    assert differences(first, second) == (
        Difference(CountPart.COLLECTED, 9, 8),
        Difference(CountPart.INVALID, 0, None),
        Difference(CountPart.VOTES, 5, 4, "u0", "votes"),
        Difference(CountPart.VOTES, None, 4, "u1", "votes"),
    )


def motion(
    votes: int = 9,
    against: int | None = 0,
    blank: int | None = 0,
    issued: int = 9,
    collected: int = 9,
    invalid: int = 0,
) -> Poll:
    poll = form(options=1, kind=PollKind.MOTION, present=9).poll
    option = replace(poll.options[0], votes=votes, against=against, blank=blank)
    return replace(poll, options=(option,), issued=issued, collected=collected, invalid=invalid)


def election(*votes: int, seats: int = 1) -> Poll:
    poll = form(options=len(votes), seats=seats, present=9).poll
    options = tuple(replace(option, votes=number) for option, number in zip(poll.options, votes, strict=True))
    return replace(poll, options=options, issued=9, collected=9, invalid=0)


@pytest.mark.parametrize(
    ("poll", "findings"),
    [
        (motion(), []),
        (motion(9, None, None), []),
        (election(5, 4), []),
        (replace(motion(), present=10), [("F101", 10, 9), ("W101", 9, 10)]),
        (motion(issued=10), [("F102", 10, 9), ("W102", 9, 10)]),
        (motion(issued=8), [("F103", 9, 8), ("W101", 8, 9)]),
        (motion(0, invalid=10), [("F104", 10, 9), ("W201", 10, 9)]),
        (motion(9, 1), [("F201", 10, 9, "u0")]),
        (motion(8, invalid=0), [("F203", 8, 9, "u0")]),
        (election(9, 9), [("F202", 18, 9)]),
        (election(0, 0), [("W202", 0, 9)]),
        (motion(8, collected=8), [("W102", 8, 9)]),
        (motion(8, invalid=1), [("W201", 1, 9)]),
    ],
)
def test_each_figure_that_does_not_fit_has_its_code(
    poll: Poll, findings: list[tuple[str, int, int] | tuple[str, int, int, str]]
) -> None:
    wanted = [CountFinding(CountCode(code), *rest) for code, *rest in findings]
    assert list(findings_of(poll)) == wanted


def test_errors_stand_in_the_way_and_warnings_do_not() -> None:
    assert [code.value for code in CountCode if code.is_error] == [
        code.value for code in CountCode if code.value.startswith("F")
    ]
    assert not CountCode.NO_VOTES.is_error
