"""A block's score sheet out to Excel and back into the database, beside the libraries and a bare upsert."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bench.measuring import Line, Task, interleaved, line, seconds_of, task
from bench.sheets import bare_connection, copy_of, engine_on, file_with, filled_year, upsert_of
from models.enums import Method, Stage
from services.database import Database, reading, writing
from services.queries.criteria import criteria_of_year
from services.queries.registry import roll_of_year
from services.rules.cell_edits import CellEdit
from services.rules.cells import cell_text
from services.rules.document import YearDocument
from services.rules.rights import OPERATOR
from services.rules.score_grid import CellOutcome, GridColumn, ScoreGrid
from services.rules.score_sheet import SheetJudgement, SheetSubject, judged_sheet
from services.scoring import save_cells
from services.workbooks.score_sheets import SheetHead, score_table, score_workbook

GOAL = 3.0
KEY_COLUMNS = 4  # of a score
HEAD = SheetHead(subject=SheetSubject(block="block", year=2017, step="final"), block="Block")


def measure(folder: Path, rounds: int, units: int = 200, leaves: int = 50) -> list[Line]:
    """The ratios of writing the sheet, of taking it over into an empty year, and of the parts of that."""
    year = filled_year(units, leaves)
    full = _grid(year)
    empty = replace(full, standing={})
    data = score_workbook(full, HEAD)
    texts = [[full.standing.get((one.code, unit.key), "") for unit in full.columns] for one in full.criteria]
    file = file_with(folder / "empty", replace(year, scores=()))
    times = interleaved(
        {
            "written": task(lambda: score_workbook(full, HEAD)),
            "xlsxwriter": task(lambda: _written_alone(texts)),
            "imported": _import(file, folder / "imported", data, empty),
            "calamine, upsert": _bare(file, folder, data, empty),
            "as it stands": task(lambda: _judged(data, full)),
            "all new": task(lambda: _judged(data, empty)),
            "calamine": task(lambda: _read_alone(data)),
        },
        rounds,
    )
    size = f"{units} x {leaves}"
    return [
        line(f"{size} written, protected", times["written"], times["xlsxwriter"], GOAL),
        line(f"{size} taken over into an empty year", times["imported"], times["calamine, upsert"], GOAL),
        line("read and judged, all new, beside calamine", times["all new"], times["calamine"]),
        line("read and judged, nothing new, beside calamine", times["as it stands"], times["calamine"]),
    ]


def _grid(year: YearDocument) -> ScoreGrid:
    """The year's final scores as they stand in the sheet."""
    criteria = {criterion.code: criterion for criterion in year.criteria}
    return ScoreGrid(
        criteria=year.criteria,
        columns=[
            GridColumn(key=unit.code, unit=unit.code, stage=Stage.FINAL, title=unit.name)
            for unit in year.units
        ],
        standing={
            (score.criterion, score.unit): cell_text(score, criteria[score.criterion])
            for score in year.scores
        },
    )


def _judged(data: bytes, grid: ScoreGrid) -> SheetJudgement:
    return judged_sheet(score_table(data, grid, HEAD.subject).rows, grid)


def _import(file: Path, folder: Path, data: bytes, grid: ScoreGrid) -> Task:
    """The guard, the child, the judgement of every cell, and the command with history, totals and trail."""

    def run() -> float:
        with engine_on(copy_of(file, folder)) as engine:
            return seconds_of(lambda: _take_over(engine, data, grid))

    return run


def _take_over(engine: Database, data: bytes, grid: ScoreGrid) -> None:
    changed = _judged(data, grid).having(CellOutcome.CHANGED)
    with reading(engine) as session:
        units = {unit.code: unit.unit_id for unit in roll_of_year(session, 1, 1, HEAD.subject.year)}
        criteria = {line.rule.code: line.criterion_id for line in criteria_of_year(session, 1)}
    edits = [CellEdit(units[cell.column], criteria[cell.criterion], cell.after, 0) for cell in changed]
    with writing(engine) as session:
        assert save_cells(session, OPERATOR, 1, Stage.FINAL, edits).cells == len(grid.columns) * sum(
            criterion.method is not Method.GROUP for criterion in grid.criteria
        )


def _bare(file: Path, folder: Path, data: bytes, grid: ScoreGrid) -> Task:
    """The parser alone, and the scores that the product has written, put into the same table."""
    filled = copy_of(file, folder / "filled")
    with engine_on(filled) as engine:
        _take_over(engine, data, grid)
    with bare_connection(filled) as connection:
        rows = connection.execute("SELECT * FROM score").fetchall()

    def run() -> float:
        with bare_connection(copy_of(file, folder / "upsert")) as connection:
            statement = upsert_of(connection, "score", KEY_COLUMNS)

            def work() -> None:
                _read_alone(data)
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(statement, rows)
                connection.execute("COMMIT")

            return seconds_of(work)

    return run


def _read_alone(data: bytes) -> object:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def _written_alone(texts: Sequence[Sequence[str]]) -> bytes:
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row, of_row in enumerate(texts):
            for column, text in enumerate(of_row):
                sheet.write_string(row, column, text)
    return buffer.getvalue()
