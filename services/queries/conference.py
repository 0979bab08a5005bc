"""How far the conference of a year is, and whether it is only rehearsed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.conference import Conference
from models.year import BlockYear


@dataclass(frozen=True, slots=True)
class ConferenceNow:
    """Whether a rehearsal is on, and which point of the agenda is under way."""

    rehearsing: bool
    item_id: int | None


def conference_now(session: Session, block_year_id: int) -> ConferenceNow:
    """How far the conference of the year is; nothing has begun where nobody has touched it."""
    row = session.exec(
        select(Conference.rehearsing, Conference.item_id).where(Conference.block_year_id == block_year_id)
    ).first()
    return ConferenceNow(*row) if row else ConferenceNow(rehearsing=False, item_id=None)


def is_rehearsing(session: Session, block_year_id: int) -> bool:
    """Whether what is done now belongs to a rehearsal."""
    return conference_now(session, block_year_id).rehearsing


def other_years(
    session: Session, block_id: int, having: SelectOfScalar[int], *, but: int
) -> Mapping[int, int]:
    """The years of the block whose ids are among these, but that one, the newest first: id by year."""
    rows = session.exec(
        select(BlockYear.year, BlockYear.id)
        .where(BlockYear.block_id == block_id, BlockYear.id != but, col(BlockYear.id).in_(having))
        .order_by(col(BlockYear.year).desc())
    )
    return {year: key or 0 for year, key in rows}
