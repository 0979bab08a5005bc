"""Vote rounds: the rule, the counts and the stored verdict."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import Basis, BatchKind, BoxMode, Operator, PollKind, PollMethod, PollState
from models.types import ExactDecimal, UtcDateTime, word


class Poll(SQLModel, table=True):
    """A vote round of a block's year; a closed round keeps the verdict that was read out.

    `follows_id` names the round that this one repeats, whole or among those who were tied. `mode` says how a
    secret round that is electronic is sealed, `box` the file of its ballots, both hashes what was frozen and
    signed. `own_unit`: whether delegates may vote for the unit that they come from. `read_out`: how many
    ballots of a counted round the hall has seen so far; None, while nothing is read out. From
    `reading_since` on it sees further ones at an even pace; None, while the reading pauses. A `rehearsal`
    is marked everywhere, counts nowhere, and is wiped.
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
        CheckConstraint("(mode is null) or method = 'secret'", "mode_of_secret"),
        CheckConstraint("read_out >= 0", "read_out"),
        CheckConstraint("reading_since is null or read_out is not null", "reading"),
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
    item_id: int | None = Field(default=None, foreign_key="agenda_item.id")
    rehearsal: bool = Field(default=False)
    own_unit: bool = Field(default=True)
    mode: BoxMode | None = Field(default=None, sa_type=word(BoxMode, "box_mode"))
    box: str | None = Field(default=None, max_length=40)
    manifest_sha256: str | None = Field(default=None, max_length=64)
    bundle_sha256: str | None = Field(default=None, max_length=64)
    read_out: int | None = None
    reading_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: PollState = Field(default=PollState.DRAFT, sa_type=word(PollState, "poll_state"))
    verdict: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    void_reason: str | None = Field(default=None, sa_type=Text)
    follows_id: int | None = Field(default=None, foreign_key="poll.id")
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    certified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
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


class PollVoter(SQLModel, table=True):
    """A delegate with a vote, as the roll of a round was frozen when it opened; never who has voted.

    Somebody absent who has given a written opinion is counted with the opinions. In an electronic round
    whoever votes `on_paper` is not among the voters of its box.
    """

    __tablename__ = "poll_voter"
    __table_args__ = (
        CheckConstraint("not (present and opinion)", "present_or_opinion"),
        CheckConstraint("present or not on_paper", "present_on_paper"),
    )

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    delegate_id: int = Field(foreign_key="delegate.id", primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    present: bool
    opinion: bool = Field(default=False)
    on_paper: bool = Field(default=False)


class PollBatch(SQLModel, table=True):
    """A part of a round's votes as it was counted; `options` maps codes to votes, against and blank."""

    __tablename__ = "poll_batch"
    __table_args__ = (
        CheckConstraint("issued >= 0 and collected >= 0 and invalid >= 0", "counts"),
        CheckConstraint("collected <= issued and invalid <= collected", "sums"),
    )

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    batch: BatchKind = Field(sa_type=word(BatchKind, "vote_batch"), primary_key=True)
    issued: int
    collected: int
    invalid: int = Field(default=0)
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    counted_at: datetime = Field(sa_type=UtcDateTime)


class PollBundle(SQLModel, table=True):
    """The signed result of a sealed round, as it is given out; it outlives the box, which no backup has."""

    __tablename__ = "poll_bundle"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    content: bytes


class TellerCount(SQLModel, table=True):
    """What one teller has typed of a batch of paper, blind to what the other types."""

    __tablename__ = "teller_count"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    batch: BatchKind = Field(sa_type=word(BatchKind, "typed_batch"), primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True)
    typed: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    finished: bool = Field(default=False)
    version: int = Field(default=1)
    typed_at: datetime = Field(sa_type=UtcDateTime)
