"""Who may do what: one table of rights, and one question that every command asks the database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.conference import Delegate
from models.enums import Role
from models.sessions import AccountSession
from models.sharing import ShareLink
from models.year import BlockYear
from services.errors.accounts import NotAllowed, PasswordNeeded
from services.errors.base import NotFound
from services.rules.rights import STAFF, Actor, Grant, Permission, giving

FRESH_FOR = timedelta(minutes=5)
CLOCK_SLACK = timedelta(minutes=1)
OWN_ACCOUNT = "own_account"


@dataclass(frozen=True, slots=True)
class Right:
    """The right by which something is done: the role that gave it (None: the command line's), and where."""

    role: Role | None = None
    block_id: int | None = None


_RIGHTS_USED = "rights_used"


def right_used(session: Session, actor: Actor) -> Right:
    """The right that the actor last had to have in this session; an empty one where none was needed."""
    used: dict[tuple[int | None, int | None], Right] = session.info.get(_RIGHTS_USED, {})
    return used.get((actor.account_id, actor.link_id), Right())


def moment(now: datetime) -> dict[str, datetime]:
    """What LIVE compares with: no session lives that was seen after now, so a clock set back extends none.

    Two runs at once may read the clock in one order and the row in the other, hence the slack.
    """
    return {"now": now, "latest": now + CLOCK_SLACK}


def live_at(now: datetime) -> ColumnElement[bool]:
    """That a session has not ended by that moment."""
    return _live(**moment(now))


def _live(now: Any, latest: Any) -> ColumnElement[bool]:
    return and_(
        col(AccountSession.ended_at).is_(None),
        col(AccountSession.idle_until) > now,
        col(AccountSession.last_seen_at) <= latest,
    )


# For statements that are asked at every run, and built once: building costs more than asking
LIVE = _live(bindparam("now"), bindparam("latest"))


def link_works_at(now: datetime) -> ColumnElement[bool]:
    """That a share link is neither taken back nor run out by that moment, nor made or used after it."""
    return _works(**moment(now))


def _works(now: Any, latest: Any) -> ColumnElement[bool]:
    return and_(
        col(ShareLink.revoked_at).is_(None),
        col(ShareLink.expires_at) > now,
        func.coalesce(col(ShareLink.last_used_at), col(ShareLink.created_at)) <= latest,
    )


LINK_WORKS = _works(bindparam("now"), bindparam("latest"))


def grant_of_link(block_id: int, year: int) -> Grant:
    """What a share link gives: to look at what is released of that year, without an account."""
    return Grant(Role.DISPLAY, block_id, None, year)


def grant_of_card(block_id: int, unit_id: int | None, year: int) -> Grant:
    """What a voter's card gives: to vote in that year, without an account."""
    return Grant(Role.VOTER, block_id, unit_id, year, by_card=True)


_REACH: tuple[Any, ...] = (
    col(RoleGrant.role),
    col(RoleGrant.block_id),
    col(RoleGrant.unit_id),
    col(RoleGrant.year),
    col(Account.unit_id).label("home"),
)
_GRANTS = (
    core_select(*_REACH)
    .select_from(RoleGrant)
    .join(Account, col(Account.id) == RoleGrant.account_id)
    .join(AccountSession, col(AccountSession.account_id) == Account.id)
    .where(
        col(Account.id) == bindparam("account_id"),
        col(Account.active),
        col(Account.password_hash) != "",
        col(AccountSession.id) == bindparam("session_id"),
        LIVE,
        or_(col(AccountSession.without_factor).is_(False), col(RoleGrant.role).not_in(STAFF)),
    )
    .order_by(col(RoleGrant.id))
)


def grants_of(session: Session, actor: Actor) -> tuple[Grant, ...]:
    """The actor's grants now; none if the account is closed or without a password, or the session ended.

    A share link has one, as long as it works; a voter's card has one, until another is printed.
    """
    if actor.link_id is not None:
        return _grants_of_link(session, actor.link_id)
    if actor.card_hash is not None:
        return _grants_of_card(session, actor.card_hash)
    asked = {"account_id": actor.account_id, "session_id": actor.session_id, **moment(datetime.now(UTC))}
    rows = session.execute(_GRANTS, asked).all()
    own = frozenset(unit for row in rows for unit in (row.unit_id, row.home) if unit is not None)
    return tuple(Grant(row.role, row.block_id, row.unit_id, row.year, own) for row in rows)


def _grants_of_link(session: Session, link_id: int) -> tuple[Grant, ...]:
    rows = session.exec(
        select(BlockYear.block_id, BlockYear.year)
        .join(ShareLink, col(ShareLink.block_year_id) == BlockYear.id)
        .where(ShareLink.id == link_id, link_works_at(datetime.now(UTC)))
    )
    return tuple(grant_of_link(block_id, year) for block_id, year in rows)


def _grants_of_card(session: Session, card_hash: str) -> tuple[Grant, ...]:
    rows = session.exec(
        select(BlockYear.block_id, Delegate.unit_id, BlockYear.year)
        .join(Delegate, col(Delegate.block_year_id) == BlockYear.id)
        .where(Delegate.card_hash == card_hash, Delegate.is_voter)
    )
    return tuple(grant_of_card(block_id, unit_id, year) for block_id, unit_id, year in rows)


def may_now(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    block_id: int | None = None,
    unit_id: int | None = None,
    year: int | None = None,
) -> bool:
    """Whether some live grant of the actor's account gives the permission there, by the database now."""
    return _right_now(session, actor, permission, block_id, unit_id, year) is not None


def require(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    block_id: int | None = None,
    unit_id: int | None = None,
    year: int | None = None,
) -> None:
    """Let the actor go on, by what the database says now.

    Raises:
        NotAllowed: no live grant of the actor's account reaches this block, unit and year.
    """
    right = _right_now(session, actor, permission, block_id, unit_id, year)
    if right is None:
        raise NotAllowed(permission=permission.value, block_id=block_id)
    # The trail says by which right it was done, and must not have to ask again.
    session.info.setdefault(_RIGHTS_USED, {})[actor.account_id, actor.link_id] = right


def require_in_year(
    session: Session, actor: Actor, permission: Permission, block_year_id: int, unit_id: int | None = None
) -> None:
    """Let the actor go on in that year of its block, by what the database says now.

    Raises:
        NotFound: there is no such year.
        NotAllowed: see `require`.
    """
    block_id, year = block_and_year(session, block_year_id)
    require(session, actor, permission, block_id=block_id, unit_id=unit_id, year=year)


def require_other_year(session: Session, actor: Actor, block_id: int, block_year_id: int) -> int:
    """The number of a year that something is copied from; the actor has to be let look at it.

    Raises:
        NotFound: there is no such year in the block.
        NotAllowed: the actor may not look at it.
    """
    require_in_year(session, actor, Permission.VIEW, block_year_id)
    found, year = block_and_year(session, block_year_id)
    if found != block_id:
        raise NotFound(kind="year", name=str(block_year_id))
    return year


def block_and_year(session: Session, block_year_id: int) -> tuple[int, int]:
    """The block that a year belongs to, and its number, for whoever asks for rights before touching it.

    Raises:
        NotFound: there is no such year.
    """
    place = session.exec(
        select(BlockYear.block_id, BlockYear.year).where(BlockYear.id == block_year_id)
    ).first()
    if place is None:
        raise NotFound(kind="year", name=str(block_year_id))
    return place


def _right_now(
    session: Session,
    actor: Actor,
    permission: Permission,
    block_id: int | None,
    unit_id: int | None,
    year: int | None,
) -> Right | None:
    if actor.is_operator:
        return Right(block_id=block_id)
    grant = giving(grants_of(session, actor), permission, block_id, unit_id, year)
    return Right(grant.role, block_id) if grant else None


def require_own(session: Session, actor: Actor) -> int:
    """Let a person see to the own account, and give its id; whoever is signed in may, whatever the role.

    Raises:
        NotAllowed: the session has ended, or the account is closed; or it is the command line.
    """
    live = session.exec(
        select(AccountSession.account_id)
        .join(Account)
        .where(
            AccountSession.id == actor.session_id,
            AccountSession.account_id == actor.account_id,
            Account.active,
            live_at(datetime.now(UTC)),
        )
    ).first()
    if live is None:
        raise NotAllowed(permission=OWN_ACCOUNT)
    return live


def require_fresh(session: Session, actor: Actor) -> None:
    """Let the actor go on if the password was given in this session within the last 5 minutes.

    Raises:
        PasswordNeeded: it has to be given again.
    """
    if actor.is_operator:
        return
    now = datetime.now(UTC)
    fresh = session.exec(
        select(AccountSession.id).where(
            AccountSession.id == actor.session_id,
            AccountSession.account_id == actor.account_id,
            AccountSession.confirmed_at > now - FRESH_FOR,
            AccountSession.confirmed_at <= now + CLOCK_SLACK,
            live_at(now),
        )
    ).first()
    if fresh is None:
        raise PasswordNeeded()
