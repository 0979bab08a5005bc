"""Commands on score sheets: cells are saved all together or not at all, each with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session, select

from models.enums import Method, Stage
from models.scoring import Score, ScoreChange
from models.types import table_of
from models.year import BlockYear
from services import audit
from services.access import block_and_year, may_now, require, require_in_year
from services.errors.base import NotFound
from services.errors.scoring import CellFault, CellsRefused
from services.errors.typed import TypedNumberRefused
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.registry import UnitLine, roll_of_year
from services.queries.scores import StoredCell, stored_cells
from services.rules.cells import cell_text, entry_of_cell
from services.rules.document import Score as Entry
from services.rules.rights import Actor, Permission
from services.rules.trail import Entry as Told
from services.storage.scores import cell_row, rewrite_totals, settle_quantitative
from services.storage.year import lock_year

SAVE, TAKE_BACK = "save_cells", "take_back_cells"

# What lets somebody fill in the sheet of one unit at a stage, who may not fill in all of them
_OF_UNIT = {Stage.SELF: Permission.ENTER_OWN_SCORES, Stage.REVIEW: Permission.REVIEW_SCORES}

_SCORE, _CHANGE = table_of(Score), table_of(ScoreChange)
_CLEAR_CELL = delete(_SCORE).where(
    _SCORE.c.block_year_id == bindparam("of_year"),
    _SCORE.c.stage == bindparam("of_stage"),
    _SCORE.c.unit_id == bindparam("of_unit"),
    _SCORE.c.criterion_id == bindparam("of_criterion"),
)


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What was typed into one cell, over the version that was read there (0: the cell was empty)."""

    unit_id: int
    criterion_id: int
    text: str
    seen_version: int


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving of cells, as its entry in the trail tells it."""

    block_year_id: int
    stage: Stage
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class _Change:
    unit: UnitLine
    line: CriterionLine
    before: StoredCell | None
    after: Entry | None


def saving_of(entry: Told) -> Saving | None:
    """The saving that the entry is about; None for an entry about anything else."""
    if entry.action not in (SAVE, TAKE_BACK):
        return None
    year, _, stage = entry.subject.partition("/")
    try:
        return Saving(int(year), Stage(stage), datetime.fromisoformat(str(entry.facts["saved_at"])))
    except (KeyError, TypeError, ValueError):  # of an earlier version, or tampered with
        return None


def save_cells(
    session: Session, actor: Actor, block_year_id: int, stage: Stage, edits: Sequence[CellEdit]
) -> int:
    """Save what was typed at one stage, with history, points and totals; gives how many cells changed.

    Raises:
        NotAllowed: a unit that is not the actor's, or a stage that is not a unit's to fill.
        YearLocked: the year is published or archived.
        CellsRefused: some cell cannot be taken, or was changed by somebody else meanwhile; none is saved.
    """
    _require(session, actor, block_year_id, stage, edits)
    year = lock_year(session, block_year_id)
    return _save(session, actor, year, stage, edits, SAVE)


def take_back_cells(
    session: Session, actor: Actor, block_year_id: int, stage: Stage, saved_at: datetime
) -> int:
    """Put back what stood in the cells before they were saved at that moment; gives how many cells changed.

    That is a saving of its own: the history and the trail keep both.

    Raises:
        YearLocked: the year is published or archived.
        NotFound: nothing was saved at that moment.
        CellsRefused: some cell was changed since, or left the sheet; none is put back.
    """
    require_in_year(session, actor, Permission.ENTER_SCORES, block_year_id)
    year = lock_year(session, block_year_id)
    edits = _edits_back(session, year, stage, saved_at)
    return _save(session, actor, year, stage, edits, TAKE_BACK)


def _edits_back(session: Session, year: BlockYear, stage: Stage, saved_at: datetime) -> list[CellEdit]:
    key = year.id or 0
    changes = session.exec(
        select(ScoreChange).where(
            ScoreChange.block_year_id == key, ScoreChange.stage == stage, ScoreChange.changed_at == saved_at
        )
    ).all()
    if not changes:
        raise NotFound(kind="saving", name=saved_at.isoformat())
    roll = {unit.code: unit for unit in roll_of_year(session, year.block_id, key, year.year)}
    lines = {line.rule.code: line for line in criteria_of_year(session, key)}
    units = {unit.unit_id for unit in roll.values()}
    stored = stored_cells(session, key, stage, units, lines.values(), roll.values())
    edits, faults = [], []
    for change in changes:
        unit, line = roll.get(change.unit_code), lines.get(change.criterion_code)
        text = change.before or ""
        if unit is None or line is None:
            faults.append(
                CellFault(unit=change.unit_code, criterion=change.criterion_code, text=text, problem=None)
            )
            continue
        cell = stored.get((unit.unit_id, line.criterion_id))
        edit = CellEdit(unit.unit_id, line.criterion_id, text, cell.version if cell else 0)
        if (cell.changed_at if cell else None) != (saved_at if change.after is not None else None):
            faults.append(_conflict(edit, unit, line, cell))
        edits.append(edit)
    if faults:
        raise CellsRefused(faults=tuple(faults))
    return edits


def _save(
    session: Session, actor: Actor, year: BlockYear, stage: Stage, edits: Sequence[CellEdit], action: str
) -> int:
    key = year.id or 0
    lines = criteria_of_year(session, key)
    roll = roll_of_year(session, year.block_id, key, year.year)
    changes = _changes(session, key, stage, edits, lines, roll)
    if not changes:
        return 0
    moment = datetime.now(UTC)
    _write(session, key, stage, changes, actor, moment)
    measured = {change.line for change in changes if change.line.rule.method is Method.QUANTITATIVE}
    touched = {change.unit.unit_id for change in changes}
    touched |= settle_quantitative(session, key, stage, measured)
    rewrite_totals(session, key, stage, lines, touched, year.tie_breaks)
    facts: dict[str, audit.Fact] = {"cells": len(changes), "year": year.year, "saved_at": moment.isoformat()}
    audit.record(session, actor, action, f"{key}/{stage.value}", **facts, **_told(changes))
    return len(changes)


def _told(changes: Sequence[_Change]) -> dict[str, audit.Fact]:
    """What stood in the cells and what does now, by unit and criterion."""
    before: dict[str, audit.Fact] = {}
    after: dict[str, audit.Fact] = {}
    for change in changes:
        cell = f"{change.unit.name}, {change.line.rule.code}"
        before[cell] = cell_text(change.before.entry if change.before else None, change.line.rule)
        after[cell] = cell_text(change.after, change.line.rule)
    return {"before": before, "after": after}


def _require(
    session: Session, actor: Actor, block_year_id: int, stage: Stage, edits: Sequence[CellEdit]
) -> None:
    block_id, year = block_and_year(session, block_year_id)
    of_unit = _OF_UNIT.get(stage)
    if of_unit is None or may_now(session, actor, Permission.ENTER_SCORES, block_id=block_id, year=year):
        require_in_year(session, actor, Permission.ENTER_SCORES, block_year_id)
        return
    # A unit fills in its own column, a reviewer those of all others.
    for unit_id in {edit.unit_id for edit in edits}:
        require(session, actor, of_unit, block_id=block_id, unit_id=unit_id, year=year)


def _changes(
    session: Session,
    block_year_id: int,
    stage: Stage,
    edits: Sequence[CellEdit],
    lines: Sequence[CriterionLine],
    roll: Sequence[UnitLine],
) -> list[_Change]:
    leaves = {line.criterion_id: line for line in lines if line.rule.method is not Method.GROUP}
    units = {unit.unit_id: unit for unit in roll}
    edited = [leaves[key] for key in {edit.criterion_id for edit in edits} & leaves.keys()]
    stored = stored_cells(session, block_year_id, stage, {edit.unit_id for edit in edits}, edited, roll)
    changes, faults = [], []
    for edit in edits:
        unit, line = units.get(edit.unit_id), leaves.get(edit.criterion_id)
        if unit is None or line is None:
            faults.append(CellFault(unit="?", criterion="?", text=edit.text, problem=None))
            continue
        before = stored.get((edit.unit_id, edit.criterion_id))
        try:
            after = entry_of_cell(edit.text, unit.code, line.rule, stage)
        except TypedNumberRefused as refusal:
            faults.append(
                CellFault(unit=unit.name, criterion=line.rule.code, text=edit.text, problem=refusal)
            )
            continue
        if (before.entry if before else None) == after:
            continue
        if (before.version if before else 0) != edit.seen_version:
            faults.append(_conflict(edit, unit, line, before))
            continue
        changes.append(_Change(unit, line, before, after))
    if faults:
        raise CellsRefused(faults=tuple(faults))
    return changes


def _conflict(edit: CellEdit, unit: UnitLine, line: CriterionLine, theirs: StoredCell | None) -> CellFault:
    return CellFault(
        unit=unit.name,
        criterion=line.rule.code,
        text=edit.text,
        problem=None,
        theirs=cell_text(theirs.entry if theirs else None, line.rule),
        changed_by=theirs.changed_by if theirs else None,
        changed_at=theirs.changed_at if theirs else None,
    )


def _write(
    session: Session,
    block_year_id: int,
    stage: Stage,
    changes: Sequence[_Change],
    actor: Actor,
    moment: datetime,
) -> None:
    connection = session.connection()
    if known := [change for change in changes if change.before]:
        of_sheet = {"of_year": block_year_id, "of_stage": stage}
        keys = [{"of_unit": c.unit.unit_id, "of_criterion": c.line.criterion_id} for c in known]
        connection.execute(_CLEAR_CELL, [of_sheet | key for key in keys])
    if rows := [
        cell_row(
            block_year_id,
            change.unit.unit_id,
            change.line,
            change.after,
            (change.before.version if change.before else 0) + 1,
            actor.account_id,
            moment,
        )
        for change in changes
        if change.after
    ]:
        connection.execute(insert(_SCORE), rows)
    connection.execute(
        insert(_CHANGE), [_history(block_year_id, stage, change, actor, moment) for change in changes]
    )


def _history(
    block_year_id: int, stage: Stage, change: _Change, actor: Actor, moment: datetime
) -> Mapping[str, object]:
    return {
        "block_year_id": block_year_id,
        "unit_code": change.unit.code,
        "criterion_code": change.line.rule.code,
        "stage": stage,
        "before": cell_text(change.before.entry, change.line.rule) if change.before else None,
        "after": cell_text(change.after, change.line.rule) if change.after else None,
        "changed_by": actor.account_id,
        "changed_at": moment,
    }
