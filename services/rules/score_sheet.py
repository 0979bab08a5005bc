"""What a score sheet that comes back from Excel would change, cell by cell, before anything is changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.errors.score_sheets import ScoreRowFault, ScoreRowRefused, ScoreSheetFault, ScoreSheetRefused
from services.rules.document import Criterion
from services.rules.score_grid import CellOutcome, JudgedCell, ScoreGrid, judged
from services.rules.sheet_rows import TypedRow
from services.rules.text import duplicate_key

CODE, NAME = "criterion_code", "criterion_name"
"""The columns by which a row is known; no unit bears such a code, which has no underscore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSubject:
    """Whose sheet it is, of which year and step; `unit` empty: that of the whole block.

    `taken_at` is when it was read for a workbook, as ISO text; a sheet that comes back need not agree in it.
    """

    block: str
    year: int
    step: str
    unit: str = ""
    taken_at: str = ""

    @property
    def text(self) -> str:
        """How a workbook carries it, unseen."""
        taken_at = f"@{self.taken_at}" if self.taken_at else ""
        return f"{self.block}/{self.year}/{self.step}/{self.unit}{taken_at}"


@dataclass(frozen=True, slots=True)
class SheetJudgement:
    """What all cells of a sheet would do, in the order of its rows."""

    cells: tuple[JudgedCell, ...]

    def having(self, outcome: CellOutcome) -> tuple[JudgedCell, ...]:
        """The cells that come to that."""
        return tuple(cell for cell in self.cells if cell.outcome is outcome)


def check_mark(mark: str, template: str, subject: SheetSubject) -> datetime:
    """When the sheet was read for the workbook, if that was made from the template for the subject.

    All three are in its mark; one that does not say when is taken for as old as can be.
    Raises: ScoreSheetRefused.
    Source: house rule (score sheets by Excel)
    """
    made_from, _, carried = mark.partition(":")
    if not made_from:
        raise ScoreSheetRefused(reason=ScoreSheetFault.NO_MARK)
    if made_from != template:
        same = made_from.partition("/")[0] == template.partition("/")[0]
        raise ScoreSheetRefused(
            reason=ScoreSheetFault.OTHER_VERSION if same else ScoreSheetFault.OTHER_TEMPLATE,
            found=made_from,
            expected=template,
        )
    about, _, taken_at = carried.partition("@")
    parts, expected = about.split("/"), subject.text.partition("@")[0].split("/")
    if len(parts) != len(expected):
        raise ScoreSheetRefused(reason=ScoreSheetFault.NO_MARK)
    for reason, found, wanted in zip(_DIFFERS, parts, expected, strict=True):
        if found != wanted:
            raise ScoreSheetRefused(reason=reason, found=found, expected=wanted)
    try:
        return datetime.fromisoformat(taken_at).astimezone(UTC) if taken_at else _LONG_AGO
    except ValueError as tampered:
        raise ScoreSheetRefused(reason=ScoreSheetFault.NO_MARK) from tampered


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_DIFFERS = (
    ScoreSheetFault.OTHER_BLOCK,
    ScoreSheetFault.OTHER_YEAR,
    ScoreSheetFault.OTHER_STEP,
    ScoreSheetFault.OTHER_UNIT,
)


def judged_sheet(rows: Sequence[TypedRow], grid: ScoreGrid) -> SheetJudgement:
    """What the rows would do to the cells of the grid; a row is known by its code, and its name must agree.

    Columns that the sheet has not, and criteria that it has no row for, stay as they are. A row without
    anything in the columns of the grid, such as one for signatures, says nothing.
    Source: house rule (score sheets by Excel)
    """
    criteria = {criterion.code: criterion for criterion in grid.criteria}
    seen: dict[str, int] = {}
    cells: list[JudgedCell] = []
    for row in rows:
        code = row.values.get(CODE, "").strip()
        known = criteria.get(code)
        if known is None and not any(row.values.get(column.key, "").strip() for column in grid.columns):
            continue
        if refusal := _refusal(row.values, code, known, seen.get(code)):
            cells.append(_refused(row.number, code, *refusal))
        elif known:
            seen[code] = row.number
            cells += _cells_of(row, known, grid)
    return SheetJudgement(tuple(cells))


def _cells_of(row: TypedRow, criterion: Criterion, grid: ScoreGrid) -> Iterator[JudgedCell]:
    for column in grid.columns:
        if column.key in row.values:
            yield judged(row.values[column.key], criterion, column, grid, row.number)


def _refusal(
    values: Mapping[str, str], code: str, known: Criterion | None, other_row: int | None
) -> tuple[str, ScoreRowRefused] | None:
    """The column that is wrong, and why."""
    if not code:
        return CODE, ScoreRowRefused(reason=ScoreRowFault.NO_CODE, text=values.get(NAME, ""))
    if known is None:
        return CODE, ScoreRowRefused(reason=ScoreRowFault.NO_CRITERION, text=code)
    if other_row is not None:
        return CODE, ScoreRowRefused(reason=ScoreRowFault.TWICE, text=code, row=other_row)
    name = values.get(NAME, known.name)
    if duplicate_key(name) != duplicate_key(known.name):
        return NAME, ScoreRowRefused(reason=ScoreRowFault.RENAMED, text=name, other=known.name)
    return None


def _refused(number: int, code: str, column: str, why: ScoreRowRefused) -> JudgedCell:
    outcome = CellOutcome.REFUSED
    return JudgedCell(
        criterion=code, column=column, text=why.text, outcome=outcome, refusal=why, number=number
    )
