"""Blocks and units: identities that outlive their names, with what happened to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import BlockKind, ContactRole, EventSide, UnitEventKind, UnitKind
from models.types import UtcDateTime, word


class Block(SQLModel, table=True):
    """An emulation block or cluster: only its identity; how it is styled is dated."""

    __table_args__ = (CheckConstraint("length(code) > 0", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=200, unique=True)
    head_label: str = Field(default="", max_length=60)
    deputy_label: str = Field(default="", max_length=60)


class BlockName(SQLModel, table=True):
    """How a block is styled from a day on, until the next row; so styles cannot overlap."""

    __tablename__ = "block_name"
    __table_args__ = (CheckConstraint("length(name) > 0", "name"),)

    block_id: int = Field(foreign_key="block.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    kind: BlockKind = Field(sa_type=word(BlockKind, "block_kind"))
    province: str | None = Field(default=None, sa_type=Text)


class Unit(SQLModel, table=True):
    """A public agency or locality; its code is unique in the block that registered it."""

    __table_args__ = (UniqueConstraint("block_id", "code"), CheckConstraint("length(code) > 0", "code"))

    id: int | None = Field(default=None, primary_key=True)
    block_id: int = Field(foreign_key="block.id")
    code: str = Field(max_length=200)
    kind: UnitKind = Field(default=UnitKind.AGENCY, sa_type=word(UnitKind, "unit_kind"))
    version: int = Field(default=1)


class UnitName(SQLModel, table=True):
    """What a unit is called from a day on, until the next row; so names cannot overlap.

    `folded` is both names without tones, for the search; `event_id` the event that gave the name.
    """

    __tablename__ = "unit_name"
    __table_args__ = (CheckConstraint("length(name) > 0", "name"),)

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(default=None, sa_type=Text)
    folded: str = Field(default="", sa_type=Text)
    event_id: int | None = Field(default=None, foreign_key="unit_event.id", index=True)


class BlockMembership(SQLModel, table=True):
    """The block that a unit belongs to from a day on, until the next row; so memberships cannot overlap.

    No block: the unit belongs to none from that day; `event_id` is the event that moved it.
    """

    __tablename__ = "block_membership"

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    block_id: int | None = Field(default=None, foreign_key="block.id", index=True)
    event_id: int | None = Field(default=None, foreign_key="unit_event.id", index=True)


class Reorganisation(SQLModel, table=True):
    """Events that were taken over from one sheet, together; undone together."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(sa_type=Text)
    applied_at: datetime = Field(sa_type=UtcDateTime)


class UnitEvent(SQLModel, table=True):
    """A rename, merge, split and so on, with its day and the document that ordered it."""

    __tablename__ = "unit_event"

    id: int | None = Field(default=None, primary_key=True)
    kind: UnitEventKind = Field(sa_type=word(UnitEventKind, "unit_event_kind"))
    effective_on: date
    document_number: str = Field(default="", sa_type=Text)
    illustrative: bool = Field(default=False)
    reorganisation_id: int | None = Field(default=None, foreign_key="reorganisation.id", index=True)


class UnitEventPart(SQLModel, table=True):
    """A unit that an event found (before) or left behind (after); `created`: the event made its row."""

    __tablename__ = "unit_event_part"

    event_id: int = Field(foreign_key="unit_event.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    side: EventSide = Field(sa_type=word(EventSide, "event_side"), primary_key=True)
    created: bool = Field(default=False)


class Representative(SQLModel, table=True):
    """Who speaks for a unit from a day on, until the next row; an empty person: nobody for now.

    `phone` is the office's, never a private number.
    """

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    role: ContactRole = Field(sa_type=word(ContactRole, "contact_role"), primary_key=True)
    valid_from: date = Field(primary_key=True)
    person: str = Field(default="", sa_type=Text)
    position: str = Field(default="", sa_type=Text)
    phone: str = Field(default="", sa_type=Text)
