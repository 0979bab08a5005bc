"""Vote rounds: the rule, the counts and the stored verdict."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import Basis, Operator, PollKind, PollMethod, PollState
from models.types import ExactDecimal, UtcDateTime, word


class Poll(SQLModel, table=True):
    """A vote round of a block's year; a closed round keeps the verdict that was read out.

    `follows_id` names the round that this one repeats, whole or among those who were tied.
    """

    __table_args__ = (
        UniqueConstraint("block_year_id", "code"),
        UniqueConstraint("follows_id"),
        CheckConstraint("length(title) > 0", "title"),
        CheckConstraint("(kind = 'election') = (seats is not null)", "seats_of_election"),
        CheckConstraint("seats >= 1", "seats"),
        CheckConstraint("summoned >= 0 and present >= 0 and present <= summoned", "attendance"),
        CheckConstraint("invalid >= 0", "invalid"),
        CheckConstraint("(state = 'void') = (void_reason is not null)", "void_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    code: str = Field(max_length=200)
    position: int
    title: str = Field(sa_type=Text)
    kind: PollKind = Field(sa_type=word(PollKind, "poll_kind"))
    seats: int | None = None
    method: PollMethod = Field(sa_type=word(PollMethod, "poll_method"))
    rule_operator: Operator | None = Field(default=None, sa_type=word(Operator, "rule_operator"))
    rule_share: str | None = Field(default=None, sa_type=ExactDecimal)
    rule_basis: Basis | None = Field(default=None, sa_type=word(Basis, "rule_basis"))
    quorum_operator: Operator | None = Field(default=None, sa_type=word(Operator, "quorum_operator"))
    quorum_share: str | None = Field(default=None, sa_type=ExactDecimal)
    quorum_basis: Basis | None = Field(default=None, sa_type=word(Basis, "quorum_basis"))
    summoned: int
    present: int
    members: int | None = None
    issued: int | None = None
    collected: int | None = None
    invalid: int | None = None
    state: PollState = Field(default=PollState.DRAFT, sa_type=word(PollState, "poll_state"))
    verdict: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    void_reason: str | None = Field(default=None, sa_type=Text)
    follows_id: int | None = Field(default=None, foreign_key="poll.id")
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = Field(default=1)


class PollOption(SQLModel, table=True):
    """One option of a round; its votes stand beside it once they have been counted."""

    __tablename__ = "poll_option"
    __table_args__ = (
        CheckConstraint("votes >= 0 and against >= 0 and blank >= 0", "counts"),
        CheckConstraint("not withdrawn or votes is null", "withdrawn"),
    )

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    code: str = Field(max_length=200, primary_key=True)
    position: int
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    withdrawn: bool = Field(default=False)
    votes: int | None = None
    against: int | None = None
    blank: int | None = None
