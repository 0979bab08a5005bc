"""Commands on accounts: the first administrator, further people, closed accounts."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant, SetupCode
from models.enums import Role, SessionEnd
from models.registry import Unit
from services import audit
from services.access import OPERATOR, Actor, Permission, require, require_fresh, require_own
from services.errors.accounts import (
    AlreadySetUp,
    LastAdministrator,
    NameTaken,
    SetupCodeWrong,
    UnitOfEditorMissing,
    UsernameUnfit,
)
from services.errors.base import NotFound
from services.rules.codes import hash_of_code
from services.rules.text import clean_name
from services.storage.credentials import hash_of_new_password, new_code
from services.storage.sessions import end_all


def issue_setup_code(session: Session) -> str | None:
    """A fresh one-time code for the first administrator, in place of the last; None once there is one."""
    if session.exec(select(func.count(col(Account.id)))).one():
        return None
    code = new_code()
    session.merge(SetupCode(code_hash=hash_of_code(code)))
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
    if stored is None or not secrets.compare_digest(stored.code_hash, hash_of_code(code)):
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
    password: str | None,
    role: Role,
    block_id: int | None = None,
    unit_id: int | None = None,
) -> int:
    """Create an account with one role - everywhere, or in a block, or for one unit - and give its id.

    Without a password its owner chooses one at the first sign-in, with a code (`passwords.issue_code`).

    Raises:
        UnitOfEditorMissing: a unit editor without a unit, or another role with one.
        UsernameUnfit: not 3 to 60 of a-z, 0-9, dot, dash.
        NameTaken: somebody has that username.
        PasswordUnfit, PasswordGuessable: see `rules.passwords.check_password`.
        PasswordNeeded: the actor's own was given too long ago.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    if (role is Role.UNIT_EDITOR) != (unit_id is not None):
        raise UnitOfEditorMissing()
    if unit_id is not None:
        block_id = block_id or _home_of(session, unit_id)
    username = _free_username(session, username)
    account = Account(
        username=username,
        display_name=clean_name(display_name),
        password_hash="" if password is None else hash_of_new_password(session, password, username),
    )
    session.add(account)
    session.flush()
    session.add(RoleGrant(account_id=_id(account), role=role, block_id=block_id, unit_id=unit_id))
    audit.record(session, actor, "create_account", username, role=role.value)
    return _id(account)


def change_own_name(session: Session, actor: Actor, display_name: str) -> None:
    """Call the own account by another name.

    Raises:
        NameRefused: nothing to see, over 200 characters, or with control characters.
    """
    account = _account(session, require_own(session, actor))
    before, account.display_name = account.display_name, clean_name(display_name)
    audit.record(
        session, actor, "change_own_name", account.username, before=before, after=account.display_name
    )


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
    account.active = active
    end_all(session, account_id, SessionEnd.ACCOUNT_CLOSED, datetime.now(UTC))
    audit.record(session, actor, "set_active", account.username, active=active)


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


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
