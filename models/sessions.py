"""Who is signed in where, and what guards the way in; every secret of a person is kept as a hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from models.enums import CodePurpose, SessionEnd
from models.types import UtcDateTime, word


class AccountSession(SQLModel, table=True):
    """A browser in which somebody is signed in; its cookie holds the token, this row only the hash.

    It lives until `idle_until`, which every visit moves on, but never beyond `ends_at`.
    `without_factor`: staff needs a second factor here, and there was none; it then gives no rights of staff.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_why is null)", "ended"),
        CheckConstraint("idle_until <= ends_at", "absolute_end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    idle_until: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    without_factor: bool = False
    address: str = Field(default="", max_length=60)
    device: str = Field(default="", sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_why: SessionEnd | None = Field(default=None, sa_type=word(SessionEnd, "ended_why"))


class SignInTicket(SQLModel, table=True):
    """The right to a session, given by the form and taken once by the route that sets the cookie."""

    __tablename__ = "sign_in_ticket"

    ticket_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class OneTimeCode(SQLModel, table=True):
    """The one code with which an account may be entered without its password; gone once it is used."""

    __tablename__ = "one_time_code"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    code_hash: str = Field(max_length=64)
    purpose: CodePurpose = Field(sa_type=word(CodePurpose, "purpose"))
    expires_at: datetime = Field(sa_type=UtcDateTime)


class SignInThrottle(SQLModel, table=True):
    """How many attempts on an account, or from an address, have failed in a row; see rules.throttle."""

    __tablename__ = "sign_in_throttle"
    __table_args__ = (CheckConstraint("failures >= 0", "failures"),)

    key: str = Field(primary_key=True, max_length=200)
    failures: int
    last_at: datetime = Field(sa_type=UtcDateTime)


class SecondFactor(SQLModel, table=True):
    """The secret that an account shares with an app on a telephone, sealed; a code of it was typed once.

    `last_step`: the time step of the last code that was taken, so that none is taken twice.
    """

    __tablename__ = "second_factor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    sealed_secret: str = Field(sa_type=Text)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    last_step: int


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for the telephone; the row goes when it is used."""

    __tablename__ = "recovery_code"

    code_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
