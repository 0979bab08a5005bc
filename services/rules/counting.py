"""What a round asks, what is counted, the bounds of the counts, and what is left for another round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from models.enums import Basis, BoxMode, OptionOutcome, PollKind, PollMethod, PollOutcome
from services.errors.base import NotFound
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.errors.voting import CountAbove, CountPart
from services.rules.document import Poll, Threshold
from services.rules.exact import LARGEST_COUNT
from services.rules.tally import PollVerdict
from services.rules.text import clean_name

_NARROWING = (Basis.MEMBERS, Basis.SUMMONED, Basis.PRESENT, Basis.ISSUED, Basis.COLLECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who is there of those who were asked to come; `members` None = as many as were summoned."""

    summoned: int
    present: int
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a round asks and how it is decided; only an election has seats, only an election needs no rule.

    A secret round with a `mode` is electronic. `own_unit`: whether one may vote for the unit that one is of.
    `item_id`: the point of the agenda at which it is held.
    """

    title: str
    kind: PollKind
    method: PollMethod
    attendance: Attendance
    seats: int | None = None
    rule: Threshold | None = None
    quorum: Threshold | None = None
    mode: BoxMode | None = None
    own_unit: bool = True
    item_id: int | None = None

    def as_poll(self, code: str) -> Poll:
        """The round before anything is on its ballot."""
        return Poll(
            code=code,
            title=clean_name(self.title),
            kind=self.kind,
            method=self.method,
            seats=self.seats if self.kind is PollKind.ELECTION else None,
            rule=self.rule,
            quorum=self.quorum,
            summoned=self.attendance.summoned,
            present=self.attendance.present,
            members=self.attendance.members,
            options=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCount:
    """What was counted for one option; None where nothing was."""

    votes: int | None = None
    against: int | None = None
    blank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the tellers have counted so far, options by code."""

    options: Mapping[str, OptionCount] = field(default_factory=dict)
    issued: int | None = None
    collected: int | None = None
    invalid: int | None = None


@dataclass(frozen=True, slots=True)
class Excess:
    """A count above its limit; `option` is None for a count of the whole round."""

    part: CountPart
    whole: Basis
    count: int
    limit: int
    option: str | None = None


def with_counts(poll: Poll, counts: Counts) -> Poll:
    """The round with these counts in place of those that it had.

    Raises: NotFound for an option that is not on the ballot, or that has withdrawn.
    Source: house rule (counting)
    """
    unknown = counts.options.keys() - {option.code for option in poll.options if not option.withdrawn}
    if unknown:
        raise NotFound(kind="option", name=min(unknown))
    options = []
    for option in poll.options:
        count = counts.options.get(option.code, OptionCount())
        options.append(replace(option, votes=count.votes, against=count.against, blank=count.blank))
    return replace(
        poll,
        issued=counts.issued,
        collected=counts.collected,
        invalid=counts.invalid,
        options=tuple(options),
    )


def check_counts(poll: Poll, names: Mapping[str, str]) -> None:
    """Let through only counts that can be; `names` are those of the options, by code.

    Raises:
        TypedNumberRefused: a count below 0 or beyond all reason.
        CountAbove: a count is above what it is part of.
    Source: year-file, Refused
    """
    of_options = [number for o in poll.options for number in (o.votes, o.against, o.blank)]
    of_round = [poll.summoned, poll.present, poll.members, poll.issued, poll.collected, poll.invalid]
    for number in (*of_round, poll.seats, *of_options):
        refuse_number(number)
    for excess in excesses(poll):
        name = None if excess.option is None else names[excess.option]
        raise CountAbove(part=excess.part, count=excess.count, limit=excess.limit, option=name)


def refuse_number(number: int | None) -> None:
    """Let through only a number of people or ballots.

    Raises: TypedNumberRefused when it is below 0 or beyond all reason.
    Source: year-file, Refused
    """
    if number is not None and number < 0:
        raise TypedNumberRefused(reason=TypedNumberFault.BELOW_MINIMUM, text=str(number), minimum=0)
    if number is not None and number > LARGEST_COUNT:
        raise TypedNumberRefused(
            reason=TypedNumberFault.ABOVE_MAXIMUM, text=str(number), maximum=LARGEST_COUNT * 100
        )


def excesses(poll: Poll) -> Iterator[Excess]:
    """Every count of the round that is larger than it can be, widest first; counts are 0 or more.

    Source: year-file, Refused
    """
    for wider, narrower in pairwise(_NARROWING):
        count, limit = poll.count_of(narrower), poll.count_of(wider)
        if count > limit:
            yield Excess(CountPart(narrower.value), wider, count, limit)
    collected, invalid = poll.count_of(Basis.COLLECTED), poll.invalid or 0
    if invalid > collected:
        yield Excess(CountPart.INVALID, Basis.COLLECTED, invalid, collected)
        return
    for option in poll.options:
        count = (option.votes or 0) + (option.against or 0) + (option.blank or 0)
        if count > poll.valid:
            yield Excess(CountPart.VOTES, Basis.VALID, count, poll.valid, option.code)
    together = sum(option.votes or 0 for option in poll.options)
    if poll.seats and together > poll.seats * poll.valid:
        yield Excess(CountPart.VOTES, Basis.VALID, together, poll.seats * poll.valid)


def is_by_ballot(poll: Poll) -> bool:
    """Whether the votes are ballots, which two tellers count, and not hands.

    Source: house rule (counting)
    """
    return poll.method in (PollMethod.PAPER, PollMethod.SECRET)


def uncounted(poll: Poll) -> tuple[tuple[CountPart, ...], tuple[str, ...]]:
    """What is still to be counted: figures of the round, and options by their codes.

    Hands that are present are valid; ballots are counted.
    Source: house rule (counting)
    """
    ballots = is_by_ballot(poll)
    figures = {
        CountPart.ISSUED: poll.issued,
        CountPart.COLLECTED: poll.collected,
        CountPart.INVALID: poll.invalid,
    }
    options = (option.code for option in poll.options if option.votes is None and not option.withdrawn)
    return tuple(part for part, number in figures.items() if ballots and number is None), tuple(options)


def left_over(poll: Poll, verdict: PollVerdict | None) -> tuple[tuple[str, ...], int | None]:
    """The options and the seats that a round leaves to the next one; no options when it decided everything.

    After a tie the tied, with open seats those not elected, for the seats that are left; without quorum, or
    without a verdict that holds, all who have not withdrawn for all the seats.
    Source: house rule (further rounds)
    """
    if verdict is None or verdict.outcome is PollOutcome.NO_QUORUM:
        return tuple(option.code for option in poll.options if not option.withdrawn), poll.seats
    outcomes = {option.option: option.outcome for option in verdict.options}
    wanted = {
        PollOutcome.TIED: OptionOutcome.TIED,
        PollOutcome.OPEN_SEATS: OptionOutcome.NOT_ELECTED,
    }.get(verdict.outcome)
    left = tuple(code for code, outcome in outcomes.items() if wanted and outcome is wanted)
    elected = sum(outcome is OptionOutcome.ELECTED for outcome in outcomes.values())
    return left, poll.seats and poll.seats - elected
