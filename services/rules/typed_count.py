"""What a teller types of a pile of ballots: how many there are, then each of them or their totals.

A ballot is typed by the number keys. In an election these are the numbers of the names on the ballot, 0 for
a ballot without any; otherwise one key for each option: 1 for, 2 against, 0 blank. An invalid one is `x` and
the number of what makes it so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.enums import Answer, BatchKind, PollKind
from services.errors.ballots import (
    BallotFault,
    BallotRefused,
    CountCode,
    CountFinding,
    TypedBallotFault,
    TypedBallotRefused,
)
from services.errors.base import NotFound
from services.rules.ballots import Ballot, BallotForm, has_too_many_names
from services.rules.counting import Counts, OptionCount, refuse_number, with_counts
from services.rules.document import Poll
from services.rules.paper_count import PaperBallot, Spoiled, counts_of_paper, findings_of

SPOILED = tuple(Spoiled)
"""What makes a ballot invalid, in the order of its keys: x1, x2 and so on."""

_KEYS = {Answer.FOR: "1", Answer.AGAINST: "2", Answer.BLANK: "0"}
_ANSWERS = {key: answer for answer, key in _KEYS.items()}
_ONE_KEY = 9  # names up to here have a number of one digit, so that nothing need part them


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCount:
    """A teller's typing of a batch: `totals` where those were typed, else the `ballots` one by one.

    `compared`: its teller has seen where the other's differs, and mends.
    """

    issued: int
    collected: int
    ballots: tuple[PaperBallot, ...] = ()
    totals: Counts | None = None
    compared: bool = False


@dataclass(frozen=True, slots=True)
class BatchRoll:
    """Whom the ballots of a batch are for: how many, and how many of each option's own unit, by its code.

    `apart`: only some of those who vote vote this way, so that their number is not that of all present.
    """

    voters: int
    own: Mapping[str, int] = field(default_factory=dict)
    apart: bool = False


def typed_ballot(form: BallotForm, text: str, names: Mapping[str, str]) -> PaperBallot:
    """The ballot that a teller has typed; `names` are those of the options, by code.

    Raises:
        TypedBallotRefused: the keys are those of no ballot.
        BallotRefused: a name that has withdrawn.
    Source: house rule (paper count)
    """
    keys = text.strip().lower()
    blank = {option.code: Answer.BLANK for option in form.standing}
    if keys.startswith("x"):
        number = keys[1:].strip()
        if number not in [str(place) for place in range(1, len(SPOILED) + 1)]:
            raise TypedBallotRefused(reason=TypedBallotFault.NO_REASON, text=text, limit=len(SPOILED))
        return PaperBallot(blank, SPOILED[int(number) - 1])
    if not keys:
        raise TypedBallotRefused(reason=TypedBallotFault.NOTHING)
    if form.poll.kind is PollKind.ELECTION:
        return PaperBallot(blank | dict.fromkeys(_named(form, keys, names), Answer.FOR))
    answers = re.sub(r"[\s,;.]", "", keys)
    if wrong := re.search(r"[^012]", answers):
        raise TypedBallotRefused(reason=TypedBallotFault.NO_ANSWER, text=wrong[0])
    if len(answers) != len(blank):
        raise TypedBallotRefused(
            reason=TypedBallotFault.OTHER_LENGTH, text=text, count=len(answers), limit=len(blank)
        )
    return PaperBallot(dict(zip(blank, (_ANSWERS[key] for key in answers), strict=True)))


def _named(form: BallotForm, keys: str, names: Mapping[str, str]) -> Iterator[str]:
    """The codes of who is named by numbers."""
    options = form.poll.options
    parts = re.findall(r"[^\s,;.]", keys) if len(options) <= _ONE_KEY else re.split(r"[\s,;.]+", keys)
    numbers = [part for part in parts if part]
    if numbers == ["0"]:
        return
    for place, number in enumerate(numbers):
        if number not in [str(key) for key in range(1, len(options) + 1)]:
            raise TypedBallotRefused(reason=TypedBallotFault.NO_NAME, text=number, limit=len(options))
        if number in numbers[:place]:
            raise TypedBallotRefused(reason=TypedBallotFault.TWICE, text=number)
        option = options[int(number) - 1]
        if option.withdrawn:
            raise BallotRefused(reason=BallotFault.WITHDRAWN, option=names[option.code])
        yield option.code


def is_spoiled(form: BallotForm, ballot: PaperBallot) -> bool:
    """Whether the ballot is invalid for what a teller saw on it, or for the names that it has too many.

    Source: youth union guide on counting ballots; house rule (paper count)
    """
    return ballot.spoiled is not None or has_too_many_names(form, ballot.answers)


def counts_of_typed(form: BallotForm, typed: TypedCount) -> Counts:
    """What the typing comes to.

    Source: house rule (paper count)
    """
    if typed.totals is None:
        return counts_of_paper(form, typed.ballots, typed.issued)
    return replace(typed.totals, issued=typed.issued, collected=typed.collected)


def typed_mapping(form: BallotForm, typed: TypedCount) -> dict[str, Any]:
    """The typing as plain JSON, as it is kept until the batch is settled.

    Source: house rule (paper count)
    """
    mapping: dict[str, Any] = {"issued": typed.issued, "collected": typed.collected}
    if typed.compared:
        mapping["compared"] = True
    if typed.totals is None:
        return mapping | {"ballots": [_kept(form, ballot) for ballot in typed.ballots]}
    options = {
        code: [count.votes, count.against, count.blank] for code, count in typed.totals.options.items()
    }
    return mapping | {"invalid": typed.totals.invalid, "options": options}


def typed_from(form: BallotForm, mapping: Mapping[str, Any]) -> TypedCount:
    """The typing that `typed_mapping` made plain.

    Source: house rule (paper count)
    """
    totals = None
    if "options" in mapping:
        options = {
            code: OptionCount(votes=votes, against=against, blank=blank)
            for code, (votes, against, blank) in mapping["options"].items()
        }
        totals = Counts(options=options, invalid=mapping["invalid"])
    return TypedCount(
        issued=mapping["issued"],
        collected=mapping["collected"],
        ballots=tuple(_ballot(form, kept) for kept in mapping.get("ballots", ())),
        totals=totals,
        compared=mapping.get("compared", False),
    )


def _kept(form: BallotForm, ballot: PaperBallot) -> str:
    keys = "".join(_KEYS[ballot.answers[option.code]] for option in form.standing)
    return f"{keys} {ballot.spoiled}" if ballot.spoiled else keys


def _ballot(form: BallotForm, kept: str) -> PaperBallot:
    keys, _, spoiled = kept.partition(" ")
    answers: Ballot = {option.code: _ANSWERS[key] for option, key in zip(form.standing, keys, strict=True)}
    return PaperBallot(answers, Spoiled(spoiled) if spoiled else None)


def findings_of_typed(form: BallotForm, typed: TypedCount, roll: BatchRoll) -> tuple[CountFinding, ...]:
    """What does not add up in one teller's typing of a batch, errors first; options by code.

    Source: year-file, Refused; house rule (paper count)
    """
    findings: list[CountFinding] = []
    if typed.totals is None and len(typed.ballots) != typed.collected:
        findings.append(CountFinding(CountCode.NOT_ALL_TYPED, len(typed.ballots), typed.collected))
    findings += findings_of_batch(form, counts_of_typed(form, typed), roll)
    return tuple(sorted(findings, key=lambda finding: not finding.code.is_error))


def findings_of_batch(form: BallotForm, counts: Counts, roll: BatchRoll) -> tuple[CountFinding, ...]:
    """What does not add up in a batch by itself, errors first; options by code.

    Source: year-file, Refused; block regulation (own unit); house rule (paper count)
    """
    return (*_bounds(form.poll, counts, roll), *_own_units(form, counts, roll))


def _bounds(poll: Poll, counts: Counts, roll: BatchRoll) -> Iterator[CountFinding]:
    alone = replace(poll, summoned=roll.voters, present=roll.voters, members=None)
    for finding in findings_of(with_counts(alone, counts)):
        if finding.code is CountCode.ISSUED_ABOVE_PRESENT and roll.apart:
            yield replace(finding, code=CountCode.ISSUED_ABOVE_ROLL)
        elif finding.code is not CountCode.NOT_ALL_ISSUED or not roll.apart:
            yield finding


def _own_units(form: BallotForm, counts: Counts, roll: BatchRoll) -> Iterator[CountFinding]:
    """Votes beyond those of the voters who are not of that unit."""
    if form.own_unit:
        return
    for code, count in counts.options.items():
        others = roll.voters - roll.own.get(code, 0)
        if (count.votes or 0) > others:
            yield CountFinding(CountCode.OWN_UNIT, count.votes or 0, others, code)


def refuse_unreal(form: BallotForm, typed: TypedCount, names: Mapping[str, str]) -> None:
    """Let through only a typing that is of this ballot; `names` are those of the options, by code.

    Raises:
        TypedNumberRefused: a figure below 0 or beyond all reason.
        BallotRefused: an option that has withdrawn, or an answer that is not offered.
        NotFound: an option that is not on the ballot.
    Source: year-file, Refused; house rule (paper count)
    """
    totals = typed.totals or Counts()
    columns = (number for one in totals.options.values() for number in (one.votes, one.against, one.blank))
    for number in (typed.issued, typed.collected, totals.invalid, *columns):
        refuse_number(number)
    standing = {option.code for option in form.standing}
    for codes in (totals.options.keys(), *(ballot.answers.keys() for ballot in typed.ballots)):
        for code in codes - standing:
            if code in names:
                raise BallotRefused(reason=BallotFault.WITHDRAWN, option=names[code])
            raise NotFound(kind="option", name=code)
    for ballot in typed.ballots:
        for code, answer in ballot.answers.items():
            if answer not in form.offered:
                raise BallotRefused(reason=BallotFault.NOT_OFFERED, option=names[code])


def missing_of_typed(form: BallotForm, typed: TypedCount) -> tuple[str, ...]:
    """The options of which a total is still to be typed, by code.

    Source: house rule (paper count)
    """
    if typed.totals is None:
        return ()
    return tuple(
        option.code for option in form.standing if not _is_typed(form, typed.totals.options.get(option.code))
    )


def _is_typed(form: BallotForm, count: OptionCount | None) -> bool:
    if count is None or count.votes is None:
        return False
    return form.poll.kind is PollKind.ELECTION or None not in (count.against, count.blank)


def rolls_of(
    present: int, voters: Sequence[tuple[str | None, BatchKind | None]], *, electronic: bool
) -> dict[BatchKind, BatchRoll]:
    """How the ballots of a round come, and from whom: `voters` are their units' options with the way of each.

    None is the way of who does not take part. In a year without delegates there are only those present.
    Source: house rule (batches)
    """
    if not voters and not electronic:
        return {BatchKind.PAPER: BatchRoll(present)}
    first = BatchKind.ELECTRONIC if electronic else BatchKind.PAPER
    ways = {way for _, way in voters} | {first}
    return {
        kind: _roll([unit for unit, way in voters if way is kind], apart=kind is not first)
        for kind in BatchKind
        if kind in ways
    }


def _roll(units: Sequence[str | None], *, apart: bool) -> BatchRoll:
    return BatchRoll(len(units), {unit: units.count(unit) for unit in units if unit}, apart)
