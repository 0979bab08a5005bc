"""Commands on the files that a unit brings for its scores."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, func, select

from models.enums import SheetStep
from models.sheets import Evidence
from models.year import BlockYear
from services import audit
from services.errors.base import NotFound
from services.errors.scoring import TooMuchEvidence
from services.queries.criteria import leaf_code
from services.queries.files import file_label
from services.queries.sheet_steps import require_step
from services.queries.years import name_in_year, unit_on_roll
from services.rules.rights import Actor
from services.storage.files import Upload, drop_file, keep_file
from services.storage.sheet_locks import refuse_locked
from services.storage.year import lock_scores

MOST_FILES = 20
"""Of one cell; more is a case for an archive."""

# A unit brings its evidence with its own score, or with its explanation
_STEPS = (SheetStep.SELF, SheetStep.EXPLANATION)


def add_evidence(
    session: Session,
    actor: Actor,
    block_year_id: int,
    unit_id: int,
    criterion_id: int,
    upload: Upload,
    *,
    folder: Path,
) -> int:
    """Keep a file that the unit brings for its score in the criterion, and give its id.

    Raises:
        SheetIsLocked: neither its self score nor its explanation takes changes any more.
        TooMuchEvidence: the cell has as many files as it may.
        NotFound: the year has no such unit, or no such criterion to score.
        FileRefused, FolderNotWritable: see `storage.files.keep_file`.
        YearLocked, ScoringIsLocked: the year takes none any more.
    """
    require_step(session, actor, block_year_id, SheetStep.SELF, [unit_id])
    year = lock_scores(session, block_year_id)
    refuse_locked(session, block_year_id, unit_on_roll(session, block_year_id, unit_id), _STEPS)
    code = leaf_code(session, block_year_id, criterion_id)
    _refuse_too_much(session, block_year_id, unit_id, criterion_id)
    row = Evidence(
        block_year_id=block_year_id,
        unit_id=unit_id,
        criterion_id=criterion_id,
        file_id=keep_file(session, folder, year.block_id, upload.name, upload.data),
        added_by=actor.account_id,
        added_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    facts = _facts(session, year, row, code)
    audit.record(session, actor, "add_evidence", f"evidence {row.id}", **facts)
    return row.id or 0


def remove_evidence(session: Session, actor: Actor, evidence_id: int, *, folder: Path) -> None:
    """Take a file of a cell away.

    Raises:
        NotFound: there is no such file.
        SheetIsLocked, YearLocked, ScoringIsLocked: as `add_evidence`.
    """
    row = session.exec(select(Evidence).where(Evidence.id == evidence_id)).first()
    if row is None:
        raise NotFound(kind="evidence", name=str(evidence_id))
    require_step(session, actor, row.block_year_id, SheetStep.SELF, [row.unit_id])
    year = lock_scores(session, row.block_year_id)
    refuse_locked(session, row.block_year_id, row.unit_id, _STEPS)
    facts = _facts(session, year, row, leaf_code(session, row.block_year_id, row.criterion_id))
    session.delete(row)
    drop_file(session, folder, row.file_id)
    audit.record(session, actor, "remove_evidence", f"evidence {evidence_id}", **facts)


def _refuse_too_much(session: Session, block_year_id: int, unit_id: int, criterion_id: int) -> None:
    there = (
        select(func.count())
        .select_from(Evidence)
        .where(
            Evidence.block_year_id == block_year_id,
            Evidence.unit_id == unit_id,
            Evidence.criterion_id == criterion_id,
        )
    )
    if session.exec(there).one() >= MOST_FILES:
        raise TooMuchEvidence(most=MOST_FILES)


def _facts(session: Session, year: BlockYear, row: Evidence, code: str) -> dict[str, audit.Fact]:
    return {
        "year": year.year,
        "unit": name_in_year(session, row.block_year_id, row.unit_id),
        "criterion": code,
        "file": file_label(session, row.file_id),
    }
