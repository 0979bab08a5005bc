"""Where a year's criteria stand: never frozen yet, frozen as a version, or open again as the next."""

from sqlmodel import Session, col, select

from models.scoring import CriteriaVersion
from services.errors.scoring import CriteriaFrozen


def newest_version(session: Session, block_year_id: int) -> CriteriaVersion | None:
    """The version that is frozen, or open, now; None before the first freeze."""
    return session.exec(
        select(CriteriaVersion)
        .where(CriteriaVersion.block_year_id == block_year_id)
        .order_by(col(CriteriaVersion.number).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def refuse_frozen(session: Session, block_year_id: int) -> None:
    """Let only criteria be changed that are open.

    Raises:
        CriteriaFrozen: they are frozen; with the number of the version.
    """
    newest = newest_version(session, block_year_id)
    if newest is not None and newest.frozen_at is not None:
        raise CriteriaFrozen(number=newest.number)
