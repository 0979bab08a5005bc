"""Commands on the steps of score sheets: which there are and by when, locked, unlocked with a reason."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise

from sqlmodel import Session, col, delete, select

from models.enums import SheetStep
from models.sheets import SheetDeadline, SheetLock
from services import audit
from services.access import require_fresh, require_in_year
from services.errors.base import NotFound
from services.errors.scoring import DeadlinesOutOfOrder, StepNotUsed
from services.queries.registry import unit_styles
from services.queries.sheet_steps import require_step, sheets_subject, steps_of_year
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor, Permission
from services.rules.terms import calendar_days, day_within
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.versions import stale
from services.storage.year import lock_scores, lock_year

ALWAYS = frozenset({SheetStep.SELF, SheetStep.FINAL})


Deadlines = Mapping[SheetStep, date | None]
"""The steps that are used, each with its last day or None."""


def set_steps(
    session: Session,
    actor: Actor,
    block_year_id: int,
    deadlines: Deadlines,
    *,
    seen: Deadlines | None = None,
) -> None:
    """Have the sheets of the year go through these steps, each by that day, or whenever.

    Self and final are always among them. `seen`: what was read of them before, if anybody has.

    Raises:
        Stale: somebody else has set them since.
        DayOutsideYear: a day before the year, or after March of the next.
        DeadlinesOutOfOrder: a later step would be due before an earlier one.
        YearLocked: the year is published or archived.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    year = lock_year(session, block_year_id)
    wanted = {step: deadlines.get(step) for step in SheetStep if step in deadlines or step in ALWAYS}
    days = [(step, day_within(day, calendar_days(year.year))) for step, day in wanted.items() if day]
    for (earlier, first), (later, last) in pairwise(days):
        if last < first:
            raise DeadlinesOutOfOrder(earlier=earlier, first=first, later=later, last=last)
    before = steps_of_year(session, block_year_id).deadlines
    subject = f"steps of year {block_year_id}"
    if seen is not None and dict(seen) != dict(before):
        raise stale(session, subject)
    session.exec(delete(SheetDeadline).where(col(SheetDeadline.block_year_id) == block_year_id))
    session.add_all(
        SheetDeadline(block_year_id=block_year_id, step=step, due_on=day) for step, day in wanted.items()
    )
    facts: dict[str, audit.Fact] = {"before": _told(before), "after": _told(wanted)}
    audit.record(session, actor, "set_steps", subject, year=year.year, **facts)


def lock_sheets(
    session: Session, actor: Actor, block_year_id: int, step: SheetStep, unit_ids: Collection[int]
) -> int:
    """Hand in, or close, that step of the units' sheets; how many were open until now.

    Whoever may fill in the step may lock it.

    Raises:
        StepNotUsed: the sheets of the year do not go through it.
        YearLocked: the year is published or archived.
    """
    require_step(session, actor, block_year_id, step, unit_ids)
    year = lock_year(session, block_year_id)
    steps = steps_of_year(session, block_year_id)
    if step not in steps.deadlines:
        raise StepNotUsed(step=step)
    open_still = sorted({one for one in unit_ids if (step, one) not in steps.locks})
    now = datetime.now(UTC)
    session.add_all(
        SheetLock(
            block_year_id=block_year_id,
            step=step,
            unit_id=unit_on_roll(session, block_year_id, unit_id),
            locked_at=now,
            locked_by=actor.account_id,
        )
        for unit_id in open_still
    )
    if open_still:
        styles = unit_styles(session, year.block_id)
        units: list[audit.Fact] = [styles.at(unit_id, year.year).name for unit_id in open_still]
        facts: dict[str, audit.Fact] = {"year": year.year, "sheet_step": step.value, "units": units}
        audit.record(session, actor, "lock_sheets", sheets_subject(block_year_id), **facts)
    return len(open_still)


def unlock_sheet(
    session: Session, actor: Actor, block_year_id: int, step: SheetStep, unit_id: int, reason: str
) -> None:
    """Let that step of the unit's sheet be changed again, for a reason that everybody may read.

    Raises:
        NotFound: it is not locked.
        NameRefused: no reason, or one that is too long.
        PasswordNeeded: the password was given too long ago.
        YearLocked, ScoringIsLocked: the year takes no scores any more.
    """
    require_in_year(session, actor, Permission.UNLOCK_SHEETS, block_year_id)
    require_fresh(session, actor)
    year = lock_scores(session, block_year_id)
    why = clean_name(reason, SENTENCE_LIMIT)
    row = session.exec(
        select(SheetLock).where(
            SheetLock.block_year_id == block_year_id, SheetLock.step == step, SheetLock.unit_id == unit_id
        )
    ).first()
    if row is None:
        raise NotFound(kind="lock", name=str(unit_id))
    session.delete(row)
    unit = name_in_year(session, block_year_id, unit_id)
    facts: dict[str, audit.Fact] = {"year": year.year, "sheet_step": step.value, "unit": unit}
    audit.record(session, actor, "unlock_sheet", sheets_subject(block_year_id), reason=why, **facts)


def _told(deadlines: Deadlines) -> dict[str, audit.Fact]:
    return {step.value: day.isoformat() if day else True for step, day in deadlines.items()}
