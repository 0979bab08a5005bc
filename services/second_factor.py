"""Commands on the second factor: an app on a telephone whose codes are asked for after the password."""

import secrets
from base64 import b32encode
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from models.accounts import Account
from models.sessions import AccountSession, RecoveryCode, SecondFactor
from services import audit
from services.access import require, require_fresh, require_own
from services.errors.accounts import SecondFactorCodeWrong
from services.errors.base import NotFound
from services.rules.codes import hash_of_code
from services.rules.rights import Actor, Permission
from services.rules.second_factor import step_of_code
from services.storage.credentials import new_code
from services.storage.sealing import sealed

RECOVERY_CODES = 10
_SECRET_BYTES = 20


def new_secret() -> str:
    """A fresh secret for a telephone, in base32; nothing is stored of it until a code of it is typed."""
    return b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def confirm_enrolment(
    session: Session, actor: Actor, secret: str, typed: str, key: str, now: datetime
) -> tuple[str, ...]:
    """Put a secret in force whose code the telephone shows, and give ten recovery codes in place of the last.

    `key` seals it.

    Raises:
        SecondFactorCodeWrong: that is not the code of the secret now.
        PasswordNeeded: the password was given too long ago.
    """
    account_id = require_own(session, actor)
    require_fresh(session, actor)
    step = step_of_code(secret, typed, now, last_step=0)
    if step is None:
        raise SecondFactorCodeWrong()
    session.merge(
        SecondFactor(
            account_id=account_id, sealed_secret=sealed(secret, key), confirmed_at=now, last_step=step
        )
    )
    of_account = update(AccountSession).where(col(AccountSession.account_id) == account_id)
    session.exec(of_account.values(without_factor=False))
    codes = tuple(new_code() for _ in range(RECOVERY_CODES))
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    session.add_all(RecoveryCode(code_hash=hash_of_code(code), account_id=account_id) for code in codes)
    audit.record(session, actor, "confirm_enrolment", _username(session, account_id))
    return codes


def remove_second_factor(session: Session, actor: Actor, account_id: int) -> None:
    """Ask an account for its password only: the own, or - for who manages the accounts - anybody's.

    Raises:
        PasswordNeeded: the actor's own password was given too long ago.
        NotFound: the account has no second factor.
    """
    if account_id == actor.account_id:
        require_own(session, actor)
    else:
        require(session, actor, Permission.MANAGE_ACCOUNTS)
    require_fresh(session, actor)
    removed = session.exec(delete(SecondFactor).where(col(SecondFactor.account_id) == account_id))
    if removed.rowcount != 1:
        raise NotFound(kind="second_factor", name=str(account_id))
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    audit.record(session, actor, "remove_second_factor", _username(session, account_id))


def _username(session: Session, account_id: int) -> str:
    return session.exec(select(Account.username).where(Account.id == account_id)).one()
