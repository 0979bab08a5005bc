"""The marks by which whoever waits for somebody else's step in a vote learns of it."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.enums import PollState
from models.polls import Poll, TellerCount
from services.queries.polls import UNDER_WAY


def steps_of_votes(session: Session) -> dict[int, tuple[int, ...]]:
    """Marks of each year that has votes which are not over; every step of one of these changes them.

    A step is whatever makes a new version of the round, or a teller's count finished or taken up again.
    """
    finished = (
        select(func.count())
        .select_from(TellerCount)
        .where(TellerCount.poll_id == Poll.id, TellerCount.finished)
        .scalar_subquery()
    )
    rows = session.exec(
        select(Poll.block_year_id, Poll.id, Poll.version, finished)
        .where(col(Poll.state).in_((PollState.DRAFT, *UNDER_WAY)))
        .order_by(col(Poll.id))
    )
    found: dict[int, tuple[int, ...]] = {}
    for block_year_id, *marks in rows:
        found[block_year_id] = (*found.get(block_year_id, ()), *(mark or 0 for mark in marks))
    return found
