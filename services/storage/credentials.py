"""Passwords and one-time codes: made, hashed, compared; never kept or logged as they are."""

import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

import bcrypt
from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.accounts import Account
from models.enums import CodePurpose
from models.registry import BlockName, UnitName
from models.sessions import OneTimeCode
from services.rules.codes import LENGTH, LETTERS, hash_of_code
from services.rules.passwords import as_hashed, check_password

_KNOWN_WORDS = Path(__file__).parent.parent / "templates" / "guessed_passwords.txt"


def new_code() -> str:
    """A fresh one-time code of 60 random bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def hash_of_new_password(session: Session, password: str, username: str) -> str:
    """The sign-in library's hash of a password that is taken.

    Raises:
        PasswordUnfit: under 12 characters, or over 128.
        PasswordGuessable: little more than what others try first.
    """
    check_password(password, username, [*_guessed(), *_names(session)])
    return bcrypt.hashpw(as_hashed(password).encode(), bcrypt.gensalt()).decode()


def is_password_of(session: Session, account_id: int, typed: str) -> bool:
    """Whether that is the account's password."""
    kept = session.exec(select(Account.password_hash).where(Account.id == account_id)).first()
    return bool(kept) and bcrypt.checkpw(as_hashed(typed).encode(), str(kept).encode())


def store_code(session: Session, account_id: int, purpose: CodePurpose, until: datetime) -> str:
    """A one-time code for the account in place of the last; only its hash stays."""
    code = new_code()
    row = OneTimeCode(account_id=account_id, code_hash=hash_of_code(code), purpose=purpose, expires_at=until)
    session.merge(row)
    return code


def use_code(session: Session, username: str, typed: str, now: datetime) -> int | None:
    """The account that the code lets in now; the code is then gone."""
    found = session.exec(
        select(OneTimeCode, Account.id)
        .join(Account)
        .where(Account.username == username, Account.active, OneTimeCode.expires_at > now)
        .with_for_update(of=OneTimeCode)
    ).first()
    if found is None or not secrets.compare_digest(found[0].code_hash, hash_of_code(typed)):
        return None
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.account_id) == found[1]))
    return found[1]


def _names(session: Session) -> list[str]:
    units = session.exec(select(UnitName.name, UnitName.short_name)).all()
    blocks = session.exec(select(BlockName.name, BlockName.province)).all()
    return [name for pair in (*units, *blocks) for name in pair if name]


@cache
def _guessed() -> tuple[str, ...]:
    lines = _KNOWN_WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
