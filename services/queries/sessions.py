"""Who a token belongs to, and where somebody is signed in."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import SessionEnd
from models.sessions import AccountSession
from services.access import STAFF, Actor, grants_of, live_at
from services.rules.codes import hash_of_secret

_LAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visits by a live session, and what has to be done before anything else."""

    actor: Actor
    username: str
    last_seen_at: datetime
    must_choose_password: bool
    must_enrol: bool


def session_of(session: Session, token: str, now: datetime, origin: str) -> Visitor | None:
    """Whose session the token opens now; nobody's if ended, expired or the account is closed."""
    is_staff = exists().where(col(RoleGrant.account_id) == Account.id, col(RoleGrant.role).in_(STAFF))
    row = session.exec(
        select(Account, AccountSession, is_staff)
        .join(AccountSession, col(AccountSession.account_id) == Account.id)
        .where(AccountSession.token_hash == hash_of_secret(token), Account.active, live_at(now))
    ).first()
    if row is None:
        return None
    account, visited, staff = row
    actor = Actor(account.id, account.display_name, origin=origin, session_id=visited.id)
    return Visitor(
        actor=replace(actor, grants=grants_of(session, actor)),
        username=account.username,
        last_seen_at=visited.last_seen_at,
        must_choose_password=not account.password_hash,
        must_enrol=staff and visited.without_factor,
    )


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as people see it; `ended_why` is None for one that lives or has run out."""

    session_id: int
    created_at: datetime
    last_seen_at: datetime
    address: str
    device: str
    live: bool
    ended_why: SessionEnd | None


def sessions_of(session: Session, account_id: int, now: datetime) -> list[SessionLine]:
    """The newest sessions of an account, the last seen first."""
    rows = session.exec(
        select(AccountSession, live_at(now))
        .where(AccountSession.account_id == account_id)
        .order_by(col(AccountSession.last_seen_at).desc(), col(AccountSession.id).desc())
        .limit(_LAST_SHOWN)
    ).all()
    return [
        SessionLine(
            row.id or 0, row.created_at, row.last_seen_at, row.address, row.device, live, row.ended_why
        )
        for row, live in rows
    ]
