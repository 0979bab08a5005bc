"""The way in: attempts counted, codes taken, and who has proved to be the owner of an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.accounts import Account
from models.sessions import AccountSession, RecoveryCode, SecondFactor
from services import audit
from services.rules.codes import hash_of_code, looks_like_code
from services.rules.rights import Actor
from services.rules.second_factor import step_of_code
from services.rules.throttle import FREE_OF_ACCOUNT, FREE_OF_ADDRESS
from services.storage.credentials import use_code
from services.storage.sealing import opened
from services.storage.throttle import account_key, forget, give_back, take_turn

FAILED_SIGN_IN = "failed_sign_in"
FAILED_SECOND_FACTOR = "failed_second_factor"
_LONGEST_USERNAME = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted: it has to wait, or a one-time code lets it in, or a password decides."""

    username: str
    address: str
    key: str
    wait: timedelta = timedelta()
    account_id: int | None = None


def begin_attempt(session: Session, username: str, typed: str, address: str, now: datetime) -> Attempt:
    """Count an attempt to sign in from an address ("" where a proxy or this machine hides it).

    The same statements for a name that nobody has. A one-time code has 60 random bits and waits for nobody,
    so that staff can let somebody in whom strangers are keeping out.
    """
    username = username.strip().lower()[:_LONGEST_USERNAME]
    key = account_key(username, _knows(session, username, address))
    if looks_like_code(typed) and (account_id := use_code(session, username, typed, now)) is not None:
        return Attempt(username, address, key, account_id=account_id)
    allowances = {key: FREE_OF_ACCOUNT}
    if address:
        allowances[_address_key(address)] = FREE_OF_ADDRESS
    return Attempt(username, address, key, wait=take_turn(session, allowances, now))


def record_failed_sign_in(session: Session, attempt: Attempt) -> None:
    """Write into the trail that a wrong password was given for an account; unknown names leave nothing."""
    known = session.exec(select(Account.id).where(Account.username == attempt.username)).first()
    if known is not None:
        _record_failure(session, FAILED_SIGN_IN, attempt.username, attempt.address)


def end_attempt(session: Session, attempt: Attempt) -> int | None:
    """The account whose owner has given the right password; nothing counts against it any more."""
    forget(session, attempt.key)
    if attempt.address:
        give_back(session, _address_key(attempt.address))
    return session.exec(
        select(Account.id).where(Account.username == attempt.username, Account.active)
    ).first()


def take_second_factor(
    session: Session, account_id: int, typed: str, key: str, address: str, now: datetime
) -> bool:
    """Whether that is the code of the account's telephone now, or a recovery code; neither is taken twice.

    Wrong ones are slowed down as passwords are; while one has to wait, none is right. `key` opens the secret.
    """
    turn = f"second:{account_id}"
    if take_turn(session, {turn: FREE_OF_ACCOUNT}, now):
        return False
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None:
        return False
    step = step_of_code(opened(factor.sealed_secret, key), typed, now, factor.last_step)
    if step is None and not _use_recovery_code(session, account_id, typed):
        username = session.exec(select(Account.username).where(Account.id == account_id)).one()
        _record_failure(session, FAILED_SECOND_FACTOR, username, address)
        return False
    factor.last_step = step or factor.last_step
    forget(session, turn)
    return True


def _record_failure(session: Session, action: str, username: str, address: str) -> None:
    audit.record(session, Actor(None, username, origin=address), action, username)


def _use_recovery_code(session: Session, account_id: int, typed: str) -> bool:
    used = session.exec(
        delete(RecoveryCode).where(
            col(RecoveryCode.account_id) == account_id, col(RecoveryCode.code_hash) == hash_of_code(typed)
        )
    )
    return used.rowcount == 1


def _knows(session: Session, username: str, address: str) -> bool:
    found = select(AccountSession.id).join(Account).where(Account.username == username)
    return session.exec(found.where(AccountSession.address == address).limit(1)).first() is not None


def _address_key(address: str) -> str:
    return f"address:{address}"
