"""Commands on accounts: the first administrator, further people, signing out."""

import hashlib
import secrets
from datetime import UTC, datetime

import bcrypt
from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, SetupCode
from models.enums import Role
from models.registry import Unit
from services import audit
from services.access import OPERATOR, Actor, Permission, require
from services.errors import (
    AlreadySetUp,
    LastAdministrator,
    NameTaken,
    NotFound,
    PasswordUnfit,
    SetupCodeWrong,
    UnitOfEditorMissing,
    UsernameUnfit,
)
from services.queries.accounts import FAILED_SIGN_IN
from services.rules.text import clean_name

# Without letters that are read wrong from a screen at a distance
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 12
PASSWORD_SHORTEST = 12
PASSWORD_BYTES = 72  # bcrypt looks at no more


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def issue_setup_code(session: Session) -> str | None:
    """A fresh one-time code for the first administrator, in place of the last; None once there is one."""
    if session.exec(select(func.count(col(Account.id)))).one():
        return None
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    session.merge(SetupCode(code_hash=_hash(code)))
    return code


def create_first_administrator(
    session: Session, *, code: str, username: str, display_name: str, password: str
) -> int:
    """Create the first administrator with the code from the terminal; the code is then gone.

    Raises:
        AlreadySetUp: somebody was faster.
        SetupCodeWrong: not the code that the terminal shows.
    """
    stored = session.get(SetupCode, 1, with_for_update=True)  # the second of two waits here
    if session.exec(select(func.count(col(Account.id)))).one():
        raise AlreadySetUp()
    if stored is None or not secrets.compare_digest(stored.code_hash, _hash(code)):
        raise SetupCodeWrong()
    session.exec(delete(SetupCode))
    return create_account(
        session,
        OPERATOR,
        username=username,
        display_name=display_name,
        password=password,
        role=Role.ADMINISTRATOR,
    )


def create_account(
    session: Session,
    actor: Actor,
    *,
    username: str,
    display_name: str,
    password: str,
    role: Role,
    block_id: int | None = None,
    unit_id: int | None = None,
) -> int:
    """Create an account with one role - everywhere, or in a block, or for one unit - and give its id.

    Raises:
        UnitOfEditorMissing: a unit editor without a unit, or another role with one.
        UsernameUnfit: not 3 to 60 of a-z, 0-9, dot, dash.
        NameTaken: somebody has that username.
        PasswordUnfit: under 12 characters, or over 72 bytes.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    if (role is Role.UNIT_EDITOR) != (unit_id is not None):
        raise UnitOfEditorMissing()
    if unit_id is not None:
        block_id = block_id or _home_of(session, unit_id)
    username = _free_username(session, username)
    account = Account(
        username=username,
        display_name=clean_name(display_name),
        password_hash=_password_hash(password),
        sessions_valid_after=datetime.now(UTC),
    )
    session.add(account)
    session.flush()
    session.add(RoleGrant(account_id=_id(account), role=role, block_id=block_id, unit_id=unit_id))
    audit.record(session, actor, "create_account", username, role=role.value)
    return _id(account)


def set_active(session: Session, actor: Actor, account_id: int, active: bool) -> None:
    """Close an account, which ends its sessions, or open it again.

    Raises:
        LastAdministrator: nobody else could manage accounts.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    administrators = session.exec(
        select(Account.id)
        .join(RoleGrant)
        .where(Account.active, RoleGrant.role == Role.ADMINISTRATOR)
        .order_by(col(Account.id))
        .with_for_update(of=Account)  # two administrators who close each other meet here
    ).all()
    account = _account(session, account_id)
    if not active and set(administrators) == {account_id}:
        raise LastAdministrator()
    account.active, account.sessions_valid_after = active, datetime.now(UTC)
    audit.record(session, actor, "set_active", account.username, active=active)


def reset_password(session: Session, actor: Actor, account_id: int, password: str) -> None:
    """Give an account another password; its sessions end.

    Raises:
        PasswordUnfit: under 12 characters, or over 72 bytes.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    account = _account(session, account_id)
    account.password_hash, account.sessions_valid_after = _password_hash(password), datetime.now(UTC)
    audit.record(session, actor, "reset_password", account.username)


def record_failed_sign_in(session: Session, username: str) -> None:
    """Note that somebody typed a wrong password for the account; see `queries.accounts.is_held_up`."""
    if session.exec(select(Account.id).where(Account.username == username)).first() is not None:
        audit.record(session, OPERATOR, FAILED_SIGN_IN, username)


def end_sessions(session: Session, actor: Actor) -> None:
    """Make every sign-in cookie that the actor's account holds worthless from now on."""
    # Whoever is signed in may sign out; there is no permission to ask for.
    session.exec(
        update(Account)
        .where(col(Account.id) == actor.account_id)
        .values(sessions_valid_after=datetime.now(UTC))
    )
    audit.record(session, actor, "end_sessions", actor.name)


def _free_username(session: Session, typed: str) -> str:
    username = typed.strip().lower()
    if not (
        3 <= len(username) <= 60
        and username.isascii()
        and username.replace(".", "").replace("-", "").isalnum()
    ):
        raise UsernameUnfit(username=username)
    if session.exec(select(Account.id).where(Account.username == username)).first() is not None:
        raise NameTaken(name=username)
    return username


def _home_of(session: Session, unit_id: int) -> int:
    found = session.exec(select(Unit.block_id).where(Unit.id == unit_id)).first()
    if found is None:
        raise NotFound(kind="unit", name=str(unit_id))
    return found


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFound(kind="account", name=str(account_id))
    return account


def _password_hash(password: str) -> str:
    # The sign-in library compares what is typed, stripped, by bcrypt.
    password = password.strip()
    if len(password) < PASSWORD_SHORTEST or len(password.encode()) > PASSWORD_BYTES:
        raise PasswordUnfit(shortest=PASSWORD_SHORTEST, most_bytes=PASSWORD_BYTES)
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
