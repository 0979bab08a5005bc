"""What is done with score sheets in Excel away from the screen: nothing in here draws or knows who looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from pages.shared.file_steps import Upload
from services.audit import witnessed
from services.database import Database, Session, reading
from services.errors.scoring import CellFault, CellFaultKind
from services.queries.score_files import FileScope, changed_by_others, score_file, unit_files
from services.queries.score_grids import ScoreFile
from services.remarks import remark_on_cell
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.likely_numbers import Doubt
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.rules.score_grid import CellOutcome, JudgedCell
from services.rules.score_sheet import judged_sheet
from services.scoring import save_cells
from services.workbooks.score_sheets import ScoreTable, SheetHead, score_table, score_workbook


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet that came back, what stood in the year then, and what each of its cells would do."""

    upload: Upload[FileScope]
    table: ScoreTable
    file: ScoreFile
    cells: tuple[JudgedCell, ...]

    def having(self, *outcomes: CellOutcome) -> list[JudgedCell]:
        """The cells that come to that."""
        return [cell for cell in self.cells if cell.outcome in outcomes]

    def ready(self, *, agreed: bool) -> list[JudgedCell]:
        """The cells that can be saved; doubtful ones only where somebody has agreed to them."""
        return self.having(CellOutcome.CHANGED, *([CellOutcome.DOUBTFUL] if agreed else []))


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """How many figures and remarks a sheet has changed, and which cells it has not after all."""

    figures: int
    remarks: int
    refused: tuple[CellFault, ...]


def workbook(engine: Database, actor: Actor, scope: FileScope) -> bytes:
    """The sheet as it stands; taken back as it is, it changes nothing."""
    with reading(engine) as session:
        file = score_file(session, actor, scope)
    return _written(file)


def all_workbooks(engine: Database, actor: Actor, scope: FileScope) -> bytes:
    """A folder with the sheet of each unit, numbered in protocol order."""
    buffer = BytesIO()
    with reading(engine) as session:
        files = list(unit_files(session, actor, scope))
    with ZipFile(buffer, "w", ZIP_STORED) as folder:  # workbooks are packed themselves
        for number, file in enumerate(files, start=1):
            folder.writestr(f"{number:02d}-{file.subject.unit}.xlsx", _written(file))
    return buffer.getvalue()


def check(engine: Database, actor: Actor, upload: Upload[FileScope], progress: Progress) -> Checked:
    """What the file would change; every refusal of the file itself is raised."""
    progress(0, 0)
    with reading(engine) as session:
        file = score_file(session, actor, upload.scope)
    table = score_table(upload.data, file.grid, file.subject)
    progress(0, 0)
    cells = judged_sheet(table.rows, file.grid).cells
    with reading(engine) as session:
        others = changed_by_others(session, actor, file, table.taken_at)
    return Checked(upload, table, file, tuple(_doubted(cell, others) for cell in cells))


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


def _written(file: ScoreFile) -> bytes:
    return score_workbook(file.grid, SheetHead(subject=file.subject, block=file.block, unit=file.unit))


def _doubted(cell: JudgedCell, others: set[tuple[str, str]]) -> JudgedCell:
    """The cell, to be agreed to where it would overwrite what somebody else put there since the download."""
    if (cell.criterion, cell.column) not in others or cell.outcome not in (
        CellOutcome.CHANGED,
        CellOutcome.DOUBTFUL,
    ):
        return cell
    return replace(cell, outcome=CellOutcome.DOUBTFUL, doubts=(*cell.doubts, Doubt.SINCE))


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
