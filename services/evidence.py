"""Commands on the files that a unit brings for its scores."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, func, select

from models.enums import SheetStep
from models.sheets import Evidence
from models.year import BlockYear
from services import audit
from services.errors.base import NotFound
from services.errors.files import EvidenceRefused, FileRefused
from services.errors.scoring import TooMuchEvidence
from services.queries.criteria import leaf_code
from services.queries.files import file_label
from services.queries.sheet_steps import require_step
from services.queries.years import name_in_year, unit_on_roll
from services.rules.cell_place import evidence_of
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
    uploads: Sequence[Upload],
    *,
    folder: Path,
) -> list[int]:
    """Keep the files that the unit brings for its score in the criterion, all or none, and give their ids.

    Raises:
        SheetIsLocked: neither its self score nor its explanation takes changes any more.
        TooMuchEvidence: the cell would have more files than it may.
        NotFound: the year has no such unit, or no such criterion to score.
        EvidenceRefused: one of them is no file that is kept; says which, and why.
        FolderNotWritable: the data folder takes no files.
        YearLocked, ScoringIsLocked: the year takes none any more.
    """
    require_step(session, actor, block_year_id, SheetStep.SELF, [unit_id])
    year = lock_scores(session, block_year_id)
    refuse_locked(session, block_year_id, unit_on_roll(session, block_year_id, unit_id), _STEPS)
    code = leaf_code(session, block_year_id, criterion_id)
    _refuse_too_much(session, block_year_id, unit_id, criterion_id, len(uploads))
    files = [_kept(session, folder, year.block_id, upload) for upload in uploads]
    rows = [_row(actor, block_year_id, unit_id, criterion_id, file_id) for file_id in files]
    session.add_all(rows)
    session.flush()
    if rows:
        _record(session, actor, "add_evidence", rows, code)
    return [row.id or 0 for row in rows]


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
    lock_scores(session, row.block_year_id)
    refuse_locked(session, row.block_year_id, row.unit_id, _STEPS)
    code = leaf_code(session, row.block_year_id, row.criterion_id)
    _record(session, actor, "remove_evidence", [row], code)
    session.delete(row)
    drop_file(session, folder, row.file_id)


def _kept(session: Session, folder: Path, block_id: int, upload: Upload) -> str:
    try:
        return keep_file(session, folder, block_id, upload.name, upload.data)
    except FileRefused as refusal:
        raise EvidenceRefused(file=upload.name, problem=refusal) from refusal


def _row(actor: Actor, block_year_id: int, unit_id: int, criterion_id: int, file_id: str) -> Evidence:
    return Evidence(
        block_year_id=block_year_id,
        unit_id=unit_id,
        criterion_id=criterion_id,
        file_id=file_id,
        added_by=actor.account_id,
        added_at=datetime.now(UTC),
    )


def _refuse_too_much(
    session: Session, block_year_id: int, unit_id: int, criterion_id: int, more: int
) -> None:
    there = (
        select(func.count())
        .select_from(Evidence)
        .where(
            Evidence.block_year_id == block_year_id,
            Evidence.unit_id == unit_id,
            Evidence.criterion_id == criterion_id,
        )
    )
    if session.exec(there).one() + more > MOST_FILES:
        raise TooMuchEvidence(most=MOST_FILES)


def _record(session: Session, actor: Actor, action: str, rows: Sequence[Evidence], code: str) -> None:
    key, unit_id, criterion_id = rows[0].block_year_id, rows[0].unit_id, rows[0].criterion_id
    files: list[audit.Fact] = [file_label(session, row.file_id) for row in rows]
    facts: dict[str, audit.Fact] = {"unit": name_in_year(session, key, unit_id), "criterion": code}
    year = session.get_one(BlockYear, key).year
    subject = evidence_of(key, unit_id, criterion_id)
    audit.record(session, actor, action, subject, year=year, **facts, files=files)
