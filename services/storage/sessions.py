"""Ends sessions, for every command after which nobody may go on as before."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from models.enums import SessionEnd
from models.sessions import AccountSession, SignInTicket


def end_all(session: Session, account_id: int, why: SessionEnd, now: datetime, but: int | None = None) -> int:
    """End every session of the account that has not ended, except one; how many these were.

    A ticket that was not taken yet goes with them: it would open a session afterwards.
    """
    session.exec(delete(SignInTicket).where(col(SignInTicket.account_id) == account_id))
    ended = session.exec(
        update(AccountSession)
        .where(
            col(AccountSession.account_id) == account_id,
            col(AccountSession.ended_at).is_(None),
            col(AccountSession.id).is_distinct_from(but),
        )
        .values(ended_at=now, ended_why=why)
    )
    return ended.rowcount
