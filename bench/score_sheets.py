"""A block's score sheet out to Excel and back as far as its judgement, beside the libraries alone."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bench.measuring import Line, interleaved, line, task
from models.enums import Method, Stage
from services.rules.document import Criterion
from services.rules.score_grid import GridColumn, ScoreGrid
from services.rules.score_sheet import SheetJudgement, SheetSubject, judged_sheet
from services.workbooks.score_sheets import SheetHead, score_table, score_workbook

GOAL = 3.0
GROUP_SIZE = 10
HEAD = SheetHead(subject=SheetSubject(block="noi-chinh", year=2026, step="final"), block="Noi chinh")


def measure(_folder: Path, rounds: int, units: int = 200, leaves: int = 50) -> list[Line]:
    """The ratios of writing the sheet, and of reading it as it stands and over an empty one."""
    full = _grid(units, leaves)
    empty = replace(full, standing={})
    data = score_workbook(full, HEAD)
    texts = [[full.standing.get((one.code, unit.key), "") for unit in full.columns] for one in full.criteria]
    times = interleaved(
        {
            "written": task(lambda: score_workbook(full, HEAD)),
            "xlsxwriter": task(lambda: _written_alone(texts)),
            "as it stands": task(lambda: _judged(data, full)),
            "all new": task(lambda: _judged(data, empty)),
            "calamine": task(lambda: _read_alone(data)),
        },
        rounds,
    )
    size = f"{units} x {leaves}"
    return [
        line(f"{size} written, protected", times["written"], times["xlsxwriter"], GOAL),
        line(f"{size} read and judged, nothing new", times["as it stands"], times["calamine"]),
        line(f"{size} read and judged, all new", times["all new"], times["calamine"]),
    ]


def _grid(units: int, leaves: int) -> ScoreGrid:
    """Groups of ten leaves, and in each cell a score of a quarter more than in the cell before it."""
    criteria: list[Criterion] = []
    for number in range(leaves):
        group, place = divmod(number, GROUP_SIZE)
        if place == 0:
            criteria.append(Criterion(code=str(group + 1), name=f"Group {group + 1}", method=Method.GROUP))
        code = f"{group + 1}.{place + 1}"
        leaf = Criterion(code=code, name=f"Criterion {code}", method=Method.DIRECT, max=1000, step=25)
        criteria.append(replace(leaf, parent=str(group + 1)))
    columns = [
        GridColumn(key=f"unit-{number}", unit=f"unit-{number}", stage=Stage.FINAL, title=f"Unit {number}")
        for number in range(units)
    ]
    standing = {
        (criterion.code, column.key): f"{(row + place) % 10},25"
        for row, criterion in enumerate(criteria)
        for place, column in enumerate(columns)
        if criterion.method is not Method.GROUP
    }
    return ScoreGrid(criteria=criteria, columns=columns, standing=standing)


def _judged(data: bytes, grid: ScoreGrid) -> SheetJudgement:
    return judged_sheet(score_table(data, grid, HEAD.subject).rows, grid)


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
