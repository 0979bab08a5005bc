"""A score grid as plain texts, and what would become of its cells if other texts were put there.

Nothing is decided here on what is saved: a pasted block and a workbook are judged cell by cell, shown, and
then saved as far as somebody agrees.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from models.enums import Method, Stage
from services.errors.base import DomainError
from services.errors.score_sheets import ScoreRowFault, ScoreRowRefused
from services.errors.typed import NameRefused
from services.rules.cell_reading import CellReading, read_cell
from services.rules.document import Criterion
from services.rules.likely_numbers import Doubt
from services.rules.pasted_block import Grid, LaidBlock, Place
from services.rules.text import SENTENCE_LIMIT, clean_or_blank


class CellOutcome(StrEnum):
    """What would become of a cell."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """A column of cells: those of a unit at a stage, or words on them where `stage` is None."""

    key: str
    unit: str
    stage: Stage | None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGrid:
    """Criteria by columns; `standing` and `locked` by the criterion's code and the column's key.

    `standing` has the texts that the cells show now; a place that it has not is empty.
    """

    criteria: Sequence[Criterion]
    columns: Sequence[GridColumn]
    standing: Mapping[Place, str]
    locked: Container[Place] = ()

    def is_open(self, criterion: Criterion, column: GridColumn) -> bool:
        """Whether the cell takes changes; a group has no cells."""
        return criterion.method is not Method.GROUP and (criterion.code, column.key) not in self.locked

    def as_laid(self) -> Grid:
        """The grid as a block can be laid over it."""
        closed = {
            (criterion.code, column.key)
            for criterion in self.criteria
            for column in self.columns
            if not self.is_open(criterion, column)
        }
        rows = tuple(criterion.code for criterion in self.criteria)
        return Grid(rows, tuple(column.key for column in self.columns), closed, self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCell:
    """What a text would do in a cell: `before` stands there, `after` is what the cell would show.

    `number` is the row in Excel. A refused or locked cell has its `refusal`, a doubtful one its `doubts`.
    """

    criterion: str
    column: str
    text: str
    outcome: CellOutcome
    before: str = ""
    after: str = ""
    doubts: tuple[Doubt, ...] = ()
    refusal: DomainError | None = None
    number: int | None = None


def judged_block(laid: LaidBlock, grid: ScoreGrid) -> tuple[JudgedCell, ...]:
    """What the cells of a pasted block would do, where they came to lie; what did not is not here.

    Source: house rule (score sheets by Excel)
    """
    criteria = {criterion.code: criterion for criterion in grid.criteria}
    columns = {column.key: column for column in grid.columns}
    return tuple(judged(cell.text, criteria[cell.row], columns[cell.column], grid) for cell in laid.cells)


def judged(
    text: str, criterion: Criterion, column: GridColumn, grid: ScoreGrid, number: int | None = None
) -> JudgedCell:
    """What the text would do in that cell.

    Blank over a text would erase it, which is never done unasked.
    Source: house rule (score sheets by Excel)
    """
    before = grid.standing.get((criterion.code, column.key), "")
    after, doubts, refusal = _read(text, before, criterion, column)
    if refusal is None and after == before:
        outcome, doubts = CellOutcome.UNCHANGED, ()
    elif not grid.is_open(criterion, column):
        on_group = criterion.method is Method.GROUP
        reason = ScoreRowFault.ON_GROUP if on_group else ScoreRowFault.LOCKED
        outcome, after, doubts = CellOutcome.LOCKED, "", ()
        refusal = ScoreRowRefused(reason=reason, text=text.strip(), other=before)
    elif refusal:
        outcome = CellOutcome.REFUSED
    else:
        outcome = CellOutcome.DOUBTFUL if doubts else CellOutcome.CHANGED
    return JudgedCell(
        criterion=criterion.code,
        column=column.key,
        text=text,
        outcome=outcome,
        before=before,
        after=after,
        doubts=doubts,
        refusal=refusal,
        number=number,
    )


def _read(
    text: str, before: str, criterion: Criterion, column: GridColumn
) -> tuple[str, tuple[Doubt, ...], DomainError | None]:
    """What the cell would show, what is doubtful about that, and why it is not taken."""
    if text == before:
        return before, (), None
    if column.stage is None or criterion.method is Method.GROUP:
        return _words(text, before)
    reading = _reading(text, criterion, column.stage)
    if reading.refusal:
        return "", (), reading.refusal
    erased = (Doubt.ERASES,) if not reading.understood else ()
    return reading.understood, reading.doubts + erased, None


@lru_cache(maxsize=10_000)  # a sheet has ten thousand cells and a few hundred texts
def _reading(text: str, criterion: Criterion, stage: Stage) -> CellReading:
    """The reading of a cell of any unit."""
    return read_cell(text, "", criterion, stage)


def _words(text: str, before: str) -> tuple[str, tuple[Doubt, ...], DomainError | None]:
    try:
        after = clean_or_blank(text, SENTENCE_LIMIT)
    except NameRefused as refusal:
        return "", (), refusal
    if after == " ".join(before.split()):
        return before, (), None
    return after, (Doubt.ERASES,) if not after else (), None
