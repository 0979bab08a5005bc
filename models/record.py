"""What a block's year holds beside its scores: milestones, activities, pledges, regulations, files."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import ActivityKind, FileKind, RegulationKind
from models.types import UtcDateTime, word


class StoredFile(SQLModel, table=True):
    """A file in the data folder under its random id; `label` is the name that people know it by."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", "size"),)

    id: str = Field(max_length=32, primary_key=True)
    block_id: int = Field(foreign_key="block.id", index=True)
    label: str = Field(sa_type=Text)
    kind: FileKind = Field(sa_type=word(FileKind, "file_kind"))
    size: int
    sha256: str = Field(max_length=64)
    stored_at: datetime = Field(sa_type=UtcDateTime)


class Milestone(SQLModel, table=True):
    """A day of the year by which something is due, and who answers for it."""

    __table_args__ = (CheckConstraint("length(title) > 0", "title"),)

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    title: str = Field(sa_type=Text)
    due_on: date
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    person: str = Field(default="", sa_type=Text)
    done_on: date | None = None
    version: int = Field(default=1)


class Activity(SQLModel, table=True):
    """A movement or an exchange activity, the unit that holds it, and what came of it."""

    __table_args__ = (
        CheckConstraint("length(title) > 0", "title"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", "order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    kind: ActivityKind = Field(sa_type=word(ActivityKind, "activity_kind"))
    title: str = Field(sa_type=Text)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    starts_on: date
    ends_on: date | None = None
    result: str = Field(default="", sa_type=Text)
    version: int = Field(default=1)


class Pledge(SQLModel, table=True):
    """What a unit has pledged for the year and the titles that it has registered for; one a unit and year."""

    __table_args__ = (UniqueConstraint("block_year_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    signed_on: date
    titles: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str = Field(default="", sa_type=Text)
    file_id: str | None = Field(default=None, foreign_key="stored_file.id", max_length=32)
    version: int = Field(default=1)


class Shortcoming(SQLModel, table=True):
    """Something that did not go well in the year, of one unit or of the block, and what is to mend it."""

    __table_args__ = (CheckConstraint("length(text) > 0", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    text: str = Field(sa_type=Text)
    remedy: str = Field(default="", sa_type=Text)
    version: int = Field(default=1)


class Regulation(SQLModel, table=True):
    """A version of the block's regulation or criteria, in force from a day until the next of its kind."""

    __table_args__ = (UniqueConstraint("block_id", "kind", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    block_id: int = Field(foreign_key="block.id")
    kind: RegulationKind = Field(sa_type=word(RegulationKind, "regulation_kind"))
    title: str = Field(sa_type=Text)
    document_number: str = Field(default="", sa_type=Text)
    issued_on: date | None = None
    valid_from: date
    file_id: str | None = Field(default=None, foreign_key="stored_file.id", max_length=32)
    version: int = Field(default=1)
