"""Ballots on paper, typed by two tellers apart: what they come to, what differs, what does not add up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from models.enums import Basis, PollKind
from services.errors.ballots import CountCode, CountFinding
from services.errors.voting import CountPart
from services.rules.ballots import Ballot, BallotForm, tally
from services.rules.counting import Counts, OptionCount, excesses
from services.rules.document import Poll

MANY_INVALID = Fraction(1, 10)
"""Of the ballots collected; from here on the tellers are asked to look at the invalid ones again."""

_BY_PART = {
    CountPart.PRESENT: CountCode.PRESENT_ABOVE_SUMMONED,
    CountPart.ISSUED: CountCode.ISSUED_ABOVE_PRESENT,
    CountPart.COLLECTED: CountCode.COLLECTED_ABOVE_ISSUED,
    CountPart.INVALID: CountCode.INVALID_ABOVE_COLLECTED,
    CountPart.VOTES: CountCode.TOGETHER_ABOVE_VALID,
}


class Spoiled(StrEnum):
    """What a teller sees that makes a ballot invalid; too many names and none show by themselves."""

    NOT_ISSUED = "not_issued"
    UNCLEAR = "unclear"
    OFF_THE_LIST = "off_the_list"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """A ballot as a teller reads it: an answer for each option that has not withdrawn."""

    answers: Ballot
    spoiled: Spoiled | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the two tellers have typed differently: of the round, or one column of an option."""

    part: CountPart
    first: int | None
    second: int | None
    option: str | None = None
    column: str = ""


def counts_of_paper(form: BallotForm, ballots: Sequence[PaperBallot], issued: int) -> Counts:
    """What ballots typed one by one come to; the invalid ones stay among those collected.

    Source: youth union guide on counting ballots; house rule (paper count)
    """
    whole = [ballot.answers for ballot in ballots if ballot.spoiled is None]
    counts = tally(form, whole, issued)
    spoiled = len(ballots) - len(whole)
    return Counts(
        issued=issued,
        collected=len(ballots),
        invalid=(counts.invalid or 0) + spoiled,
        options=counts.options,
    )


def differences(first: Counts, second: Counts) -> tuple[Difference, ...]:
    """Where two tellers disagree; none, and the count stands.

    Source: house rule (paper count)
    """
    return tuple(_differences(first, second))


def _differences(first: Counts, second: Counts) -> Iterator[Difference]:
    for part in (CountPart.ISSUED, CountPart.COLLECTED, CountPart.INVALID):
        ours, theirs = getattr(first, part.value), getattr(second, part.value)
        if ours != theirs:
            yield Difference(part, ours, theirs)
    for code in dict.fromkeys((*first.options, *second.options)):
        one, other = first.options.get(code, OptionCount()), second.options.get(code, OptionCount())
        for column in ("votes", "against", "blank"):
            ours, theirs = getattr(one, column), getattr(other, column)
            if ours != theirs:
                yield Difference(CountPart.VOTES, ours, theirs, code, column)


def findings_of(poll: Poll) -> tuple[CountFinding, ...]:
    """What does not add up in a count, errors first, then what to look at again; options by code.

    Source: year-file, Refused; Abacus (four-eyes entry of polling stations); house rule (paper count)
    """
    return (*_errors(poll), *_warnings(poll))


def _errors(poll: Poll) -> Iterator[CountFinding]:
    for excess in excesses(poll):
        code = CountCode.OPTION_ABOVE_VALID if excess.option else _BY_PART[excess.part]
        yield CountFinding(code, excess.count, excess.limit, excess.option)
    if poll.kind is PollKind.ELECTION:
        return
    for option in poll.options:
        columns = (option.votes, option.against, option.blank)
        if None not in columns and (together := _sum(columns)) < poll.valid:
            yield CountFinding(CountCode.OPTION_NOT_VALID, together, poll.valid, option.code)


def _warnings(poll: Poll) -> Iterator[CountFinding]:
    issued, collected, invalid = (
        poll.count_of(Basis.ISSUED),
        poll.count_of(Basis.COLLECTED),
        poll.invalid or 0,
    )
    if issued < poll.present:
        yield CountFinding(CountCode.NOT_ALL_ISSUED, issued, poll.present)
    if collected < issued:
        yield CountFinding(CountCode.NOT_ALL_COLLECTED, collected, issued)
    if invalid and invalid >= MANY_INVALID * collected:
        yield CountFinding(CountCode.MANY_INVALID, invalid, collected)
    if poll.valid > 0 and not _sum(option.votes for option in poll.options):
        yield CountFinding(CountCode.NO_VOTES, 0, poll.valid)


def _sum(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)
