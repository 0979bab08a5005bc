"""Keeps the history of cells with their criteria, whose numbers may change hands."""

from collections.abc import Mapping

from sqlalchemy import case, update
from sqlmodel import Session

from models.scoring import ScoreChange
from models.types import table_of

_CHANGE = table_of(ScoreChange)


def move_history(
    session: Session, block_year_id: int, was: Mapping[int, str], now: Mapping[int, str]
) -> None:
    """Have the changes of cells stand under the codes of now; criteria that are gone keep theirs if free.

    `was` and `now` are the codes of the year's criteria by their ids.
    """
    taken = set(now.values())
    moved = {
        code: now.get(key, f"~{key}")
        for key, code in was.items()
        if now.get(key) != code and (key in now or code in taken)
    }
    if moved:
        # In one statement, since codes are swapped as well
        session.connection().execute(
            update(_CHANGE)
            .where(_CHANGE.c.block_year_id == block_year_id, _CHANGE.c.criterion_code.in_(moved))
            .values(criterion_code=case(moved, value=_CHANGE.c.criterion_code))
        )
