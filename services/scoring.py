"""Commands on score sheets: cells are saved with their history, all together, or the valid ones of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, select

from models.enums import Method, Stage
from models.scoring import ScoreChange
from models.year import BlockYear
from services import audit
from services.access import block_and_year, grants_of, may_now, require_in_year
from services.errors.base import NotFound
from services.errors.scoring import CellFault, CellFaultKind, CellsRefused
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.queries.scores import stored_cells
from services.queries.sheet_steps import STEPS_OF_STAGE, require_step, steps_of_year
from services.rules.cell_edits import CellEdit
from services.rules.cells import cell_text
from services.rules.rights import Actor, Permission
from services.rules.trail import Entry as Told
from services.storage.cell_edits import Change, Sheet, conflict_of, judged, write_changes
from services.storage.scores import rewrite_totals, settle_quantitative
from services.storage.year import lock_scores

SAVE, TAKE_BACK = "save_cells", "take_back_cells"


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving of cells, as its entry in the trail tells it."""

    block_year_id: int
    stage: Stage
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """How many cells changed, when (None: nothing changed), and which of the others were not taken."""

    cells: int
    refused: tuple[CellFault, ...] = ()
    saved_at: datetime | None = None


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
    session: Session,
    actor: Actor,
    block_year_id: int,
    stage: Stage,
    edits: Sequence[CellEdit],
    *,
    take_valid: bool = False,
) -> Saved:
    """Save what was typed at one stage, with history, points and totals.

    `take_valid`: cells that cannot be taken are given back, and the others saved all the same.

    Raises:
        NotAllowed: a unit that is not the actor's, or a stage that is not a unit's to fill.
        YearLocked, ScoringIsLocked: the year takes no scores any more.
        CellsRefused: some cell cannot be taken, or was changed by somebody else meanwhile; none is saved.
    """
    require_step(session, actor, block_year_id, STEPS_OF_STAGE[stage][0], {edit.unit_id for edit in edits})
    year = lock_scores(session, block_year_id)
    sheet = _sheet(session, year, stage, _reviewing(session, actor, block_year_id))
    changes, faults = judged(session, sheet, edits)
    if faults and not take_valid:
        raise CellsRefused(faults=tuple(faults))
    saved_at = _save(session, actor, year, sheet, changes, SAVE)
    return Saved(len(changes), tuple(faults), saved_at)


def take_back_cells(
    session: Session, actor: Actor, block_year_id: int, stage: Stage, saved_at: datetime
) -> Saved:
    """Put back what stood in the cells before they were saved at that moment.

    That is a saving of its own: the history and the trail keep both. Whoever enters all scores may; who saved
    them may as well, as far as the cells may still be filled in by that person.

    Raises:
        NotAllowed: somebody else's saving, or units that are not the actor's to fill in now.
        YearLocked, ScoringIsLocked: the year takes no scores any more.
        NotFound: nothing was saved at that moment.
        CellsRefused: some cell was changed since, is locked, or left the sheet; none is put back.
    """
    _require_take_back(session, actor, block_year_id, stage, saved_at)
    year = lock_scores(session, block_year_id)
    sheet = _sheet(session, year, stage, _reviewing(session, actor, block_year_id))
    edits = _edits_back(session, sheet, saved_at)
    changes, faults = judged(session, sheet, edits)
    if faults:
        raise CellsRefused(faults=tuple(faults))
    return Saved(len(changes), saved_at=_save(session, actor, year, sheet, changes, TAKE_BACK))


def _require_take_back(
    session: Session, actor: Actor, block_year_id: int, stage: Stage, saved_at: datetime
) -> None:
    """Let go on who enters all scores, or who saved these and may still fill in the same units."""
    changes = _changes_of(session, block_year_id, stage, saved_at)
    block_id, year = block_and_year(session, block_year_id)
    by_code = {unit.code: unit.unit_id for unit in roll_of_year(session, block_id, block_year_id, year)}
    units = {by_code[change.unit_code] for change in changes if change.unit_code in by_code}
    if units and {change.changed_by for change in changes} == {actor.account_id}:
        require_step(session, actor, block_year_id, STEPS_OF_STAGE[stage][0], units)
    else:
        require_in_year(session, actor, Permission.ENTER_SCORES, block_year_id)


