"""The steps of a year's score sheets: by when, what is locked, and who may fill in what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.accounts import Account, TrailEntry
from models.enums import SheetStep, Stage
from models.sheets import SheetDeadline, SheetLock
from services.access import block_and_year, may_now, require, require_in_year
from services.rules.rights import Actor, Permission

# Both reviews fill the same column; an explanation has words only
STEPS_OF_STAGE: Mapping[Stage, tuple[SheetStep, ...]] = {
    Stage.SELF: (SheetStep.SELF,),
    Stage.REVIEW: (SheetStep.REVIEW, SheetStep.SECOND_REVIEW),
    Stage.FINAL: (SheetStep.FINAL,),
}
CUSTOMARY = tuple(step for step in SheetStep if step is not SheetStep.SECOND_REVIEW)
"""The steps of a year that has not said otherwise."""

# What lets somebody fill in one unit's part of a step, who may not fill in everything
_OF_UNIT = {
    SheetStep.SELF: Permission.ENTER_OWN_SCORES,
    SheetStep.REVIEW: Permission.REVIEW_SCORES,
    SheetStep.SECOND_REVIEW: Permission.REVIEW_SCORES,
    SheetStep.EXPLANATION: Permission.ENTER_OWN_SCORES,
}


@dataclass(frozen=True, slots=True)
class Lock:
    """Who locked a step of a unit's sheet, and when; None is the command line."""

    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a year in order with their last days, and the locks by step and unit id."""

    deadlines: Mapping[SheetStep, date | None]
    locks: Mapping[tuple[SheetStep, int], Lock]

    def open_step(self, stage: Stage, unit_id: int) -> SheetStep | None:
        """The step at which the unit's column of that stage takes changes now; None if it is locked."""
        steps = (step for step in STEPS_OF_STAGE[stage] if step in self.deadlines)
        return next((step for step in steps if (step, unit_id) not in self.locks), None)


@dataclass(frozen=True, slots=True)
class Unlock:
    """That a step of a unit's sheet was unlocked, why, by whom and when; the unit as it was called then."""

    step: SheetStep
    unit: str
    reason: str
    by: str
    at: datetime


def sheets_subject(block_year_id: int) -> str:
    """What the trail calls the sheets of the year."""
    return f"sheets of year {block_year_id}"


def unlocks_of_year(session: Session, block_year_id: int) -> list[Unlock]:
    """Every unlocking of the year's sheets that the trail tells of, the newest first."""
    rows = session.exec(
        select(TrailEntry)
        .where(TrailEntry.subject == sheets_subject(block_year_id), TrailEntry.action == "unlock_sheet")
        .order_by(col(TrailEntry.number).desc())
    )
    # What was tampered with tells no step that there is; the trail's own screen says so
    return [
        Unlock(SheetStep(row.facts["sheet_step"]), row.facts["unit"], row.reason, row.actor, row.at)
        for row in rows
        if row.facts.get("sheet_step") in set(SheetStep) and "unit" in row.facts
    ]


def steps_of_year(session: Session, block_year_id: int) -> Steps:
    """The steps, deadlines and locks of a year, in two statements."""
    rows = session.exec(select(SheetDeadline).where(SheetDeadline.block_year_id == block_year_id)).all()
    days = {row.step: row.due_on for row in rows}
    used = [step for step in SheetStep if step in days] or list(CUSTOMARY)
    locked = session.exec(
        select(SheetLock, Account.display_name)
        .outerjoin(Account, col(Account.id) == SheetLock.locked_by)
        .where(SheetLock.block_year_id == block_year_id)
    ).all()
    locks = {(row.step, row.unit_id): Lock(name, row.locked_at) for row, name in locked}
    return Steps({step: days.get(step) for step in used}, locks)


def require_step(
    session: Session, actor: Actor, block_year_id: int, step: SheetStep, unit_ids: Iterable[int]
) -> None:
    """Let the actor go on who may fill in that step of those units' sheets.

    Whoever enters all scores may; a unit fills in what it says of itself, a reviewer the sheets of others.

    Raises:
        NotFound: there is no such year.
        NotAllowed: for one of the units.
    """
    block_id, year = block_and_year(session, block_year_id)
    of_unit = _OF_UNIT.get(step)
    if of_unit is None or may_now(session, actor, Permission.ENTER_SCORES, block_id=block_id, year=year):
        require_in_year(session, actor, Permission.ENTER_SCORES, block_year_id)
        return
    for unit_id in sorted(set(unit_ids)):
        require(session, actor, of_unit, block_id=block_id, unit_id=unit_id, year=year)


def units_to_fill(
    actor: Actor, block_id: int, year: int, step: SheetStep, unit_ids: Collection[int]
) -> frozenset[int]:
    """The units whose sheets the actor is offered to fill in at the step; the commands ask again."""
    if actor.may(Permission.ENTER_SCORES, block_id, year=year):
        return frozenset(unit_ids)
    of_unit = _OF_UNIT.get(step)
    if of_unit is None:
        return frozenset()
    return frozenset(one for one in unit_ids if actor.may(of_unit, block_id, one, year))
