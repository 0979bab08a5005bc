"""Writes what was counted of a round by the ways on which it came, and their sums into the round."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.enums import BatchKind
from models.polls import Poll, PollBatch, PollVoter, TellerCount
from services.queries.counting import settled_batches
from services.rules.batches import Batch, with_batches
from services.storage.rounds import options_held, rule_held


def keep_batch(session: Session, poll: Poll, batch: Batch) -> None:
    """Put down what came this way, in place of what was put down before; then have it added up."""
    counts = batch.counts
    session.merge(
        PollBatch(
            poll_id=poll.id or 0,
            batch=batch.kind,
            issued=counts.issued or 0,
            collected=counts.collected or 0,
            invalid=counts.invalid or 0,
            options={code: asdict(count) for code, count in counts.options.items()},
            counted_at=datetime.now(UTC),
        )
    )
    session.flush()
    _add_up(session, poll)


def batches_of(session: Session, poll: Poll) -> list[Batch]:
    """What was counted of the round, by the way on which it came."""
    return [Batch(kind, counts) for kind, counts in settled_batches(session, poll.id or 0).items()]


def forget_batches(session: Session, poll: Poll) -> None:
    """Take away what was counted by hand and what the tellers have typed of it; a box keeps its ballots."""
    by_hand = col(PollBatch.batch) != BatchKind.ELECTRONIC
    session.exec(delete(PollBatch).where(col(PollBatch.poll_id) == poll.id, by_hand))
    forget_typing(session, poll)
    _add_up(session, poll)


def forget_typing(session: Session, poll: Poll) -> None:
    """Take away all that the tellers have typed of the round."""
    session.exec(delete(TellerCount).where(col(TellerCount.poll_id) == poll.id))


def _add_up(session: Session, poll: Poll) -> None:
    """Give the round the sums; who has given a written opinion counts as present.

    In a year without delegates those are present who were announced.
    """
    voters = session.exec(select(PollVoter.present).where(PollVoter.poll_id == poll.id)).all()
    hall = sum(voters) if voters else poll.present
    whole = with_batches(replace(rule_held(session, poll), present=hall), batches_of(session, poll))
    poll.present = whole.present
    poll.issued, poll.collected, poll.invalid = whole.issued, whole.collected, whole.invalid
    for row, option in zip(options_held(session, poll), whole.options, strict=True):
        row.votes, row.against, row.blank = option.votes, option.against, option.blank
    session.flush()
