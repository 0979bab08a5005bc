"""People who may sign in, what each may be, and the trail of what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text
from sqlmodel import Field, SQLModel

from models.enums import Role
from models.types import UtcDateTime, word


class Account(SQLModel, table=True):
    """A person who may sign in; the password is kept only as the sign-in library's hash.

    An empty hash: there is no password yet, and the next thing to do is to choose one. `unit_id` is the unit
    that the person comes from, and so does not review.
    """

    __table_args__ = (CheckConstraint("length(username) > 0", "username"),)

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=60, unique=True)
    display_name: str = Field(sa_type=Text)
    password_hash: str = Field(max_length=200)
    active: bool = Field(default=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    version: int = Field(default=1)


class RoleGrant(SQLModel, table=True):
    """A role that an account holds: everywhere, or in a block, or for one unit; always, or in one year."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(role in ('unit_editor', 'voter')) = (unit_id is not null)", "unit_of_role"),
        CheckConstraint(
            "role != 'administrator' or (block_id is null and year is null)", "administrator_everywhere"
        ),
        CheckConstraint("year between 1900 and 2200", "year"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: Role = Field(sa_type=word(Role, "role"))
    block_id: int | None = Field(default=None, foreign_key="block.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    year: int | None = None


class SetupCode(SQLModel, table=True):
    """The hash of the one-time code that creates the first administrator; at most one row."""

    __tablename__ = "setup_code"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: int = Field(default=1, primary_key=True)
    code_hash: str = Field(max_length=64)


class TrailEntry(SQLModel, table=True):
    """One command that was carried out or refused: who, by which right, what, on what, why, from where.

    The database refuses to change or delete one. `account_id` is no foreign key: its check would wait for the
    account's row while others wait for the head.
    """

    __tablename__ = "trail_entry"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    account_id: int | None = Field(default=None, index=True)
    actor: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    origin: str = Field(max_length=64)
    action: str = Field(max_length=60, index=True)
    subject: str = Field(sa_type=Text, index=True)
    blocks: list[int] = Field(default_factory=list, sa_type=JSON)
    reason: str = Field(sa_type=Text)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class TrailEntryBlock(SQLModel, table=True):
    """Where an entry that concerns a block is looked for; what it concerns is told, and hashed, in the entry.

    `block_id` is no foreign key, for the reason for which the entry's account is none.
    """

    __tablename__ = "trail_entry_block"

    block_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class TrailHead(SQLModel, table=True):
    """The last entry of the trail; its one row is held by whoever writes the next."""

    __tablename__ = "trail_head"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: int = Field(default=1, primary_key=True)
    number: int
    hash: str = Field(max_length=64)


class RefusalTally(SQLModel, table=True):
    """How often an account was refused one thing since its last entry, so that nobody floods the trail.

    A share link counts under its number below zero.
    """

    __tablename__ = "refusal_tally"

    account_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    permission: str = Field(primary_key=True, max_length=32)
    since: datetime = Field(sa_type=UtcDateTime)
    more: int
