"""Saves what a score sheet says that came back: nothing in here draws or knows who looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.scoring.sheet_exchange_work import Checked
from services.audit import witnessed
from services.database import Database, Session
from services.errors.scoring import CellFault, CellFaultKind
from services.queries.score_files import score_file
from services.queries.score_grids import ScoreFile
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.rules.score_grid import JudgedCell
from services.scoring import save_cells


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """How many figures and remarks a sheet has changed, and which cells it has not after all."""

    figures: int
    remarks: int
    refused: tuple[CellFault, ...]


def save(
    engine: Database, actor: Actor, checked: Checked, agreed: bool, take_valid: bool, progress: Progress
) -> SavedSheet:
    """What the sheet has changed, in one transaction; over what was seen of it when it was checked."""
    ready = checked.ready(agreed=agreed)
    file = checked.file
    stages = {column.key: column.stage for column in file.grid.columns}
    figures = [cell for cell in ready if stages[cell.column] is not None]
    words = [cell for cell in ready if stages[cell.column] is None]
    progress(0, len(ready))
    with witnessed(engine, actor) as session:
        cells, refused = 0, list[CellFault]()
        if figures and file.stage:
            edits = [CellEdit(*_ids(file, cell), cell.after, _seen(file, cell)) for cell in figures]
            saved = save_cells(session, actor, file.block_year_id, file.stage, edits, take_valid=take_valid)
            cells, refused = saved.cells, list(saved.refused)
        if words and take_valid:
            words, lost = _still_as_seen(session, actor, checked, words)
            refused += lost
        for done, cell in enumerate(words, start=len(figures)):
            progress(done, len(ready))
            place = CellPlace(file.block_year_id, file.step, *_ids(file, cell))
            remark_on_cell(session, actor, place, cell.after, seen_version=_seen(file, cell))
    return SavedSheet(cells, len(words), tuple(refused))


def _ids(file: ScoreFile, cell: JudgedCell) -> tuple[int, int]:
    return file.unit_ids[cell.column], file.criterion_ids[cell.criterion]


def _seen(file: ScoreFile, cell: JudgedCell) -> int:
    return file.versions.get((cell.criterion, cell.column), 0)


def _still_as_seen(
    session: Session, actor: Actor, checked: Checked, words: Sequence[JudgedCell]
) -> tuple[list[JudgedCell], list[CellFault]]:
    """The words that nobody has changed since they were read, and the others as faults."""
    now = score_file(session, actor, checked.upload.scope)
    kept, lost = [], []
    for cell in words:
        if _seen(now, cell) == _seen(checked.file, cell):
            kept.append(cell)
            continue
        theirs = now.grid.standing.get((cell.criterion, cell.column), "")
        fault = CellFault(
            kind=CellFaultKind.CHANGED,
            unit=now.unit,
            criterion=cell.criterion,
            text=cell.after,
            theirs=theirs,
        )
        lost.append(fault)
    return kept, lost
