"""What is done with score sheets in Excel away from the screen: nothing in here draws or knows who looks."""

from dataclasses import dataclass, replace
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from pages.shared.file_steps import Upload
from services.database import Database, reading
from services.queries.score_files import FileScope, changed_by_others, score_file, unit_files
from services.queries.score_grids import ScoreFile
from services.rules.likely_numbers import Doubt
from services.rules.progress import Progress
from services.rules.rights import Actor
from services.rules.score_grid import CellOutcome, JudgedCell
from services.rules.score_sheet import judged_sheet
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


def _written(file: ScoreFile) -> bytes:
    head = SheetHead(subject=file.subject, block=file.block, unit=file.unit, mark=file.mark)
    return score_workbook(file.grid, head)


def _doubted(cell: JudgedCell, others: set[tuple[str, str]]) -> JudgedCell:
    """The cell, to be agreed to where it would overwrite what somebody else put there since the download."""
    if (cell.criterion, cell.column) not in others or cell.outcome not in (
        CellOutcome.CHANGED,
        CellOutcome.DOUBTFUL,
    ):
        return cell
    return replace(cell, outcome=CellOutcome.DOUBTFUL, doubts=(*cell.doubts, Doubt.SINCE))
