"""Who may sign in, and who somebody is."""

from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, TrailEntry
from models.enums import Role
from models.registry import UnitName
from models.sessions import RecoveryCode, SecondFactor
from services.access import RIGHTS, Permission
from services.errors.base import NotFound
from services.queries.registry import DatedStyles, block_styles
from services.rules.naming import UnitStyle


def is_set_up(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return bool(session.exec(select(func.count(col(Account.id)))).one())


def account_named(session: Session, username: str) -> int:
    """The id of the account with that user name.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Account.id).where(Account.username == username.strip().lower())).first()
    if found is None:
        raise NotFound(kind="account", name=username)
    return found


def password_hashes(session: Session) -> dict[str, str]:
    """The sign-in library's hash of everybody who may sign in with a password, by username."""
    rows = session.exec(
        select(Account.username, Account.password_hash)
        .where(Account.active, Account.password_hash != "")
        .order_by(col(Account.username))
    ).all()
    return dict(rows)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a person sees of the own account."""

    username: str
    display_name: str
    has_second_factor: bool
    recovery_codes: int


def own_account(session: Session, account_id: int) -> OwnAccount:
    """The account as its owner sees it."""
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    row = session.exec(
        select(Account.username, Account.display_name, SecondFactor.account_id, codes.scalar_subquery())
        .outerjoin(SecondFactor, col(SecondFactor.account_id) == Account.id)
        .where(Account.id == account_id)
    ).one()
    return OwnAccount(row[0], row[1], row[2] is not None, row[3])


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account is asked for a code after the password."""
    return session.get(SecondFactor, account_id) is not None


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


def people_to_let_in(session: Session, block_id: int) -> dict[int, str]:
    """Who may be let in by a secretary of the block: id to name and user name, in order of the names."""
    staff = select(RoleGrant.account_id).where(col(RoleGrant.role).in_((Role.ADMINISTRATOR, Role.SECRETARY)))
    elsewhere = select(RoleGrant.account_id).where(col(RoleGrant.block_id).is_distinct_from(block_id))
    rows = session.exec(
        select(Account.id, Account.display_name, Account.username)
        .where(
            Account.active,
            Account.password_hash != "",
            col(Account.id).not_in(staff),
            col(Account.id).not_in(elsewhere),
        )
        .order_by(col(Account.display_name), col(Account.username))
    ).all()
    return {key: f"{name} ({username})" for key, name, username in rows if key is not None}


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
