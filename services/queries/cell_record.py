"""What one cell of a unit's sheet has beside its figures: the files brought for it, and all its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session

from models.accounts import Account, TrailEntry
from models.enums import FileKind, SheetStep, Stage
from models.record import StoredFile
from models.scoring import ScoreChange
from models.sheets import Evidence
from models.types import table_of
from services.errors.base import NotFound
from services.errors.files import FileLoss
from services.queries.cells import Cell, Reach, UnitSheet, changes_where, reach_of
from services.queries.files import KeptFile, file_bytes, loss_of
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.rules.cell_place import CellPlace, evidence_of
from services.rules.rights import Actor

_EVIDENCE, _FILE, _PERSON = table_of(Evidence), table_of(StoredFile), table_of(Account)
_CHANGE, _ENTRY = table_of(ScoreChange).c, table_of(TrailEntry).c


class Happened(StrEnum):
    """What can happen to a cell."""

    SCORED = "scored"
    REMARKED = "remarked"
    BROUGHT = "brought"
    REMOVED = "removed"


_TOLD = {
    "remark_on_cell": Happened.REMARKED,
    "add_evidence": Happened.BROUGHT,
    "remove_evidence": Happened.REMOVED,
}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A file that was brought for a cell; `lost` is what a look at the folder tells, short of reading."""

    id: int
    label: str
    kind: FileKind
    size: int
    by: str | None
    at: datetime
    lost: FileLoss | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a cell: what stood there before, and what after; files belong to no step."""

    what: Happened
    step: SheetStep | None
    before: str
    after: str
    by: str | None
    at: datetime


def evidence_of_cell(
    session: Session, reach: Reach, unit_id: int, criterion_id: int, *, folder: Path
) -> list[EvidenceLine]:
    """The files that the unit has brought for the criterion, in the order in which they came.

    Raises:
        NotFound: it is none of the units within reach.
    """
    brought = _EVIDENCE.c
    wanted = (
        select(
            brought.id,
            _FILE.c.label,
            _FILE.c.kind,
            _FILE.c.size,
            _PERSON.c.display_name,
            brought.added_at,
            brought.file_id,
        )
        .join_from(_EVIDENCE, _FILE, _FILE.c.id == brought.file_id)
        .outerjoin(_PERSON, _PERSON.c.id == brought.added_by)
        .where(
            brought.block_year_id == reach.block_year_id,
            brought.unit_id == reach.unit(unit_id).unit_id,
            brought.criterion_id == criterion_id,
        )
        .order_by(brought.id)
    )
    return [
        EvidenceLine(key, label, kind, size, by, at, loss_of(folder, file_id, size))
        for key, label, kind, size, by, at, file_id in session.connection().execute(wanted)
    ]


def evidence_file(session: Session, actor: Actor, evidence_id: int, *, folder: Path) -> KeptFile:
    """What is in a file that a unit has brought, if the actor may see that unit's cells now.

    Raises:
        NotFound: there is no such file, or it is another unit's.
        FileLost: it is not in the data folder any more as it was given.
    """
    brought = _EVIDENCE.c
    wanted = select(brought.block_year_id, brought.unit_id, brought.file_id).where(brought.id == evidence_id)
    row = session.connection().execute(wanted).first()
    if row is not None:
        reach = reach_of(session, actor, row.block_year_id)
        if any(unit.unit_id == row.unit_id for unit in reach.units):
            return file_bytes(session, folder, reach.block_id, row.file_id)
    raise NotFound(kind="evidence", name=str(evidence_id))


def history_of_cell(session: Session, reach: Reach, sheet: UnitSheet, cell: Cell) -> list[HistoryLine]:
    """Everything that happened to the cell, the newest first; what was taken back stands there too.

    Remarks and files are told by the trail, as long as the criterion bore the number that it has now.

    Raises:
        NotFound: the sheet is that of none of the units within reach.
    """
    reach.unit(sheet.unit.unit_id)
    found = [*_scored(session, reach, sheet, cell), *_told(session, reach, sheet, cell)]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _scored(session: Session, reach: Reach, sheet: UnitSheet, cell: Cell) -> list[HistoryLine]:
    of_cell = and_(_CHANGE.unit_code == sheet.unit.code, _CHANGE.criterion_code == cell.line.rule.code)
    wanted = changes_where(reach.block_year_id, of_cell).add_columns(_CHANGE.stage)
    return [
        HistoryLine(Happened.SCORED, _step(sheet, stage, at), before or "", after or "", by, at)
        for _code, before, after, by, at, stage in session.connection().execute(wanted)
    ]


def _step(sheet: UnitSheet, stage: Stage, at: datetime) -> SheetStep:
    """The step at which the column was filled: once the first review is closed, the second fills it."""
    steps = [step for step in STEPS_OF_STAGE[stage] if step in sheet.steps.deadlines]
    closed = sheet.steps.locks.get((steps[0], sheet.unit.unit_id)) if steps else None
    return steps[-1] if closed and closed.at < at else STEPS_OF_STAGE[stage][0]


def _told(session: Session, reach: Reach, sheet: UnitSheet, cell: Cell) -> list[HistoryLine]:
    key, unit_id, criterion_id = reach.block_year_id, sheet.unit.unit_id, cell.line.criterion_id
    remarks = {CellPlace(key, step, unit_id, criterion_id).remark: step for step in SheetStep}
    wanted = (
        select(_ENTRY.subject, _ENTRY.action, _ENTRY.facts, _ENTRY.actor, _ENTRY.at)
        .where(_ENTRY.subject.in_([*remarks, evidence_of(key, unit_id, criterion_id)]))
        .order_by(_ENTRY.number)
    )
    lines = []
    for subject, action, facts, by, at in session.connection().execute(wanted):
        # An id can be that of another criterion by now, where a year was imported again
        if action in _TOLD and facts.get("criterion") == cell.line.rule.code:
            before, after = _before_and_after(_TOLD[action], facts)
            lines.append(HistoryLine(_TOLD[action], remarks.get(subject), before, after, by, at))
    return lines


def _before_and_after(what: Happened, facts: Mapping[str, Any]) -> tuple[str, str]:
    if what is Happened.REMARKED:
        return str(facts.get("before") or ""), str(facts.get("after") or "")
    files = "; ".join(facts.get("files") or ())
    return ("", files) if what is Happened.BROUGHT else (files, "")
