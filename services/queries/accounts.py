"""Who may sign in, and who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from sqlalchemy import func
from sqlmodel import Session, col, select

from models.accounts import Account
from services.access import Actor, grants_of


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the sign-in form compares with."""

    username: str
    display_name: str
    password_hash: str
    sessions_valid_after: datetime


def is_set_up(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return bool(session.exec(select(func.count(col(Account.id)))).one())


def sign_ins(session: Session) -> dict[str, SignIn]:
    """Every active account by username, as the sign-in form needs it."""
    rows = session.exec(
        select(Account.username, Account.display_name, Account.password_hash, Account.sessions_valid_after)
        .where(Account.active)
        .order_by(col(Account.username))
    ).all()
    return {row[0]: SignIn(*row) for row in rows}


def cookie_is_live(known: Mapping[str, SignIn], cookie: str, key: str, days: float) -> bool:
    """Whether the cookie, good for `days`, was issued after its person's sessions were last ended.

    The sign-in library does not ask: it takes a cookie from before a sign-out.
    """
    try:
        token = jwt.decode(cookie, key, algorithms=["HS256"])
        issued = datetime.fromtimestamp(token["exp_date"], UTC) - timedelta(days=days)
        return issued >= known[token["username"]].sessions_valid_after
    except (jwt.InvalidTokenError, KeyError):
        return False


def actor_of(session: Session, username: str) -> Actor | None:
    """The person of that username with the grants of this moment; None if disabled or gone."""
    account = session.exec(select(Account).where(Account.username == username, Account.active)).first()
    if account is None or account.id is None:
        return None
    return Actor(account.id, account.display_name, grants_of(session, account.id))
