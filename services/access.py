"""Who may do what: one table of rights, and one question that every command asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import Role
from models.sessions import AccountSession
from services.errors.accounts import NotAllowed, PasswordNeeded

FRESH_FOR = timedelta(minutes=5)
CLOCK_SLACK = timedelta(minutes=1)
OWN_ACCOUNT = "own_account"


class Permission(StrEnum):
    """What can be allowed; its value names it in refusals and in the trail."""

    VIEW = "view"
    SEE_DRAFTS = "see_drafts"
    EDIT_REGISTRY = "edit_registry"
    EDIT_YEAR = "edit_year"
    EDIT_CRITERIA = "edit_criteria"
    ENTER_SCORES = "enter_scores"
    ENTER_OWN_SCORES = "enter_own_scores"
    RUN_POLLS = "run_polls"
    IMPORT_YEAR = "import_year"
    SEE_TRAIL = "see_trail"
    LET_IN = "let_in"
    MANAGE_ACCOUNTS = "manage_accounts"


_SECRETARY = frozenset(Permission) - {Permission.MANAGE_ACCOUNTS}

RIGHTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SECRETARY: _SECRETARY,
    Role.UNIT_EDITOR: frozenset({Permission.VIEW, Permission.ENTER_OWN_SCORES}),
    Role.VIEWER: frozenset({Permission.VIEW}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role with its reach: everywhere (both None), one block, or one unit."""

    role: Role
    block_id: int | None
    unit_id: int | None

    def reaches(self, block_id: int | None, unit_id: int | None, any_unit: bool) -> bool:
        """Whether the grant holds for that block and unit.

        `any_unit`: an editor looks at the whole block; what of it is shown is the queries' scope.
        """
        return self.block_id in (None, block_id) and (any_unit or self.unit_id in (None, unit_id))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with the grants read when the screen was drawn, or the command line's operator.

    `origin` is the address that the person asks from, for the trail; the command line has none.
    `session_id` is the sign-in by which the person acts: once it has ended, it gives no right any more.
    """

    account_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    origin: str = ""
    session_id: int | None = None

    def may(self, permission: Permission, block_id: int | None = None, unit_id: int | None = None) -> bool:
        """Whether to offer it on a screen; the command asks the database again."""
        return self.account_id is None or _giving(self.grants, permission, block_id, unit_id) is not None

    @property
    def units(self) -> frozenset[int]:
        """The units for which the actor is an editor."""
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id is not None)


# Whoever can run a command on the server can read and write its files anyway.
OPERATOR = Actor(account_id=None, name="manage.py")


@dataclass(frozen=True, slots=True)
class Right:
    """The right by which something is done: the role that gave it (None: the command line's), and where."""

    role: Role | None = None
    block_id: int | None = None


_RIGHTS_USED = "rights_used"


def right_used(session: Session, actor: Actor) -> Right:
    """The right that the actor last had to have in this session; an empty one where none was needed."""
    used: dict[int | None, Right] = session.info.get(_RIGHTS_USED, {})
    return used.get(actor.account_id, Right())


def _giving(
    grants: Iterable[Grant], permission: Permission, block_id: int | None, unit_id: int | None
) -> Grant | None:
    """The first grant that gives the permission there."""
    any_unit = permission is Permission.VIEW
    for grant in grants:
        if permission in RIGHTS[grant.role] and grant.reaches(block_id, unit_id, any_unit):
            return grant
    return None


def live_at(now: datetime) -> ColumnElement[bool]:
    """That a session has not ended by that moment, nor been seen after it: a clock set back extends none.

    Two runs at once may read the clock in one order and the row in the other, hence the slack.
    """
    return and_(
        col(AccountSession.ended_at).is_(None),
        col(AccountSession.idle_until) > now,
        col(AccountSession.last_seen_at) <= now + CLOCK_SLACK,
    )


def grants_of(session: Session, actor: Actor) -> tuple[Grant, ...]:
    """The actor's grants now; none if the account is closed or without a password, or the session ended."""
    rows = session.exec(
        select(RoleGrant.role, RoleGrant.block_id, RoleGrant.unit_id)
        .join(Account)
        .join(AccountSession, col(AccountSession.account_id) == Account.id)
        .where(
            Account.id == actor.account_id,
            Account.active,
            Account.password_hash != "",
            AccountSession.id == actor.session_id,
            live_at(datetime.now(UTC)),
        )
        .order_by(col(RoleGrant.id))
    ).all()
    return tuple(Grant(*row) for row in rows)


def may_now(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    block_id: int | None = None,
    unit_id: int | None = None,
) -> bool:
    """Whether some live grant of the actor's account reaches this block and unit, by the database now."""
    return _right_now(session, actor, permission, block_id, unit_id) is not None


def require(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    block_id: int | None = None,
    unit_id: int | None = None,
) -> None:
    """Let the actor go on, by what the database says now.

    Raises:
        NotAllowed: no live grant of the actor's account reaches this block and unit.
    """
    right = _right_now(session, actor, permission, block_id, unit_id)
    if right is None:
        raise NotAllowed(permission=permission.value, block_id=block_id)
    # The trail says by which right it was done, and must not have to ask again.
    session.info.setdefault(_RIGHTS_USED, {})[actor.account_id] = right


def _right_now(
    session: Session, actor: Actor, permission: Permission, block_id: int | None, unit_id: int | None
) -> Right | None:
    if actor.account_id is None:
        return Right(block_id=block_id)
    grant = _giving(grants_of(session, actor), permission, block_id, unit_id)
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
    if actor.account_id is None:
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
