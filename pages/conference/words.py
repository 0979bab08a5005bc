"""Vote rounds in words: what is asked, by which rule, where it stands, and what was decided."""

from collections.abc import Mapping
from fractions import Fraction

from models.enums import Basis, Operator, OptionOutcome, PollKind, PollMethod, PollOutcome, PollState
from pages.shared import formats
from pages.shared.i18n import N_, _, ngettext
from services.rules.document import Threshold
from services.rules.tally import OptionVerdict, PollVerdict

STATES = {
    PollState.DRAFT: N_("Not opened yet"),
    PollState.OPEN: N_("Voting"),
    PollState.CLOSED: N_("Counting"),
    PollState.COUNTED: N_("Counted, not read out yet"),
    PollState.PUBLISHED: N_("Result read out"),
    PollState.CERTIFIED: N_("Certified"),
    PollState.VOID: N_("Void"),
}
KINDS = {
    PollKind.ELECTION: N_("Election to seats"),
    PollKind.APPROVAL: N_("Approval of each"),
    PollKind.MOTION: N_("One motion"),
}
METHODS = {
    PollMethod.HANDS: N_("Show of hands"),
    PollMethod.PAPER: N_("Paper ballots"),
    PollMethod.SECRET: N_("Secret ballot"),
    PollMethod.ACCLAMATION: N_("Acclamation"),
}
OPERATORS = {Operator.MORE_THAN: N_("More than"), Operator.AT_LEAST: N_("At least")}
BASES = {
    Basis.VALID: N_("the valid ballots"),
    Basis.COLLECTED: N_("the ballots collected"),
    Basis.ISSUED: N_("the ballots issued"),
    Basis.PRESENT: N_("those present"),
    Basis.SUMMONED: N_("those summoned"),
    Basis.MEMBERS: N_("all members"),
}
OUTCOMES = {
    OptionOutcome.PASSED: N_("Passed"),
    OptionOutcome.FAILED: N_("Not passed"),
    OptionOutcome.ELECTED: N_("Elected"),
    OptionOutcome.NOT_ELECTED: N_("Not elected"),
    OptionOutcome.TIED: N_("Tied"),
    OptionOutcome.WITHDRAWN: N_("Withdrawn"),
}
RESULTS = {
    PollOutcome.TIED: N_("A tie for the last seat"),
    PollOutcome.OPEN_SEATS: N_("Seats stay open"),
    PollOutcome.NO_QUORUM: N_("No quorum"),
}
COUNTED_LATER = (Basis.ISSUED, Basis.COLLECTED, Basis.VALID)
_LARGEST_SPOKEN = 10  # of denominators: two thirds is said so, 6667/10000 as a percent


def share_words(share: Fraction) -> str:
    """A share as people say it: "1/2", "66,67%"."""
    if share.denominator <= _LARGEST_SPOKEN or 10_000 % share.denominator:
        return str(share)
    return formats.percent(int(share * 10_000), trim=True)


def rule_words(rule: Threshold | None) -> str:
    """What share of what is needed."""
    if rule is None:
        return _("Most votes win")
    return _("{operator} {share} of {basis}").format(
        operator=_(OPERATORS[rule.operator]), share=share_words(rule.share), basis=_(BASES[rule.basis])
    )


def frame_words(kind: PollKind, seats: int | None, rule: Threshold | None, quorum: Threshold | None) -> str:
    """How a round is decided, in a line."""
    parts = [_(KINDS[kind])]
    if seats is not None:
        parts = [_("{count} to be elected").format(count=seats)]
    parts.append(rule_words(rule))
    if quorum is not None:
        parts.append(_("Quorum: {rule}").format(rule=_lower(rule_words(quorum))))
    return "; ".join([parts[0], *map(_lower, parts[1:])])


def verdict_words(
    kind: PollKind,
    seats: int | None,
    rule: Threshold | None,
    verdict: PollVerdict,
    names: Mapping[str, str],
) -> str:
    """What a round has decided, with the figures that decide it."""
    quorum = verdict.quorum
    if verdict.outcome is PollOutcome.NO_QUORUM and quorum is not None:
        return _("No quorum: {have} present, {required} needed. Nothing is decided.").format(
            have=formats.count(quorum.have), required=formats.count(quorum.required)
        )
    parts = [_chosen_words(kind, verdict, names)]
    if verdict.outcome is PollOutcome.TIED:
        parts.append(
            _("Tied for the last seat: {names}").format(names=_named(verdict, names, OptionOutcome.TIED))
        )
    if verdict.outcome is PollOutcome.OPEN_SEATS:
        left = (seats or 0) - sum(o.outcome is OptionOutcome.ELECTED for o in verdict.options)
        parts.append(ngettext("{count} seat stays open", "{count} seats stay open", left).format(count=left))
    if rule is not None and verdict.required is not None:
        parts.append(
            _("Needed: {rule}, {count} votes").format(
                rule=_lower(rule_words(rule)), count=formats.count(verdict.required)
            )
        )
    return ". ".join(part for part in parts if part) + "."


def votes_words(option: OptionVerdict, basis_count: int | None) -> str:
    """The votes of an option: "7/9 votes, 77,78%"; without a rule there is nothing to count them against."""
    if option.votes is None:
        return ""
    votes = formats.count(option.votes)
    if basis_count is not None:
        votes = formats.part_of(option.votes, basis_count)
    return _("{votes} votes, {percent}").format(votes=votes, percent=formats.percent(option.percent))


def _chosen_words(kind: PollKind, verdict: PollVerdict, names: Mapping[str, str]) -> str:
    if kind is PollKind.MOTION:
        option = verdict.options[0]
        word = _("Adopted") if option.outcome is OptionOutcome.PASSED else _("Not adopted")
        return f"{word}: {votes_words(option, verdict.basis_count)}"
    election = kind is PollKind.ELECTION
    chosen = _named(verdict, names, OptionOutcome.ELECTED if election else OptionOutcome.PASSED)
    if chosen:
        return (_("Elected: {names}") if election else _("Passed: {names}")).format(names=chosen)
    if verdict.outcome is PollOutcome.TIED:
        return ""
    return _("Nobody is elected") if election else _("Nothing is passed")


def _named(verdict: PollVerdict, names: Mapping[str, str], outcome: OptionOutcome) -> str:
    """Who has that outcome; the figures of several stand in the table, or on the board, beside each."""
    found = [option for option in verdict.options if option.outcome is outcome]
    if len(found) == 1:
        return f"{names[found[0].option]} ({votes_words(found[0], verdict.basis_count)})"
    return "; ".join(names[option.option] for option in found)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
