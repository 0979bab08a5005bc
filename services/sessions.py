"""Commands on sessions: opened with a ticket, kept alive by visits, ended by owner or administrator."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.accounts import Account
from models.enums import SessionEnd
from models.sessions import AccountSession, SecondFactor, SignInTicket
from services import audit
from services.access import CLOCK_SLACK, live_at, require, require_own
from services.errors.base import NotFound
from services.rules.codes import hash_of_secret
from services.rules.rights import Actor, Permission
from services.storage.sessions import TICKET_LIVES, end_all

SEEN_APART = timedelta(minutes=1)
MOST_AT_ONCE = 3
_LONGEST_ADDRESS = 60
_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long a session lives, without a visit and at most; whether staff needs a second factor."""

    idle: timedelta
    absolute: timedelta
    second_factor: bool = False


def open_session(
    session: Session, ticket: str, now: datetime, rules: SessionRules, *, address: str, device: str
) -> str | None:
    """Open a session with a ticket of the form, which is then gone, and give the token for the cookie.

    None if the ticket is over 60 seconds old, was taken before, or never was. A person has three sessions at
    most: the oldest ends.
    """
    account = _take(session, ticket, now)
    if account is None or account.id is None:
        return None
    token = secrets.token_urlsafe(32)
    ends_at = now + rules.absolute
    row = AccountSession(
        token_hash=hash_of_secret(token),
        account_id=account.id,
        created_at=now,
        last_seen_at=now,
        idle_until=min(now + rules.idle, ends_at),
        ends_at=ends_at,
        confirmed_at=now,
        without_factor=_lacks_factor(session, account.id, rules),
        address=address[:_LONGEST_ADDRESS],
        device="".join(filter(str.isprintable, device))[:_LONGEST_DEVICE],
    )
    session.add(row)
    session.flush()
    _end_oldest(session, account.id, now)
    actor = Actor(account.id, account.display_name, origin=row.address, session_id=row.id)
    audit.record(session, actor, "open_session", account.username)
    return token


def _take(session: Session, ticket: str, now: datetime) -> Account | None:
    ticket_hash = hash_of_secret(ticket)
    account = session.exec(
        select(Account)
        .join(SignInTicket)
        .where(
            SignInTicket.ticket_hash == ticket_hash,
            SignInTicket.expires_at > now,
            SignInTicket.expires_at <= now + TICKET_LIVES + CLOCK_SLACK,  # the clock may have been set back
            Account.active,
        )
        .with_for_update(of=Account)  # of two at once the second finds the first's session
    ).first()
    taken = session.exec(delete(SignInTicket).where(col(SignInTicket.ticket_hash) == ticket_hash))
    return account if taken.rowcount == 1 else None


def touch(session: Session, session_id: int, now: datetime, rules: SessionRules) -> None:
    """Keep a live session alive, since it was visited now; never beyond its absolute end."""
    row = session.exec(
        select(AccountSession).where(AccountSession.id == session_id, live_at(now)).with_for_update()
    ).first()
    if row is not None:
        row.last_seen_at = max(row.last_seen_at, now)
        row.idle_until = max(row.idle_until, min(now + rules.idle, row.ends_at))
        row.without_factor = _lacks_factor(session, row.account_id, rules)


def end_session(session: Session, actor: Actor, session_id: int, now: datetime) -> None:
    """End a session: an own one, or anybody's for who manages the accounts.

    Raises:
        NotFound: there is no such session that has not ended.
    """
    found = select(AccountSession).where(
        AccountSession.id == session_id, col(AccountSession.ended_at).is_(None)
    )
    row = session.exec(found.with_for_update()).first()
    if row is not None and row.account_id == actor.account_id:
        require_own(session, actor)
        why = SessionEnd.SIGNED_OUT if session_id == actor.session_id else SessionEnd.ENDED_BY_OWNER
    else:
        require(session, actor, Permission.MANAGE_ACCOUNTS)
        why = SessionEnd.ENDED_BY_ADMINISTRATOR
    if row is None:
        raise NotFound(kind="session", name=str(session_id))
    row.ended_at, row.ended_why = now, why
    audit.record(session, actor, "end_session", _username(session, row.account_id), why=why.value)


def end_sessions_of(session: Session, actor: Actor, account_id: int, now: datetime) -> int:
    """End every session of an account, the own or - for who manages the accounts - anybody's; how many.

    Raises:
        NotFound: there is no such account.
    """
    if account_id == actor.account_id:
        require_own(session, actor)
        why = SessionEnd.ENDED_BY_OWNER
    else:
        require(session, actor, Permission.MANAGE_ACCOUNTS)
        why = SessionEnd.ENDED_BY_ADMINISTRATOR
    username = _username(session, account_id)
    number = end_all(session, account_id, why, now)
    audit.record(session, actor, "end_sessions_of", username, number=number)
    return number


def _lacks_factor(session: Session, account_id: int, rules: SessionRules) -> bool:
    return rules.second_factor and session.get(SecondFactor, account_id) is None


def _end_oldest(session: Session, account_id: int, now: datetime) -> None:
    live = select(AccountSession).where(AccountSession.account_id == account_id, live_at(now))
    for row in session.exec(live.order_by(col(AccountSession.id).desc()).offset(MOST_AT_ONCE)):
        row.ended_at, row.ended_why = now, SessionEnd.TOO_MANY


def _username(session: Session, account_id: int) -> str:
    username = session.exec(select(Account.username).where(Account.id == account_id)).first()
    if username is None:
        raise NotFound(kind="account", name=str(account_id))
    return username
