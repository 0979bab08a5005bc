"""What the hall may see of a vote round."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.enums import PollKind, PollState
from models.polls import Poll
from services.queries.polls import find_round, is_out, option_names, options_of, threshold
from services.queries.registry import block_styles
from services.rules import document as rules
from services.rules.tally import PollVerdict, verdict_from


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An option on the board; `votes` only once the round is closed."""

    code: str
    name: str
    withdrawn: bool
    votes: int | None


@dataclass(frozen=True, slots=True)
class PollBoard:
    """What the hall may see of a round: its title, then who is present, and counts only once it is closed."""

    block_id: int
    block_name: str
    year: int
    title: str
    state: PollState
    kind: PollKind
    seats: int | None
    rule: rules.Threshold | None
    quorum: rules.Threshold | None
    summoned: int | None
    present: int | None
    options: tuple[BoardLine, ...]
    verdict: PollVerdict | None
    void_reason: str | None


def shown_poll(session: Session, block_year_id: int) -> int | None:
    """The round that the hall follows when none is named: the one opened last, else the one closed last."""
    for state, moment in ((PollState.OPEN, Poll.opened_at), (PollState.CLOSED, Poll.closed_at)):
        found = session.exec(
            select(Poll.id)
            .where(Poll.block_year_id == block_year_id, Poll.state == state)
            .order_by(col(moment).desc(), col(Poll.position).desc())
        ).first()
        if found is not None:
            return found
    return None


def board_of(session: Session, block_year_id: int, poll_id: int | None = None) -> PollBoard | None:
    """What the hall may see of a round of the year, or of the one that it follows when none is named.

    None where the year has no such round.
    """
    poll_id = shown_poll(session, block_year_id) if poll_id is None else poll_id
    found = None if poll_id is None else find_round(session, block_year_id, poll_id)
    if poll_id is None or found is None:
        return None
    row, year = found
    options = options_of(session, [poll_id])[poll_id]
    names = option_names(session, row, options, year)
    started, out = row.state in (PollState.OPEN, PollState.CLOSED), is_out(row)
    return PollBoard(
        block_id=year.block_id,
        block_name=block_styles(session, year.block_id).at(year.block_id, year.year).name,
        year=year.year,
        title=row.title,
        state=row.state,
        kind=row.kind,
        seats=row.seats,
        rule=threshold(row.rule_operator, row.rule_share, row.rule_basis) if started else None,
        quorum=threshold(row.quorum_operator, row.quorum_share, row.quorum_basis) if started else None,
        summoned=row.summoned if started else None,
        present=row.present if started else None,
        options=tuple(
            BoardLine(option.code, names[option.code], option.withdrawn, option.votes if out else None)
            for option in options
            if started
        ),
        verdict=verdict_from(row.verdict) if out and row.verdict else None,
        void_reason=row.void_reason,
    )
