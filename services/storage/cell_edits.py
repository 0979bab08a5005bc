"""Judges what was typed into cells of a score sheet, and writes what is taken, each with its history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session

from models.enums import Method, Stage
from models.scoring import Score, ScoreChange
from models.types import table_of
from services.errors.scoring import CellFault, CellFaultKind
from services.errors.typed import TypedNumberRefused
from services.queries.bars import bar_of_cell
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.scores import StoredCell, stored_cells
from services.rules.cell_edits import CellEdit
from services.rules.cells import cell_text, entry_of_cell
from services.rules.document import Score as Entry
from services.storage.scores import cell_row

_SCORE, _CHANGE = table_of(Score), table_of(ScoreChange)
_CLEAR_CELL = delete(_SCORE).where(
    _SCORE.c.block_year_id == bindparam("of_year"),
    _SCORE.c.stage == bindparam("of_stage"),
    _SCORE.c.unit_id == bindparam("of_unit"),
    _SCORE.c.criterion_id == bindparam("of_criterion"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stage of a year's score sheets as it stands: its criteria, its units, and what is barred.

    `locked` units take no change at the stage. `reviewing` are the units that the actor reviews for: such a
    person fills in no branch that is another's to review; None is somebody who fills in everything.
    """

    block_year_id: int
    stage: Stage
    lines: Sequence[CriterionLine]
    roll: Sequence[UnitLine]
    locked: Collection[int] = frozenset()
    reviewing: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is to hold something else."""

    unit: UnitLine
    line: CriterionLine
    before: StoredCell | None
    after: Entry | None


def judged(session: Session, sheet: Sheet, edits: Sequence[CellEdit]) -> tuple[list[Change], list[CellFault]]:
    """What the edits change, and those that cannot be taken; what stands there already is neither."""
    leaves = {line.criterion_id: line for line in sheet.lines if line.rule.method is not Method.GROUP}
    units = {unit.unit_id: unit for unit in sheet.roll}
    edited = [leaves[key] for key in {edit.criterion_id for edit in edits} & leaves.keys()]
    touched = {edit.unit_id for edit in edits}
    stored = stored_cells(session, sheet.block_year_id, sheet.stage, touched, edited, sheet.roll)
    changes, faults = [], []
    for edit in edits:
        unit, line = units.get(edit.unit_id), leaves.get(edit.criterion_id)
        if unit is None or line is None:
            faults.append(CellFault(kind=CellFaultKind.NO_SUCH_CELL, unit="?", criterion="?", text=edit.text))
            continue
        found = _judge(sheet, edit, unit, line, stored.get((edit.unit_id, edit.criterion_id)))
        if isinstance(found, Change):
            changes.append(found)
        elif found is not None:
            faults.append(found)
    return changes, faults


def _judge(
    sheet: Sheet, edit: CellEdit, unit: UnitLine, line: CriterionLine, before: StoredCell | None
) -> Change | CellFault | None:
    try:
        after = entry_of_cell(edit.text, unit.code, line.rule, sheet.stage)
    except TypedNumberRefused as refusal:
        return fault_of(CellFaultKind.TYPED, edit, unit, line, problem=refusal)
    if (before.entry if before else None) == after:
        return None
    if bar := _bar(sheet, unit, line):
        return fault_of(bar, edit, unit, line)
    if (before.version if before else 0) != edit.seen_version:
        return conflict_of(edit, unit, line, before)
    return Change(unit, line, before, after)


def _bar(sheet: Sheet, unit: UnitLine, line: CriterionLine) -> CellFaultKind | None:
    return CellFaultKind.LOCKED if unit.unit_id in sheet.locked else bar_of_cell(line, unit, sheet.reviewing)


def conflict_of(edit: CellEdit, unit: UnitLine, line: CriterionLine, theirs: StoredCell | None) -> CellFault:
    """The cell that somebody else has changed since it was read, with both values."""
    return fault_of(
        CellFaultKind.CHANGED,
        edit,
        unit,
        line,
        theirs=cell_text(theirs.entry if theirs else None, line.rule),
        changed_by=theirs.changed_by if theirs else None,
        changed_at=theirs.changed_at if theirs else None,
        version=theirs.version if theirs else 0,
    )


def fault_of(
    kind: CellFaultKind, edit: CellEdit, unit: UnitLine, line: CriterionLine, **facts: Any
) -> CellFault:
    """Why that cell was not taken."""
    return CellFault(
        kind=kind,
        unit=unit.name,
        criterion=line.rule.code,
        text=edit.text,
        unit_id=unit.unit_id,
        criterion_id=line.criterion_id,
        **facts,
    )


def write_changes(
    session: Session, sheet: Sheet, changes: Sequence[Change], account_id: int | None, moment: datetime
) -> None:
    """Put the changes into the cells, and what stood there into their history."""
    connection = session.connection()
    of_sheet = {"of_year": sheet.block_year_id, "of_stage": sheet.stage}
    if known := [change for change in changes if change.before]:
        keys = [{"of_unit": one.unit.unit_id, "of_criterion": one.line.criterion_id} for one in known]
        connection.execute(_CLEAR_CELL, [of_sheet | key for key in keys])
    if rows := [
        cell_row(
            sheet.block_year_id,
            change.unit.unit_id,
            change.line,
            change.after,
            (change.before.version if change.before else 0) + 1,
            account_id,
            moment,
        )
        for change in changes
        if change.after
    ]:
        connection.execute(insert(_SCORE), rows)
    connection.execute(insert(_CHANGE), [_history(sheet, change, account_id, moment) for change in changes])


def _history(sheet: Sheet, change: Change, account_id: int | None, moment: datetime) -> Mapping[str, object]:
    return {
        "block_year_id": sheet.block_year_id,
        "unit_code": change.unit.code,
        "criterion_code": change.line.rule.code,
        "stage": sheet.stage,
        "before": cell_text(change.before.entry, change.line.rule) if change.before else None,
        "after": cell_text(change.after, change.line.rule) if change.after else None,
        "changed_by": account_id,
        "changed_at": moment,
    }