def _sheet(session: Session, year: BlockYear, stage: Stage, reviewing: frozenset[int] | None) -> Sheet:
    key = year.id or 0
    steps = steps_of_year(session, key)
    roll = roll_of_year(session, year.block_id, key, year.year)
    locked = {unit.unit_id for unit in roll if steps.open_step(stage, unit.unit_id) is None}
    return Sheet(key, stage, criteria_of_year(session, key), roll, locked, reviewing)


def _reviewing(session: Session, actor: Actor, block_year_id: int) -> frozenset[int] | None:
    """The units for which the actor reviews; None for whoever enters all scores."""
    block_id, year = block_and_year(session, block_year_id)
    if may_now(session, actor, Permission.ENTER_SCORES, block_id=block_id, year=year):
        return None
    return frozenset().union(*(grant.own_units for grant in grants_of(session, actor)))


def _edits_back(session: Session, sheet: Sheet, saved_at: datetime) -> list[CellEdit]:
    changes = _changes_of(session, sheet.block_year_id, sheet.stage, saved_at)
    if not changes:
        raise NotFound(kind="saving", name=saved_at.isoformat())
    roll = {unit.code: unit for unit in sheet.roll}
    lines = {line.rule.code: line for line in sheet.lines}
    units = {unit.unit_id for unit in sheet.roll}
    stored = stored_cells(session, sheet.block_year_id, sheet.stage, units, sheet.lines, sheet.roll)
    edits, faults = [], []
    for change in changes:
        unit, line = roll.get(change.unit_code), lines.get(change.criterion_code)
        text = change.before or ""
        if unit is None or line is None:
            where, what = change.unit_code, change.criterion_code
            faults.append(CellFault(kind=CellFaultKind.NO_SUCH_CELL, unit=where, criterion=what, text=text))
            continue
        cell = stored.get((unit.unit_id, line.criterion_id))
        edit = CellEdit(unit.unit_id, line.criterion_id, text, cell.version if cell else 0)
        if (cell.changed_at if cell else None) != (saved_at if change.after is not None else None):
            faults.append(conflict_of(edit, unit, line, cell))
        edits.append(edit)
    if faults:
        raise CellsRefused(faults=tuple(faults))
    return edits


def _changes_of(
    session: Session, block_year_id: int, stage: Stage, saved_at: datetime
) -> Sequence[ScoreChange]:
    return session.exec(
        select(ScoreChange).where(
            ScoreChange.block_year_id == block_year_id,
            ScoreChange.stage == stage,
            ScoreChange.changed_at == saved_at,
        )
    ).all()


def _save(
    session: Session, actor: Actor, year: BlockYear, sheet: Sheet, changes: Sequence[Change], action: str
) -> datetime | None:
    """The moment by which the saving can be taken back; None where nothing is to be saved."""
    if not changes:
        return None
    key, stage, moment = sheet.block_year_id, sheet.stage, datetime.now(UTC)
    write_changes(session, sheet, changes, actor.account_id, moment)
    measured = {change.line for change in changes if change.line.rule.method is Method.QUANTITATIVE}
    touched = {change.unit.unit_id for change in changes}
    touched |= settle_quantitative(session, key, stage, measured)
    rewrite_totals(session, key, stage, sheet.lines, touched, year.tie_breaks)
    facts: dict[str, audit.Fact] = {"cells": len(changes), "year": year.year, "saved_at": moment.isoformat()}
    audit.record(session, actor, action, f"{key}/{stage.value}", **facts, **_told(changes))
    return moment


def _told(changes: Sequence[Change]) -> dict[str, audit.Fact]:
    """What stood in the first cells and what does now, by unit and criterion, and how many more there are."""
    before: dict[str, audit.Fact] = {}
    after: dict[str, audit.Fact] = {}
    for change in changes[: audit.MOST_TOLD]:  # an entry keeps no more, and a sheet has ten thousand
        cell = f"{change.unit.name}, {change.line.rule.code}"
        before[cell] = cell_text(change.before.entry if change.before else None, change.line.rule)
        after[cell] = cell_text(change.after, change.line.rule)
    untold = len(changes) - audit.MOST_TOLD
    return {"before": before, "after": after} | ({"untold": untold} if untold > 0 else {})
