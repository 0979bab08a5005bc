"""Blocks and their years, for the choice at the top of every screen and the overview."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import YearState
from models.registry import Block
from models.year import BlockYear, YearTask
from services.access import Actor, Permission
from services.errors import NotFound
from services.queries.registry import block_styles


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a block that somebody may look at."""

    block_year_id: int
    block_id: int
    block_code: str
    block_name: str
    province: str | None
    year: int
    state: YearState
    illustrative: bool


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What is recorded of a year beside its scores and votes."""

    theme: str | None
    conference_on: date | None
    conference_place: str
    chaired_by: str
    tasks: tuple[str, ...]
    version: int


def block_of_year(session: Session, block_year_id: int) -> int:
    """The block that the year belongs to, for whoever asks for rights before touching the year.

    Raises:
        NotFound: there is no such year.
    """
    block_id = session.exec(select(BlockYear.block_id).where(BlockYear.id == block_year_id)).first()
    if block_id is None:
        raise NotFound(kind="year", name=str(block_year_id))
    return block_id


def years_of(session: Session, actor: Actor) -> list[YearLine]:
    """Every year that the actor may look at: blocks by code, the newest year first."""
    rows = session.exec(
        select(BlockYear, Block.code).join(Block).order_by(col(Block.code), col(BlockYear.year).desc())
    ).all()
    styles = block_styles(session)
    lines = []
    for year, code in rows:
        if year.id is None or not actor.may(Permission.VIEW, year.block_id):
            continue
        style = styles.at(year.block_id, year.year)
        lines.append(
            YearLine(
                year.id,
                year.block_id,
                code,
                style.name,
                style.province,
                year.year,
                year.state,
                year.illustrative,
            )
        )
    return lines


def year_facts(session: Session, block_year_id: int) -> YearFacts:
    """The facts of a year."""
    year = session.exec(select(BlockYear).where(BlockYear.id == block_year_id)).one()
    tasks = session.exec(
        select(YearTask.text).where(YearTask.block_year_id == block_year_id).order_by(col(YearTask.position))
    ).all()
    return YearFacts(
        year.theme, year.conference_on, year.conference_place, year.chaired_by, tuple(tasks), year.version
    )
