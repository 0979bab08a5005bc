"""Blocks and units: identities that outlive their names, with what happened to them."""

from datetime import date

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import BlockKind, EventSide, UnitEventKind, UnitKind
from models.types import word


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
    """What a unit is called from a day on, until the next row; so names cannot overlap."""

    __tablename__ = "unit_name"
    __table_args__ = (CheckConstraint("length(name) > 0", "name"),)

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(default=None, sa_type=Text)


class UnitEvent(SQLModel, table=True):
    """A rename, merge, split and so on, with its day and the document that ordered it."""

    __tablename__ = "unit_event"

    id: int | None = Field(default=None, primary_key=True)
    kind: UnitEventKind = Field(sa_type=word(UnitEventKind, "unit_event_kind"))
    effective_on: date
    document_number: str = Field(default="", sa_type=Text)
    illustrative: bool = Field(default=False)


class UnitEventPart(SQLModel, table=True):
    """A unit that an event found (before) or left behind (after)."""

    __tablename__ = "unit_event_part"

    event_id: int = Field(foreign_key="unit_event.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    side: EventSide = Field(sa_type=word(EventSide, "event_side"), primary_key=True)
