"""The conference: its agenda, who came, what the hall sees, and what happened on the way."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.conference_enums import AgendaKind, AttendanceState, HallView
from models.types import UtcDateTime, word

_CARRIES = text("is_voter")


class Conference(SQLModel, table=True):
    """How far the closing conference of a year is, and what its displays show.

    While it is `rehearsing`, everything that is done is marked as a rehearsal and wiped at its end. From
    `frozen_at` on, the displays keep what they show. `standings_shown`: they are released to the hall.
    """

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    rehearsing: bool = Field(default=False)
    item_id: int | None = Field(default=None, foreign_key="agenda_item.id")
    hall_view: HallView = Field(default=HallView.AGENDA, sa_type=word(HallView, "hall_view"))
    poll_id: int | None = Field(default=None, foreign_key="poll.id")
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    standings_shown: bool = Field(default=False)
    version: int = Field(default=1)


class AgendaItem(SQLModel, table=True):
    """A point of the agenda with its minutes and who is to speak; `notes` say what came of it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("block_year_id", "position"),
        CheckConstraint("length(title) > 0", "title"),
        CheckConstraint("minutes between 1 and 600", "minutes"),
        CheckConstraint("finished_at is null or started_at is not null", "times"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    position: int
    kind: AgendaKind = Field(sa_type=word(AgendaKind, "agenda_kind"))
    title: str = Field(sa_type=Text)
    minutes: int
    owner: str = Field(default="", sa_type=Text)
    read_aloud: str = Field(default="", sa_type=Text)
    notes: str = Field(default="", sa_type=Text)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = Field(default=1)


class Delegate(SQLModel, table=True):
    """Somebody who is summoned to the conference: for a unit, or as a guest; at most one votes for a unit.

    `card_hash` is the SHA-256 of the code on the delegate's card; None, while no card was printed.
    """

    __table_args__ = (
        CheckConstraint("length(person) > 0", "person"),
        CheckConstraint("not is_voter or unit_id is not null", "voter"),
        UniqueConstraint("card_hash"),
        UniqueConstraint("block_year_id", "account_id"),
        Index(
            "uq_delegate_voter",
            "block_year_id",
            "unit_id",
            unique=True,
            sqlite_where=_CARRIES,
            postgresql_where=_CARRIES,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    person: str = Field(sa_type=Text)
    post: str = Field(default="", sa_type=Text)
    is_voter: bool = Field(default=False)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    card_hash: str | None = Field(default=None, max_length=64)
    version: int = Field(default=1)


class Attendance(SQLModel, table=True):
    """Where a delegate is; no row means summoned and not seen yet. Kept apart for rehearsals."""

    delegate_id: int = Field(foreign_key="delegate.id", primary_key=True)
    rehearsal: bool = Field(default=False, primary_key=True)
    state: AttendanceState = Field(sa_type=word(AttendanceState, "attendance_state"))
    reason: str = Field(default="", sa_type=Text)
    marked_at: datetime = Field(sa_type=UtcDateTime)
    marked_by: int | None = Field(default=None, foreign_key="account.id")


class Incident(SQLModel, table=True):
    """Something out of the ordinary that the minutes have to tell."""

    __table_args__ = (CheckConstraint("length(text) > 0", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="agenda_item.id")
    text: str = Field(sa_type=Text)
    rehearsal: bool = Field(default=False)
    noted_at: datetime = Field(sa_type=UtcDateTime)
    noted_by: int | None = Field(default=None, foreign_key="account.id")
