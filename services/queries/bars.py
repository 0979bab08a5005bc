"""What keeps a year's scores or criteria from being changed now: told before anybody begins in vain."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.enums import YearState
from models.scoring import CriteriaVersion
from models.sheets import ScoringLock
from models.types import table_of
from models.year import BlockYear
from services.errors.base import DomainError
from services.errors.scoring import CellFaultKind, CriteriaFrozen, ScoringIsLocked
from services.errors.years import YearLocked
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.rules.rights import Actor, Permission

_YEAR, _LOCK, _VERSION = table_of(BlockYear), table_of(ScoringLock), table_of(CriteriaVersion)
_STATE = (
    select(_YEAR.c.year, _YEAR.c.state, _LOCK.c.locked_at)
    .outerjoin_from(_YEAR, _LOCK, _LOCK.c.block_year_id == _YEAR.c.id)
    .where(_YEAR.c.id == bindparam("key"))
)
_NEWEST = (
    select(_VERSION.c.number, _VERSION.c.frozen_at)
    .where(_VERSION.c.block_year_id == bindparam("key"))
    .order_by(_VERSION.c.number.desc())
    .limit(1)
)


def bar_of_scores(session: Session, block_year_id: int) -> DomainError | None:
    """With what a change of the year's scores would be refused, whoever asks; None where it is open.

    The commands ask again.
    """
    found = session.connection().execute(_STATE, {"key": block_year_id}).one()
    if found.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        return YearLocked(year=found.year, state=YearState(found.state).value)
    return None if found.locked_at is None else ScoringIsLocked(year=found.year)


def bar_of_criteria(session: Session, block_year_id: int) -> DomainError | None:
    """With what a change of the year's criteria would be refused, whoever asks; None where they are open."""
    newest = session.connection().execute(_NEWEST, {"key": block_year_id}).first()
    if newest is not None and newest.frozen_at is not None:
        return CriteriaFrozen(number=newest.number)
    return bar_of_scores(session, block_year_id)


def reviewing_units(actor: Actor, block_id: int, year: int) -> frozenset[int] | None:
    """The units for which the actor reviews, by the grants at hand; None for whoever enters all scores."""
    if actor.may(Permission.ENTER_SCORES, block_id, year=year):
        return None
    return frozenset().union(*(grant.own_units for grant in actor.grants))


def bar_of_cell(
    line: CriterionLine, unit: UnitLine, reviewing: Collection[int] | None
) -> CellFaultKind | None:
    """Why the criterion takes no score of the unit, or none from somebody who reviews for those units."""
    if line.for_group is not None and line.for_group != unit.group_id:
        return CellFaultKind.FOR_OTHERS
    if line.reviewed_by is not None and reviewing is not None and line.reviewed_by not in reviewing:
        return CellFaultKind.OF_ANOTHER_REVIEWER
    return None
