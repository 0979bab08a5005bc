"""Keeps what the counts of a round decide, with the words in which it is read out and stands in minutes."""

from sqlmodel import Session

from models.enums import BatchKind, PollState
from models.polls import Poll
from models.year import BlockYear
from services.errors.ballots import BatchesMissing
from services.errors.voting import CountsMissing
from services.queries.counting import batch_rolls, settled_batches
from services.queries.polls import option_names
from services.rules.counting import check_counts, uncounted
from services.rules.tally import PollVerdict, verdict_mapping, verdict_of
from services.rules.verdict_words import verdict_lines
from services.storage.rounds import options_held, rule_held
from services.workbooks.layouts import loaded_template


def keep_verdict(session: Session, poll: Poll, year: BlockYear) -> PollVerdict:
    """The verdict of a round whose counts are there, which stands counted from here.

    Raises:
        BatchesMissing: some of the ballots are not settled yet.
        CountsMissing: something has not been counted yet.
        CountAbove: what came in several ways does not go together.
    """
    refuse_unsettled(session, poll)
    rule = rule_held(session, poll)
    names = option_names(session, poll, options_held(session, poll), year)
    parts, codes = uncounted(rule)
    if parts or codes:
        raise CountsMissing(parts=parts, options=tuple(names[code] for code in codes))
    check_counts(rule, names)
    verdict = verdict_of(rule)
    lines = verdict_lines(rule, verdict, names, loaded_template("verdict_words.yaml"))
    poll.verdict = {**verdict_mapping(verdict), "words": list(lines)}
    poll.state = PollState.COUNTED
    return verdict


def refuse_unsettled(session: Session, poll: Poll, *known: BatchKind) -> None:
    """Let only a round go on of which every batch of ballots is settled, but for those `known`.

    Raises: BatchesMissing.
    """
    there = {*known, *settled_batches(session, poll.id or 0)}
    if missing := tuple(kind for kind in batch_rolls(session, poll) if kind not in there):
        raise BatchesMissing(title=poll.title, kinds=missing)
