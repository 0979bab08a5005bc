"""What a closed round of voting decided: required votes, quorum, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.enums import Basis, Operator, OptionOutcome, PollKind, PollOutcome
from services.rules.document import Poll, PollOption, Threshold
from services.rules.exact import decimal_of, hundredths_of, percent_of, points_text

_CHOSEN = (OptionOutcome.PASSED, OptionOutcome.ELECTED)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many had to be present, how many were."""

    required: int
    have: int

    @property
    def reached(self) -> bool:
        """Whether the round may decide anything."""
        return self.have >= self.required


@dataclass(frozen=True, slots=True)
class OptionVerdict:
    """An option's votes, percent in hundredths and outcome; None without votes or without quorum."""

    option: str
    votes: int | None
    percent: int | None
    outcome: OptionOutcome | None


@dataclass(frozen=True, slots=True)
class PollVerdict:
    """The figures and the outcome of a round; `required` and `basis_count` are None without a rule."""

    code: str
    required: int | None
    basis_count: int | None
    quorum: Quorum | None
    outcome: PollOutcome
    options: tuple[OptionVerdict, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes of the options that were passed or elected."""
        return tuple(line.option for line in self.options if line.outcome in _CHOSEN)


def smallest_count(threshold: Threshold, basis_count: int) -> int:
    """The smallest whole number n for which `n operator share x basis_count` holds.

    Source: KTNN QD 2264/2014 article 11 (operator, share and basis); year-file, Required votes
    """
    part = threshold.share * basis_count
    if threshold.operator is Operator.MORE_THAN:
        return part.numerator // part.denominator + 1
    return -(-part.numerator // part.denominator)


def required_votes(threshold: Threshold, basis_count: int) -> int:
    """The votes that an option needs, never less than 1.

    Source: KTNN QD 2264/2014 article 11; ND 91/2017/ND-CP article 45 paragraph 8; year-file, Required votes
    """
    return max(1, smallest_count(threshold, basis_count))


def quorum_of(poll: Poll) -> Quorum | None:
    """The quorum of the round, None where none is set.

    Source: block regulation; year-file, Quorum
    """
    if poll.quorum is None:
        return None
    return Quorum(smallest_count(poll.quorum, poll.count_of(poll.quorum.basis)), poll.present)


def verdict_of(poll: Poll) -> PollVerdict:
    """What the round decided, with all figures that it rests on.

    Source: block regulation; year-file, Outcome of an option, Outcome of a poll, Edges
    """
    basis_count = poll.count_of(poll.rule.basis) if poll.rule else None
    required = required_votes(poll.rule, basis_count) if poll.rule and basis_count is not None else None
    quorum = quorum_of(poll)
    outcomes: dict[str, OptionOutcome] = {}
    outcome = PollOutcome.NO_QUORUM
    if quorum is None or quorum.reached:
        outcomes, outcome = _decided(poll, required or 1)
    whole = poll.count_of(Basis.VALID) if basis_count is None else basis_count
    options = tuple(
        OptionVerdict(
            option.code,
            option.votes,
            None if option.votes is None else percent_of(option.votes, whole),
            outcomes.get(option.code),
        )
        for option in poll.options
    )
    return PollVerdict(poll.code, required, basis_count, quorum, outcome, options)


def verdict_mapping(verdict: PollVerdict) -> dict[str, Any]:
    """The verdict as plain JSON, as it is printed and stored.

    Source: year-file, Command line
    """
    quorum = verdict.quorum
    return {
        "code": verdict.code,
        "required": verdict.required,
        "basis_count": verdict.basis_count,
        "quorum": quorum and {"required": quorum.required, "have": quorum.have, "reached": quorum.reached},
        "outcome": verdict.outcome.value,
        "options": [
            {
                "option": option.option,
                "votes": option.votes,
                "percent": None if option.percent is None else points_text(option.percent),
                "outcome": option.outcome and option.outcome.value,
            }
            for option in verdict.options
        ],
    }


def verdict_from(mapping: Mapping[str, Any]) -> PollVerdict:
    """The verdict that `verdict_mapping` made plain.

    Source: year-file, Command line
    """
    quorum = mapping["quorum"]
    return PollVerdict(
        code=mapping["code"],
        required=mapping["required"],
        basis_count=mapping["basis_count"],
        quorum=quorum and Quorum(quorum["required"], quorum["have"]),
        outcome=PollOutcome(mapping["outcome"]),
        options=tuple(
            OptionVerdict(
                option["option"],
                option["votes"],
                option["percent"] and hundredths_of(decimal_of(option["percent"])),
                option["outcome"] and OptionOutcome(option["outcome"]),
            )
            for option in mapping["options"]
        ),
    )


def _decided(poll: Poll, required: int) -> tuple[dict[str, OptionOutcome], PollOutcome]:
    outcomes = {o.code: OptionOutcome.WITHDRAWN for o in poll.options if o.withdrawn}
    standing = [option for option in poll.options if not option.withdrawn]
    enough = [option for option in standing if (option.votes or 0) >= required]
    if poll.kind is not PollKind.ELECTION:
        for option in standing:
            outcomes[option.code] = OptionOutcome.PASSED if option in enough else OptionOutcome.FAILED
        return outcomes, PollOutcome.DECIDED
    elected, tied = _seated(enough, poll.seats or 0)
    for option in standing:
        outcomes[option.code] = OptionOutcome.NOT_ELECTED
    outcomes |= dict.fromkeys((o.code for o in elected), OptionOutcome.ELECTED)
    outcomes |= dict.fromkeys((o.code for o in tied), OptionOutcome.TIED)
    if tied:
        return outcomes, PollOutcome.TIED
    return outcomes, PollOutcome.OPEN_SEATS if len(elected) < (poll.seats or 0) else PollOutcome.DECIDED


def _seated(enough: list[PollOption], seats: int) -> tuple[list[PollOption], list[PollOption]]:
    """The elected, and those whose equal votes straddle the last seat."""
    ordered = sorted((option.votes or 0 for option in enough), reverse=True)
    if len(ordered) <= seats:
        return enough, []
    last = ordered[seats - 1]
    if ordered[seats] < last:
        return [option for option in enough if (option.votes or 0) >= last], []
    above = [option for option in enough if (option.votes or 0) > last]
    return above, [option for option in enough if option.votes == last]
