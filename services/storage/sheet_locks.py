"""Keeps what is locked from being changed, for every command that changes something of a sheet."""

from collections.abc import Sequence

from sqlmodel import Session

from models.enums import SheetStep
from services.errors.scoring import SheetIsLocked, StepNotUsed
from services.queries.sheet_steps import steps_of_year
from services.queries.years import name_in_year


def refuse_locked(session: Session, block_year_id: int, unit_id: int, steps: Sequence[SheetStep]) -> None:
    """Let the unit's sheet be changed while one of the steps is open.

    Raises:
        StepNotUsed: the sheets of the year go through none of them.
        SheetIsLocked: all of them that are used are locked for the unit.
    """
    found = steps_of_year(session, block_year_id)
    used = [step for step in steps if step in found.deadlines]
    if not used:
        raise StepNotUsed(step=steps[0])
    if all((step, unit_id) in found.locks for step in used):
        raise SheetIsLocked(step=used[0], unit=name_in_year(session, block_year_id, unit_id))
