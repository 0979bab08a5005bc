"""Ballots against what a round asks: which are taken, how they are written, and what they count to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from models.enums import Answer, PollKind
from services.errors.ballots import BallotFault, BallotRefused
from services.errors.base import NotFound
from services.rules.counting import Counts, OptionCount
from services.rules.document import Poll, PollOption

Ballot: TypeAlias = Mapping[str, Answer]
"""An answer for each option that has not withdrawn, by its code."""

Answers: TypeAlias = Mapping[str, Sequence[Answer]]
"""Of each option what the valid ballots say, sorted: which answers stood on one ballot does not show."""

_MARKS = {Answer.FOR: "+", Answer.AGAINST: "-", Answer.BLANK: "0"}
_ANSWERS = {mark: answer for answer, mark in _MARKS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotForm:
    """A round with the rules for its ballots.

    `own_unit`: whether one may vote for the unit that one comes from. `blank_counts`: whether a ballot that
    says nothing of anybody is valid; else it is counted as invalid.
    """

    poll: Poll
    own_unit: bool = True
    blank_counts: bool = True

    @property
    def standing(self) -> tuple[PollOption, ...]:
        """The options that have not withdrawn."""
        return tuple(option for option in self.poll.options if not option.withdrawn)

    @property
    def offered(self) -> tuple[Answer, ...]:
        """What can be answered of one option."""
        election = self.poll.kind is PollKind.ELECTION
        return (Answer.FOR, Answer.BLANK) if election else tuple(Answer)


def ballot_of(
    form: BallotForm, given: Mapping[str, Answer], names: Mapping[str, str], unit: str | None = None
) -> Ballot:
    """The ballot that somebody of `unit` gives; `names` are those of the options, by code.

    In an election whoever is not named is left blank; otherwise each option wants an answer, which may be
    blank. Where one may not vote for the own unit, that one is left blank.
    Raises:
        BallotRefused: too many names, a name that has withdrawn, the own unit, an option without an answer.
        NotFound: an option that is not on the ballot.
    Source: block regulation; house rule (ballots)
    """
    options = {option.code: option for option in form.poll.options}
    own = {code for code, option in options.items() if not form.own_unit and unit and option.unit == unit}
    for code, answer in given.items():
        if code not in options:
            raise NotFound(kind="option", name=code)
        if options[code].withdrawn:
            raise BallotRefused(reason=BallotFault.WITHDRAWN, option=names[code])
        if answer not in form.offered:
            raise BallotRefused(reason=BallotFault.NOT_OFFERED, option=names[code])
        if code in own and answer is not Answer.BLANK:
            raise BallotRefused(reason=BallotFault.OWN_UNIT, option=names[code])
    ballot = {option.code: given.get(option.code, Answer.BLANK) for option in form.standing}
    if form.poll.kind is not PollKind.ELECTION:
        if missing := [code for code in ballot if code not in given and code not in own]:
            raise BallotRefused(reason=BallotFault.UNANSWERED, option=names[missing[0]])
    elif has_too_many_names(form, ballot):
        raise BallotRefused(reason=BallotFault.TOO_MANY_NAMES, limit=form.poll.seats or 0)
    return ballot


def has_too_many_names(form: BallotForm, ballot: Ballot) -> bool:
    """Whether more are named than there are seats.

    Source: youth union guide on counting ballots; house rule (ballots)
    """
    named = sum(answer is Answer.FOR for answer in ballot.values())
    return form.poll.kind is PollKind.ELECTION and named > (form.poll.seats or 0)


def is_valid(form: BallotForm, ballot: Ballot) -> bool:
    """Whether the ballot counts; one that says nothing does where the round says so.

    Source: youth union guide on counting ballots; house rule (ballots)
    """
    if has_too_many_names(form, ballot):
        return False
    return form.blank_counts or any(answer is not Answer.BLANK for answer in ballot.values())


def marks_of(form: BallotForm, ballot: Ballot) -> str:
    """The ballot as it is sealed: one sign an option, in the order of the form.

    Source: house rule (ADR 15)
    """
    return "".join(_MARKS[ballot[option.code]] for option in form.standing)


def ballot_from(form: BallotForm, marks: str) -> Ballot:
    """The ballot that was sealed as these signs.

    Raises: ValueError when they are none of this form.
    Source: house rule (ADR 15)
    """
    if len(marks) != len(form.standing) or not set(marks) <= set(_ANSWERS):
        raise ValueError("marks of another form")
    ballot = {option.code: _ANSWERS[mark] for option, mark in zip(form.standing, marks, strict=True)}
    if has_too_many_names(form, ballot) or not set(ballot.values()) <= set(form.offered):
        raise ValueError("marks of no ballot")
    return ballot


def answers_of(form: BallotForm, ballots: Iterable[Ballot]) -> Answers:
    """Of each option what the valid ballots say, sorted, so that no ballot can be put together again.

    Source: house rule (ADR 15)
    """
    valid = [ballot for ballot in ballots if is_valid(form, ballot)]
    return {option.code: sorted(ballot[option.code] for ballot in valid) for option in form.standing}


def counts_of(form: BallotForm, answers: Answers, issued: int, collected: int) -> Counts:
    """What the answers count to; of the ballots collected, those that gave no answers are invalid.

    Source: block regulation; year-file, polls
    """
    valid = len(answers[form.standing[0].code]) if form.standing else 0
    return Counts(
        issued=issued,
        collected=collected,
        invalid=collected - valid,
        options={code: _count(form, given) for code, given in answers.items()},
    )


def tally(form: BallotForm, ballots: Sequence[Ballot], issued: int) -> Counts:
    """What the ballots count to.

    Source: block regulation; year-file, polls
    """
    return counts_of(form, answers_of(form, ballots), issued, len(ballots))


def _count(form: BallotForm, given: Sequence[Answer]) -> OptionCount:
    number = {answer: sum(one is answer for one in given) for answer in Answer}
    if form.poll.kind is PollKind.ELECTION:
        return OptionCount(votes=number[Answer.FOR])
    return OptionCount(votes=number[Answer.FOR], against=number[Answer.AGAINST], blank=number[Answer.BLANK])
