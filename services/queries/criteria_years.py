"""The criteria of a block over its years: which years have some, and what goes on from what."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.scoring import Criterion
from models.year import BlockYear
from services.queries.criteria import criteria_of_year
from services.queries.criteria_sheet import register_of
from services.rules.criteria_nodes import CriterionNode


@dataclass(frozen=True, slots=True)
class CriteriaYear:
    """A year of the block that has criteria, and how many."""

    block_year_id: int
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A year's criteria beside those of a year before.

    `said`: by the codes of the later year those that somebody has said something of: from which code it goes
    on (None: from none) and whether both are comparable. A criterion that goes on from none and is not
    comparable has been said to be new; one that goes on from none and is comparable nobody has looked at.
    """

    before: tuple[CriterionNode, ...]
    after: tuple[CriterionNode, ...]
    said: Mapping[str, tuple[str | None, bool]]
    ids_before: Mapping[str, int]
    ids: Mapping[str, int]
    versions: Mapping[int, int]


def years_with_criteria(session: Session, block_id: int) -> list[CriteriaYear]:
    """The years of the block that have criteria, the newest first."""
    number = func.count(col(Criterion.id))
    rows = session.exec(
        select(col(BlockYear.id), BlockYear.year, number)
        .join(Criterion, col(Criterion.block_year_id) == col(BlockYear.id))
        .where(BlockYear.block_id == block_id)
        .group_by(col(BlockYear.id), col(BlockYear.year))
        .order_by(col(BlockYear.year).desc())
    )
    return [CriteriaYear(key or 0, year, count) for key, year, count in rows]


def ancestry_of(session: Session, block_year_id: int, earlier_id: int) -> Ancestry:
    """The criteria of both years, in a constant number of statements."""
    later, earlier = (session.get_one(BlockYear, key) for key in (block_year_id, earlier_id))
    here = criteria_of_year(session, block_year_id)
    there = {line.criterion_id: line.rule.code for line in criteria_of_year(session, earlier_id)}
    return Ancestry(
        before=register_of(session, earlier).tree,
        after=register_of(session, later).tree,
        said={
            line.rule.code: (there.get(line.origin_id or 0), line.comparable)
            for line in here
            if line.origin_id is not None or not line.comparable
        },
        ids_before={code: key for key, code in there.items()},
        ids={line.rule.code: line.criterion_id for line in here},
        versions={line.criterion_id: line.version for line in here},
    )


def earlier_codes(session: Session, block_id: int, year: int) -> dict[int, str]:
    """The codes of the criteria of the block's years before that one, by their ids."""
    rows = session.exec(
        select(col(Criterion.id), Criterion.code)
        .join(BlockYear, col(BlockYear.id) == col(Criterion.block_year_id))
        .where(BlockYear.block_id == block_id, col(BlockYear.year) < year)
    )
    return {key or 0: code for key, code in rows}
