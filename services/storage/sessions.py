"""The beginning of sessions and their end, for every command after which nobody may go on as before."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from models.enums import SessionEnd
from models.sessions import AccountSession, SignInTicket
from services.rules.codes import hash_of_secret

TICKET_LIVES = timedelta(seconds=60)


def issue_ticket(session: Session, account_id: int, now: datetime) -> str:
    """A ticket for one session of the account within 60 seconds; only its hash stays."""
    session.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) < now))
    ticket = secrets.token_urlsafe(32)
    row = SignInTicket(
        ticket_hash=hash_of_secret(ticket), account_id=account_id, expires_at=now + TICKET_LIVES
    )
    session.add(row)
    return ticket


def end_all(session: Session, account_id: int, why: SessionEnd, now: datetime) -> int:
    """End every session of the account that has not ended; how many these were.

    A ticket that was not taken yet goes with them: it would open a session afterwards.
    """
    session.exec(delete(SignInTicket).where(col(SignInTicket.account_id) == account_id))
    ended = session.exec(
        update(AccountSession)
        .where(
            col(AccountSession.account_id) == account_id,
            col(AccountSession.ended_at).is_(None),
        )
        .values(ended_at=now, ended_why=why)
    )
    return ended.rowcount
