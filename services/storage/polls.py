"""Writes a vote round with its options and counts."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlmodel import Session

from models.enums import PollState
from models.polls import Poll, PollOption
from services.rules import document as rules
from services.rules.exact import share_text
from services.rules.tally import verdict_mapping, verdict_of


def write_poll(
    session: Session, block_year_id: int, position: int, poll: rules.Poll, units: Mapping[str, int]
) -> None:
    """Add a closed round with its verdict to a year; `units` are ids by code."""
    row = Poll(block_year_id=block_year_id, code=poll.code, position=position, state=PollState.CLOSED)
    set_frame(row, poll)
    row.verdict = verdict_mapping(verdict_of(poll))
    row.closed_at = datetime.now(UTC)
    session.add(row)
    session.flush()
    session.add_all(
        PollOption(
            poll_id=row.id or 0,
            position=place,
            code=option.code,
            unit_id=None if option.unit is None else units[option.unit],
            withdrawn=option.withdrawn,
            votes=option.votes,
            against=option.against,
            blank=option.blank,
        )
        for place, option in enumerate(poll.options)
    )


def set_frame(row: Poll, poll: rules.Poll) -> None:
    """Give the row everything of the round but its options."""
    row.title, row.kind, row.method, row.seats = poll.title, poll.kind, poll.method, poll.seats
    rule, quorum = poll.rule, poll.quorum
    row.rule_operator = rule.operator if rule else None
    row.rule_share = share_text(rule.share) if rule else None
    row.rule_basis = rule.basis if rule else None
    row.quorum_operator = quorum.operator if quorum else None
    row.quorum_share = share_text(quorum.share) if quorum else None
    row.quorum_basis = quorum.basis if quorum else None
    row.summoned, row.present, row.members = poll.summoned, poll.present, poll.members
    row.issued, row.collected, row.invalid = poll.issued, poll.collected, poll.invalid
