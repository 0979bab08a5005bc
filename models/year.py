"""The year of a block: who takes part, by which rules, with what plans; keyed by the scored year."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.enums import (
    AwardStage,
    Chosen,
    OfficeRole,
    OfficeTerm,
    RankingKey,
    Stage,
    TaskProgress,
    YearState,
)
from models.types import ExactDecimal, Points, word


class BlockYear(SQLModel, table=True):
    """One scored year of one block."""

    __tablename__ = "block_year"
    __table_args__ = (
        UniqueConstraint("block_id", "year"),
        CheckConstraint("year between 1900 and 2200", "year"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_id: int = Field(foreign_key="block.id")
    year: int
    state: YearState = Field(default=YearState.DRAFT, sa_type=word(YearState, "year_state"))
    theme: str | None = Field(default=None, sa_type=Text)
    conference_on: date | None = None
    conference_place: str = Field(default="", sa_type=Text)
    chaired_by: str = Field(default="", sa_type=Text)
    illustrative: bool = Field(default=False)
    ranking_stage: Stage = Field(default=Stage.FINAL, sa_type=word(Stage, "ranking_stage"))
    ranking_by: RankingKey = Field(default=RankingKey.POINTS, sa_type=word(RankingKey, "ranking_key"))
    tie_breaks: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = Field(default=1)


class YearUnit(SQLModel, table=True):
    """A unit's place in the roll of a year, in protocol order."""

    __tablename__ = "year_unit"
    __table_args__ = (UniqueConstraint("block_year_id", "position"),)

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    position: int
    scored: bool = Field(default=True)
    votes: bool = Field(default=True)
    group_id: int | None = Field(default=None, foreign_key="unit_group.id")


class UnitGroup(SQLModel, table=True):
    """Units of a year that some criteria are for, such as its districts; a unit is in one at most."""

    __tablename__ = "unit_group"
    __table_args__ = (
        UniqueConstraint("block_year_id", "code"),
        CheckConstraint("length(name) > 0", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    block_year_id: int = Field(foreign_key="block_year.id")
    code: str = Field(max_length=200)
    name: str = Field(sa_type=Text)


class BlockOffice(SQLModel, table=True):
    """A unit that is head or deputy in the year, or is chosen for the next; how, and by which document.

    `poll_code` names the vote round that chose it; a round may be rewritten by an import, its code stays.
    """

    __tablename__ = "block_office"

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    term: OfficeTerm = Field(sa_type=word(OfficeTerm, "office_term"), primary_key=True)
    role: OfficeRole = Field(sa_type=word(OfficeRole, "office_role"), primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    position: int = Field(default=0)
    chosen: Chosen | None = Field(default=None, sa_type=word(Chosen, "chosen"))
    poll_code: str | None = Field(default=None, max_length=200)
    document_number: str = Field(default="", sa_type=Text)
    document_on: date | None = None
    handed_over_on: date | None = None
    handover_note: str = Field(default="", sa_type=Text)


class YearTask(SQLModel, table=True):
    """A key task for the year that follows, with the solution, who answers for it and how far it has come."""

    __tablename__ = "year_task"
    __table_args__ = (CheckConstraint("length(text) > 0", "text"),)

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    position: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    solution: str = Field(default="", sa_type=Text)
    owner_id: int | None = Field(default=None, foreign_key="unit.id")
    due_on: date | None = None
    progress: TaskProgress = Field(
        default=TaskProgress.NOT_STARTED, sa_type=word(TaskProgress, "task_progress")
    )
    note: str = Field(default="", sa_type=Text)


class Award(SQLModel, table=True):
    """One stage that a title or commendation of a unit has reached; what was decided can be revoked later."""

    __table_args__ = (
        UniqueConstraint("block_year_id", "award", "unit_id", "stage"),
        CheckConstraint("revoked_on is null or stage = 'decided'", "revoked"),
    )

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    position: int = Field(primary_key=True)
    award: str = Field(max_length=200)
    unit_id: int = Field(foreign_key="unit.id")
    stage: AwardStage = Field(sa_type=word(AwardStage, "award_stage"))
    document_number: str | None = Field(default=None, sa_type=Text)
    decided_on: str | None = Field(default=None, sa_type=Text)
    revoked_number: str | None = Field(default=None, sa_type=Text)
    revoked_on: date | None = None


class Band(SQLModel, table=True):
    """A classification band on percent in hundredths, with open or closed ends."""

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    position: int = Field(primary_key=True)
    code: str = Field(max_length=200)
    name: str = Field(sa_type=Text)
    minimum: int | None = Field(default=None, sa_type=Points)
    minimum_included: bool = Field(default=True)
    maximum: int | None = Field(default=None, sa_type=Points)
    maximum_included: bool = Field(default=False)


class Quota(SQLModel, table=True):
    """How many units may be put forward for an award: a number, or a share of those that remain."""

    __table_args__ = (
        UniqueConstraint("block_year_id", "award"),
        CheckConstraint("(maximum is null) <> (share is null)", "one_limit"),
    )

    block_year_id: int = Field(foreign_key="block_year.id", primary_key=True)
    position: int = Field(primary_key=True)
    award: str = Field(max_length=200)
    maximum: int | None = None
    share: str | None = Field(default=None, sa_type=ExactDecimal)
    after: list[str] = Field(default_factory=list, sa_type=JSON)
