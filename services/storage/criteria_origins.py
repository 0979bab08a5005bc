"""Lets the criteria of a year go on from those of a year before, with what the block says of them."""

from sqlalchemy import select, update
from sqlmodel import Session

from models.scoring import Criterion
from models.types import table_of

_ROWS = table_of(Criterion)


def continue_from(session: Session, block_year_id: int, from_year_id: int) -> None:
    """Have each criterion go on from the one of the same code, and say of it what was said there.

    Groups of units are a year's own: see `groups.continue_groups`.
    """
    session.flush()
    connection = session.connection()
    wanted = select(_ROWS.c.code, _ROWS.c.id, _ROWS.c.note, _ROWS.c.reviewer_id)
    for code, origin, note, reviewer in connection.execute(
        wanted.where(_ROWS.c.block_year_id == from_year_id)
    ).all():
        mine = (_ROWS.c.block_year_id == block_year_id) & (_ROWS.c.code == code)
        said = {"origin_id": origin, "note": note, "reviewer_id": reviewer}
        connection.execute(update(_ROWS).where(mine).values(**said))
