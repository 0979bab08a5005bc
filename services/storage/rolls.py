"""Writes who stands on the roll of a year, and in which order."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from models.enums import Stage
from models.types import table_of
from models.year import BlockYear, YearUnit
from services.queries.criteria import criteria_of_year
from services.storage.groups import barred_in, settle_groups
from services.storage.scores import rewrite_totals
from services.storage.year import lock_scores

_PLACE = table_of(YearUnit)
_MOVE = (
    update(_PLACE)
    .where(_PLACE.c.block_year_id == bindparam("of_year"), _PLACE.c.unit_id == bindparam("of_unit"))
    .values(position=bindparam("place"))
)


def set_roll(session: Session, year: BlockYear, order: Sequence[int]) -> None:
    """Have the units, by id, stand on the year's roll in that order; all that stand on it are among them.

    Those that come onto it are scored and vote.

    Raises:
        ScoringIsLocked: the places of the year are locked, and rest on its roll.
    """
    on_roll = select(YearUnit.unit_id).where(YearUnit.block_year_id == year.id)
    before = session.exec(on_roll.order_by(col(YearUnit.position))).all()
    if list(order) == list(before):
        return
    lock_scores(session, year.id or 0)
    # Away first: no two units may stand at one place, not even for a moment
    session.exec(
        update(YearUnit)
        .where(col(YearUnit.block_year_id) == year.id)
        .values(position=-1 - col(YearUnit.position))
    )
    known = set(before)
    moved = [(unit_id, place) for place, unit_id in enumerate(order) if unit_id in known]
    added = [(unit_id, place) for place, unit_id in enumerate(order) if unit_id not in known]
    connection = session.connection()
    if moved:
        places = [{"of_year": year.id, "of_unit": unit_id, "place": place} for unit_id, place in moved]
        connection.execute(_MOVE, places)
    if added:
        rows = [{"block_year_id": year.id, "unit_id": unit_id, "position": place} for unit_id, place in added]
        connection.execute(insert(_PLACE), rows)
        start_totals(session, year, [unit_id for unit_id, _place in added])


def start_totals(session: Session, year: BlockYear, unit_ids: Sequence[int]) -> None:
    """Standings count what is missing from the totals, so units have some from the start."""
    lines = criteria_of_year(session, year.id or 0)
    for stage in Stage:
        rewrite_totals(session, year.id or 0, stage, lines, unit_ids, year.tie_breaks)
    settle_groups(session, None, year, barred_in(session, year, but=unit_ids))
