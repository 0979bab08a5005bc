"""Commands on what is remarked on a cell: by the unit, by its reviewer, in explanation, at the end."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlmodel import Session, func, select

from models.accounts import TrailEntry
from models.sheets import CellRemark
from services import audit
from services.queries.criteria import leaf_code
from services.queries.sheet_steps import require_step
from services.queries.years import name_in_year, unit_on_roll
from services.rules.cell_place import CellPlace
from services.rules.rights import Actor
from services.rules.text import SENTENCE_LIMIT, clean_or_blank
from services.storage.sheet_locks import refuse_locked
from services.storage.versions import stale
from services.storage.year import lock_scores


def remark_on_cell(session: Session, actor: Actor, place: CellPlace, text: str, *, seen_version: int) -> None:
    """Say that of the cell at the step, in place of what was said; a blank text takes it away.

    `seen_version`: of the remark that was read there, 0 where there was none.

    Raises:
        SheetIsLocked, StepNotUsed: the step takes no remarks of that unit.
        NotFound: the year has no such unit, or no such criterion to score.
        Stale: somebody else has said something else meanwhile.
        NameRefused: over 2000 characters, or characters that cannot be seen.
        YearLocked, ScoringIsLocked: the year takes none any more.
    """
    key, unit_id = place.block_year_id, place.unit_id
    require_step(session, actor, key, place.step, [unit_id])
    year = lock_scores(session, key)
    refuse_locked(session, key, unit_on_roll(session, key, unit_id), [place.step])
    code = leaf_code(session, key, place.criterion_id)
    said = clean_or_blank(text, SENTENCE_LIMIT)
    row = session.get(CellRemark, (key, place.step, unit_id, place.criterion_id), populate_existing=True)
    if (row.version if row else 0) != seen_version:
        raise stale(session, place.remark)
    before = row.text if row else ""
    if before == said:
        return
    _write(session, actor, place, row, said)
    facts: dict[str, audit.Fact] = {
        "year": year.year,
        "step": place.step.value,
        "unit": name_in_year(session, key, unit_id),
        "criterion": code,
    }
    audit.record(session, actor, "remark_on_cell", place.remark, **facts, before=before, after=said)


def _write(session: Session, actor: Actor, place: CellPlace, row: CellRemark | None, said: str) -> None:
    now = datetime.now(UTC)
    if said:
        # One that was taken away and made anew is not the one that somebody read before
        past = session.exec(select(func.count()).where(TrailEntry.subject == place.remark)).one()
        row = row or CellRemark(**asdict(place), text=said, changed_at=now)
        row.text, row.version = said, past + 1
        row.changed_by, row.changed_at = actor.account_id, now
        session.add(row)
    elif row is not None:
        session.delete(row)
    session.flush()
