"""Who may do what: one table of rights, and one question that every command asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import Role
from services.errors import NotAllowed


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
    """Who acts: an account with the grants read when the screen was drawn, or the command line's operator."""

    account_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()

    def may(self, permission: Permission, block_id: int | None = None, unit_id: int | None = None) -> bool:
        """Whether to offer it on a screen; the command asks the database again."""
        return self.account_id is None or _allowed(self.grants, permission, block_id, unit_id)

    @property
    def units(self) -> frozenset[int]:
        """The units for which the actor is an editor."""
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id is not None)


# Whoever can run a command on the server can read and write its files anyway.
OPERATOR = Actor(account_id=None, name="manage.py")


def _allowed(
    grants: Iterable[Grant], permission: Permission, block_id: int | None, unit_id: int | None
) -> bool:
    return any(
        permission in RIGHTS[grant.role] and grant.reaches(block_id, unit_id, permission is Permission.VIEW)
        for grant in grants
    )


def grants_of(session: Session, account_id: int) -> tuple[Grant, ...]:
    """The grants of an active account; none for one that is disabled or gone."""
    rows = session.exec(
        select(RoleGrant.role, RoleGrant.block_id, RoleGrant.unit_id)
        .join(Account)
        .where(Account.id == account_id, Account.active)
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
    if actor.account_id is None:
        return True
    return _allowed(grants_of(session, actor.account_id), permission, block_id, unit_id)


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
    if not may_now(session, actor, permission, block_id=block_id, unit_id=unit_id):
        raise NotAllowed(permission=permission.value)
