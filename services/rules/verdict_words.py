"""A verdict in the words of minutes; the words are data, in `services/templates/verdict_words.yaml`."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.enums import Basis, OptionOutcome
from services.rules.document import Poll
from services.rules.exact import points_text, share_text
from services.rules.tally import OptionVerdict, PollVerdict

Words = Mapping[str, Any]


def verdict_lines(
    poll: Poll, verdict: PollVerdict, names: Mapping[str, str], words: Words
) -> tuple[str, ...]:
    """The verdict line by line: the ballots, the quorum, each option, and what follows.

    Source: Party guidance on minutes of a count (issued, collected, valid, invalid, votes and percent)
    """
    return tuple(_lines(poll, verdict, names, words))


def _lines(poll: Poll, verdict: PollVerdict, names: Mapping[str, str], words: Words) -> Iterator[str]:
    yield words["ballots"].format(
        issued=poll.count_of(Basis.ISSUED),
        collected=poll.count_of(Basis.COLLECTED),
        valid=poll.valid,
        invalid=poll.invalid or 0,
    )
    if verdict.quorum:
        reached = words["reached"][verdict.quorum.reached]
        yield words["quorum"].format(
            have=verdict.quorum.have, required=verdict.quorum.required, reached=reached
        )
    for option in verdict.options:
        yield _option(poll, verdict, option, names[option.option], words)
    yield words["poll_outcome"][verdict.outcome.value]


def _option(poll: Poll, verdict: PollVerdict, option: OptionVerdict, name: str, words: Words) -> str:
    if option.outcome is OptionOutcome.WITHDRAWN or option.votes is None or option.percent is None:
        return str(words["withdrawn"].format(name=name))
    facts = {
        "name": name,
        "votes": option.votes,
        "basis_count": poll.valid if verdict.basis_count is None else verdict.basis_count,
        "percent": points_text(option.percent).replace(".", ","),
        "outcome": words["option_outcome"][option.outcome.value if option.outcome else "none"],
    }
    if poll.rule is None:
        return str(words["option_without_rule"].format(**facts))
    threshold = words["threshold"][poll.rule.operator.value].format(
        share=share_text(poll.rule.share), basis=words["basis"][poll.rule.basis.value]
    )
    return str(words["option"].format(threshold=threshold, required=verdict.required, **facts))
