"""Who a token belongs to, and where somebody is signed in."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import SessionEnd
from models.sessions import AccountSession
from services.access import LIVE, grants_of, live_at, moment
from services.rules.codes import hash_of_secret
from services.rules.rights import STAFF, Actor

_LAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visits by a live session, and what has to be done before anything else."""

    actor: Actor
    username: str
    last_seen_at: datetime
    must_choose_password: bool
    must_enrol: bool


_IS_STAFF = exists().where(col(RoleGrant.account_id) == Account.id, col(RoleGrant.role).in_(STAFF))
_SEEN: tuple[Any, ...] = (
    col(Account.id).label("account_id"),
    col(Account.username),
    col(Account.display_name),
    col(Account.password_hash),
    col(AccountSession.id).label("session_id"),
    col(AccountSession.last_seen_at),
    col(AccountSession.without_factor),
    _IS_STAFF.label("is_staff"),
)
_VISITOR = (
    core_select(*_SEEN)
    .select_from(Account)
    .join(AccountSession, col(AccountSession.account_id) == Account.id)
    .where(col(AccountSession.token_hash) == bindparam("token_hash"), col(Account.active), LIVE)
)


def session_of(session: Session, token: str, now: datetime, origin: str) -> Visitor | None:
    """Whose session the token opens now; nobody's if ended, expired or the account is closed."""
    asked = {"token_hash": hash_of_secret(token), **moment(now)}
    row = session.execute(_VISITOR, asked).first()
    if row is None:
        return None
    actor = Actor(row.account_id, row.display_name, origin=origin, session_id=row.session_id)
    return Visitor(
        actor=replace(actor, grants=grants_of(session, actor)),
        username=row.username,
        last_seen_at=row.last_seen_at,
        must_choose_password=not row.password_hash,
        must_enrol=row.is_staff and row.without_factor,
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
