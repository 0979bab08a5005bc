"""Commands on what is remarked on a cell: by the unit, by its reviewer, in explanation, at the end."""

from datetime import UTC, datetime

from sqlmodel import Session

from models.enums import SheetStep
from models.sheets import CellRemark
from services import audit
from services.queries.criteria import leaf_code
from services.queries.sheet_steps import require_step
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor
from services.rules.text import SENTENCE_LIMIT, clean_or_blank
from services.storage.sheet_locks import refuse_locked
from services.storage.versions import stale
from services.storage.year import lock_scores


def remark_on_cell(
    session: Session,
    actor: Actor,
    block_year_id: int,
    step: SheetStep,
    unit_id: int,
    criterion_id: int,
    text: str,
    *,
    seen_version: int,
) -> None:
    """Say that of the cell at the step, in place of what was said; nothing takes it away.

    `seen_version`: of the remark that was read there, 0 where there was none.

    Raises:
        SheetIsLocked, StepNotUsed: the step takes no remarks of that unit.
        NotFound: the year has no such unit, or no such criterion to score.
        Stale: somebody else has said something else meanwhile.
        NameRefused: over 2000 characters, or characters that cannot be seen.
        YearLocked, ScoringIsLocked: the year takes none any more.
    """
    require_step(session, actor, block_year_id, step, [unit_id])
    year = lock_scores(session, block_year_id)
    refuse_locked(session, block_year_id, unit_on_roll(session, block_year_id, unit_id), [step])
    code = leaf_code(session, block_year_id, criterion_id)
    said = clean_or_blank(text, SENTENCE_LIMIT)
    row = session.get(CellRemark, (block_year_id, step, unit_id, criterion_id), populate_existing=True)
    subject = f"remark {block_year_id}/{step.value}/{unit_id}/{criterion_id}"
    if (row.version if row else 0) != seen_version:
        raise stale(session, subject)
    before = row.text if row else ""
    if before == said:
        return
    if not said and row:
        session.delete(row)
    else:
        row = row or CellRemark(
            block_year_id=block_year_id,
            step=step,
            unit_id=unit_id,
            criterion_id=criterion_id,
            text=said,
            version=0,
            changed_at=datetime.now(UTC),
        )
        row.text, row.version = said, row.version + 1
        row.changed_by, row.changed_at = actor.account_id, datetime.now(UTC)
        session.add(row)
    session.flush()
    facts: dict[str, audit.Fact] = {
        "year": year.year,
        "step": step.value,
        "unit": name_in_year(session, block_year_id, unit_id),
        "criterion": code,
    }
    audit.record(session, actor, "remark_on_cell", subject, **facts, before=before, after=said)
