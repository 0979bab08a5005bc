"""The work on score sheets: steps with deadlines, locks, remarks, evidence, drafts, and the final lock."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import SheetStep
from models.types import UtcDateTime, word


class SheetDeadline(SQLModel, table=True):
    """A step that the sheets of a year go through, and by when; nothing is locked by the day itself."""

    __tablename__ = "sheet_deadline"

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    step: SheetStep = Field(sa_type=word(SheetStep, "deadline_step"), primary_key=True)
    due_on: date | None = None


class SheetLock(SQLModel, table=True):
    """A step of a unit's sheet that takes no more changes until it is unlocked."""

    __tablename__ = "sheet_lock"
    __table_args__ = (
        ForeignKeyConstraint(["block_year_id", "unit_id"], ["year_unit.block_year_id", "year_unit.unit_id"]),
    )

    block_year_id: int = Field(primary_key=True)
    step: SheetStep = Field(sa_type=word(SheetStep, "lock_step"), primary_key=True)
    unit_id: int = Field(primary_key=True)
    locked_at: datetime = Field(sa_type=UtcDateTime)
    locked_by: int | None = Field(default=None, foreign_key="account.id")


class CellRemark(SQLModel, table=True):
    """What was remarked on a cell at a step: by the unit, by the reviewer, or in explanation."""

    __tablename__ = "cell_remark"
    __table_args__ = (
        ForeignKeyConstraint(["block_year_id", "unit_id"], ["year_unit.block_year_id", "year_unit.unit_id"]),
        CheckConstraint("length(text) > 0", "text"),
    )

    block_year_id: int = Field(primary_key=True)
    step: SheetStep = Field(sa_type=word(SheetStep, "remark_step"), primary_key=True)
    unit_id: int = Field(primary_key=True)
    criterion_id: int = Field(foreign_key="criterion.id", primary_key=True)
    text: str = Field(sa_type=Text)
    version: int = Field(default=1)
    changed_by: int | None = Field(default=None, foreign_key="account.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class Evidence(SQLModel, table=True):
    """A file that a unit brings for its score in a criterion."""

    __table_args__ = (
        ForeignKeyConstraint(["block_year_id", "unit_id"], ["year_unit.block_year_id", "year_unit.unit_id"]),
        UniqueConstraint("file_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(index=True)
    unit_id: int
    criterion_id: int = Field(foreign_key="criterion.id", index=True)
    file_id: str = Field(max_length=32, foreign_key="stored_file.id")
    added_by: int | None = Field(default=None, foreign_key="account.id")
    added_at: datetime = Field(sa_type=UtcDateTime)


class SheetDraft(SQLModel, table=True):
    """What somebody has typed into a grid and not saved yet: the texts, with the versions seen there.

    `view` names the grid: its stage, and the unit or criterion that it shows.
    """

    __tablename__ = "sheet_draft"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    view: str = Field(max_length=100, primary_key=True)
    cells: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    kept_at: datetime = Field(sa_type=UtcDateTime)


class ScoringLock(SQLModel, table=True):
    """The end of a year's scoring: the evaluation as it was printed then, and the SHA-256 of its JSON."""

    __tablename__ = "scoring_lock"

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    evaluation: dict[str, Any] = Field(sa_type=JSON)
    sha256: str = Field(max_length=64)
    locked_at: datetime = Field(sa_type=UtcDateTime)
    locked_by: int | None = Field(default=None, foreign_key="account.id")
