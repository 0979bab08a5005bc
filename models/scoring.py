"""Criteria, scores with their history, and the totals kept beside them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import Method, Stage
from models.types import ExactDecimal, Points, UtcDateTime, word


class Criterion(SQLModel, table=True):
    """A node of a year's criteria tree; which of its numbers are set depends on its method.

    What a node says of `group_id` (the units that it is for) and `reviewer_id` (the unit whose people review
    it) holds for everything below it. `origin_id` is the node that it comes from, of the year before.
    """

    __table_args__ = (
        UniqueConstraint("block_year_id", "code"),
        CheckConstraint("maximum >= 0", "maximum"),
        CheckConstraint("step > 0", "step"),
        CheckConstraint("floor <= cap", "bounds"),
        CheckConstraint("length(name) > 0", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    parent_id: int | None = Field(default=None, foreign_key="criterion.id", index=True)
    code: str = Field(max_length=200)
    position: int
    name: str = Field(sa_type=Text)
    method: Method = Field(sa_type=word(Method, "method"))
    maximum: int | None = Field(default=None, sa_type=Points)
    step: int | None = Field(default=None, sa_type=Points)
    per_item: str | None = Field(default=None, sa_type=ExactDecimal)
    bonus: str | None = Field(default=None, sa_type=ExactDecimal)
    penalty: str | None = Field(default=None, sa_type=ExactDecimal)
    floor: int | None = Field(default=None, sa_type=Points)
    cap: int | None = Field(default=None, sa_type=Points)
    note: str = Field(default="", sa_type=Text)
    group_id: int | None = Field(default=None, foreign_key="unit_group.id")
    reviewer_id: int | None = Field(default=None, foreign_key="unit.id")
    origin_id: int | None = Field(default=None, foreign_key="criterion.id", index=True)
    comparable: bool = Field(default=True)
    version: int = Field(default=1)


class CriteriaVersion(SQLModel, table=True):
    """A state of a year's criteria that was, or is to be, frozen; `tree` is all that was said of it.

    It is what a year-file says, and notes, reviewing units and groups of units by their codes.
    The first is made by the first freeze; a later one is opened, with a reason, before anything is changed.
    """

    __tablename__ = "criteria_version"
    __table_args__ = (
        UniqueConstraint("block_year_id", "number"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("(frozen_at is null) = (tree is null)", "frozen"),
        CheckConstraint("number = 1 or length(reason) > 0", "reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    number: int
    reason: str = Field(default="", sa_type=Text)
    regulation_id: int | None = Field(default=None, foreign_key="regulation.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: int | None = Field(default=None, foreign_key="account.id")
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    frozen_by: int | None = Field(default=None, foreign_key="account.id")
    tree: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class Score(SQLModel, table=True):
    """What stands in one cell of a score sheet at one stage; no row means not scored, which is not zero."""

    __table_args__ = (
        ForeignKeyConstraint(["block_year_id", "unit_id"], ["year_unit.block_year_id", "year_unit.unit_id"]),
        CheckConstraint("(points is null) = not_assigned", "points_or_not_assigned"),
        CheckConstraint("count >= 0 and bonus_count >= 0 and penalty_count >= 0", "counts"),
        # The key itself is the table: a block's year at a stage is one range of it, at half the bytes a row.
        {"sqlite_with_rowid": False},
    )

    block_year_id: int = Field(primary_key=True)
    stage: Stage = Field(sa_type=word(Stage, "stage"), primary_key=True)
    unit_id: int = Field(primary_key=True)
    criterion_id: int = Field(foreign_key="criterion.id", primary_key=True)
    points: int | None = Field(default=None, sa_type=Points)
    not_assigned: bool = Field(default=False)
    achieved: bool | None = None
    target: str | None = Field(default=None, sa_type=ExactDecimal)
    actual: str | None = Field(default=None, sa_type=ExactDecimal)
    count: int | None = None
    bonus_count: int | None = None
    penalty_count: int | None = None
    version: int = Field(default=1)
    changed_by: int | None = Field(default=None, foreign_key="account.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ScoreChange(SQLModel, table=True):
    """One change of one cell: what stood there before and after; by code, so that it outlives the sheet."""

    __tablename__ = "score_change"
    __table_args__ = (Index("ix_score_change_cell", "block_year_id", "unit_code", "criterion_code", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    unit_code: str = Field(max_length=200)
    criterion_code: str = Field(max_length=200)
    stage: Stage = Field(sa_type=word(Stage, "change_stage"))
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    changed_by: int | None = Field(default=None, foreign_key="account.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class UnitTotal(SQLModel, table=True):
    """A unit's totals at one stage, written again in the transaction that changes its scores.

    `branches` maps the code of every criterion that a standing may ask for to its hundredths.
    """

    __tablename__ = "unit_total"
    __table_args__ = (
        ForeignKeyConstraint(["block_year_id", "unit_id"], ["year_unit.block_year_id", "year_unit.unit_id"]),
        {"sqlite_with_rowid": False},
    )

    block_year_id: int = Field(primary_key=True)
    stage: Stage = Field(sa_type=word(Stage, "total_stage"), primary_key=True)
    unit_id: int = Field(primary_key=True)
    points: int = Field(sa_type=Points)
    bonus: int = Field(sa_type=Points)
    maximum: int = Field(sa_type=Points)
    missing: int
    branches: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
