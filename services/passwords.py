"""Commands on passwords: given again, chosen, reset by an administrator; and the code that lets in once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.accounts import Account, RoleGrant
from models.enums import CodePurpose, Role, SessionEnd
from models.sessions import AccountSession
from services import audit
from services.access import require, require_fresh, require_own
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound
from services.rules.rights import Actor, Permission
from services.rules.throttle import FREE_OF_ACCOUNT
from services.storage.credentials import hash_of_new_password, is_password_of, store_code
from services.storage.sessions import end_all, issue_ticket
from services.storage.throttle import forget, forget_account, take_turn

CODE_LIVES = timedelta(hours=72)
ENTRY_LIVES = timedelta(minutes=10)


def begin_proof(session: Session, actor: Actor, now: datetime) -> timedelta:
    """Count that the actor gives the own password again, or give how long to wait with it."""
    return take_turn(session, {_proof_key(require_own(session, actor)): FREE_OF_ACCOUNT}, now)


def is_own_password(session: Session, actor: Actor, typed: str) -> bool:
    """Whether that is the actor's password."""
    return is_password_of(session, require_own(session, actor), typed)


def end_proof(session: Session, actor: Actor, now: datetime) -> None:
    """Note at the session that the actor has just given the right password; see `access.require_fresh`."""
    forget(session, _proof_key(require_own(session, actor)))
    session.exec(
        update(AccountSession).where(col(AccountSession.id) == actor.session_id).values(confirmed_at=now)
    )


def choose_password(session: Session, actor: Actor, password: str, now: datetime) -> str:
    """Give the own account another password, and a ticket for the session with which its owner goes on.

    All sessions until now end, this one too: somebody else may hold its cookie.

    Raises:
        PasswordNeeded: the old one was given too long ago.
        PasswordUnfit, PasswordGuessable: see `rules.passwords.check_password`.
    """
    account = _account(session, require_own(session, actor))
    if account.password_hash:
        require_fresh(session, actor)
    account.password_hash = hash_of_new_password(session, password, account.username)
    end_all(session, _id(account), SessionEnd.PASSWORD_CHANGED, now)
    audit.record(session, actor, "choose_password", account.username)
    return issue_ticket(session, _id(account), now)


def issue_code(session: Session, actor: Actor, account_id: int, now: datetime) -> str:
    """A code, good once within 72 hours, with which the account's owner chooses a new password.

    The password until now and all sessions are worthless at once.

    Raises:
        PasswordNeeded: the actor's own was given too long ago.
        NotFound: there is no such account.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    return _issue(session, actor, _account(session, account_id), now)


def issue_codes(
    session: Session, actor: Actor, account_ids: Collection[int], now: datetime
) -> dict[int, str]:
    """Codes as by `issue_code` for those of the accounts that are open and have no password, by account.

    Whoever has chosen one meanwhile keeps it, and gets none.

    Raises:
        PasswordNeeded: the actor's own was given too long ago.
    """
    require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    without = session.exec(
        select(Account)
        .where(col(Account.id).in_(account_ids), Account.active, Account.password_hash == "")
        .order_by(col(Account.id))
        .with_for_update()
    ).all()
    return {_id(account): _issue(session, actor, account, now) for account in without}


def _issue(session: Session, actor: Actor, account: Account, now: datetime) -> str:
    account.password_hash = ""
    end_all(session, _id(account), SessionEnd.PASSWORD_CHANGED, now)
    forget_account(session, account.username)
    audit.record(session, actor, "issue_code", account.username)
    return store_code(session, _id(account), CodePurpose.PASSWORD, now + CODE_LIVES)


def let_in(session: Session, actor: Actor, account_id: int, now: datetime) -> str:
    """A code, good once within 10 minutes, for somebody whom wrong guesses keep out; the password stays.

    Raises:
        NotAllowed: only an administrator lets in staff and people of other blocks; nobody without password.
        NotFound: there is no such account.
    """
    reach = _reach(session, account_id)
    for block_id in reach:
        require(session, actor, Permission.LET_IN, block_id=block_id)
    account = _account(session, account_id)
    if not account.password_hash or not account.active:
        raise NotAllowed(permission=Permission.LET_IN.value)
    forget_account(session, account.username)
    blocks = [block_id for block_id in reach if block_id is not None]
    audit.record(session, actor, "let_in", account.username, blocks)
    return store_code(session, account_id, CodePurpose.ENTRY, now + ENTRY_LIVES)


def _reach(session: Session, account_id: int) -> list[int | None]:
    """The blocks in all of which one has to be allowed to let the account in; None means everywhere."""
    grants = session.exec(
        select(RoleGrant.role, RoleGrant.block_id).where(RoleGrant.account_id == account_id)
    )
    staff = (Role.ADMINISTRATOR, Role.SECRETARY)
    reach = {None if role in staff else block_id for role, block_id in grants}
    return list(reach or {None})


def _proof_key(account_id: int) -> str:
    return f"proof:{account_id}"


def _account(session: Session, account_id: int) -> Account:
    account = session.exec(select(Account).where(col(Account.id) == account_id).with_for_update()).first()
    if account is None:
        raise NotFound(kind="account", name=str(account_id))
    return account


def _id(account: Account) -> int:
    if account.id is None:
        raise RuntimeError("the account has not been flushed")
    return account.id
