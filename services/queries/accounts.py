"""Who may sign in, and who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from models.registry import UnitName
from services.access import RIGHTS, Actor, Permission, grants_of
from services.queries.registry import DatedStyles, block_styles
from services.rules.naming import UnitStyle

FAILED_SIGN_IN = "failed_sign_in"
MOST_FAILURES = 10
FAILURES_WITHIN = timedelta(minutes=10)


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


def is_held_up(session: Session, username: str, now: datetime) -> bool:
    """Whether so many passwords were wrong of late that no further one is tried; a reset starts anew."""
    started = session.exec(select(Account.sessions_valid_after).where(Account.username == username)).first()
    if started is None:
        return False
    failures = session.exec(
        select(func.count(col(TrailEntry.number))).where(
            TrailEntry.subject == username,
            TrailEntry.action == FAILED_SIGN_IN,
            TrailEntry.at > max(now - FAILURES_WITHIN, started),
        )
    ).one()
    return failures >= MOST_FAILURES


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


def actor_of(session: Session, username: str, since: datetime) -> Actor | None:
    """The person of that username with the grants of this moment.

    None if disabled or gone, or if the sessions begun at `since` have been ended.
    """
    account = session.exec(select(Account).where(Account.username == username, Account.active)).first()
    if account is None or account.id is None or account.sessions_valid_after > since:
        return None
    return Actor(account.id, account.display_name, grants_of(session, account.id))


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account with a role of it; `reach` names the block or the unit it holds for, None is everywhere."""

    account_id: int
    username: str
    display_name: str
    active: bool
    role: Role
    reach: str | None


def people(session: Session, year: int) -> list[PersonLine]:
    """Every account by username, one line for each of its roles; blocks and units called as in that year."""
    rows = session.exec(
        select(Account, RoleGrant).join(RoleGrant).order_by(col(Account.username), col(RoleGrant.id))
    ).all()
    blocks, units = block_styles(session), _styles_of_editors(session)
    lines = []
    for account, grant in rows:
        reach = None
        if grant.unit_id is not None:
            reach = units.at(grant.unit_id, year).name
        elif grant.block_id is not None:
            reach = blocks.at(grant.block_id, year).name
        lines.append(
            PersonLine(
                grant.account_id, account.username, account.display_name, account.active, grant.role, reach
            )
        )
    return lines


def _styles_of_editors(session: Session) -> DatedStyles[UnitStyle]:
    styles = DatedStyles[UnitStyle]()
    edited = select(RoleGrant.unit_id).where(col(RoleGrant.unit_id).is_not(None))
    rows = session.exec(
        select(UnitName)
        .where(col(UnitName.unit_id).in_(edited))
        .order_by(col(UnitName.unit_id), col(UnitName.valid_from))
    )
    for row in rows:
        styles.add(row.unit_id, row.valid_from, UnitStyle(row.name, row.short_name))
    return styles


def last_entry_on(session: Session, subject: str) -> TrailEntry | None:
    """The last thing that was done to the subject."""
    return session.exec(
        select(TrailEntry)
        .where(TrailEntry.subject == subject)
        .order_by(col(TrailEntry.number).desc())
        .limit(1)
    ).first()


def accounts_that_may(session: Session, permission: Permission, block_id: int) -> frozenset[int]:
    """The active accounts that have the permission in the block, or for a unit of it."""
    rows = session.exec(
        select(RoleGrant.account_id)
        .join(Account)
        .where(
            Account.active,
            col(RoleGrant.role).in_([role for role, rights in RIGHTS.items() if permission in rights]),
            or_(col(RoleGrant.block_id).is_(None), col(RoleGrant.block_id) == block_id),
        )
    )
    return frozenset(rows)
