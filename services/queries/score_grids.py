"""The grid of one score sheet, out of what was read for all: columns, texts, versions, and what is shut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import Method, SheetStep, Stage
from services.errors.scoring import CellFaultKind
from services.queries.bars import bar_of_cell
from services.queries.cells import Reach
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.sheet_steps import STEPS_OF_STAGE, Steps
from services.queries.sheet_texts import SheetTexts
from services.rules.pasted_block import Place
from services.rules.score_grid import GridColumn, ScoreGrid
from services.rules.score_sheet import SheetSubject

STAGE_OF_STEP: Mapping[SheetStep, Stage] = {
    step: stage for stage, steps in STEPS_OF_STAGE.items() for step in steps
}
"""The column of figures that a step fills in; an explanation has words only."""

EXPLANATION, REMARK = "explanation", "remark"
"""The keys of the columns of words in a unit's sheet; those of figures are the words of the stages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetStand:
    """What the sheets of one step are made of; `words` with their versions by step, unit and criterion."""

    reach: Reach
    step: SheetStep
    block_code: str
    block: str
    lines: Sequence[CriterionLine]
    units: tuple[UnitLine, ...]
    steps: Steps
    reviewing: frozenset[int] | None
    texts: Mapping[Stage, SheetTexts]
    words: Mapping[tuple[SheetStep, int, int], tuple[str, int]]
    taken_at: datetime
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFile:
    """One sheet as it stands: its grid, and by what its cells are known to a command.

    `stage` is that of the figures that are filled in, None where it is words alone. `versions` are of what
    stands at a place, figures or words; a place without one is empty. `bars`: why a place takes nothing.
    """

    block_year_id: int
    step: SheetStep
    stage: Stage | None
    subject: SheetSubject
    block: str
    unit: str
    mark: str
    grid: ScoreGrid
    criterion_ids: Mapping[str, int]
    unit_ids: Mapping[str, int]
    versions: Mapping[Place, int]
    bars: Mapping[Place, CellFaultKind]


def block_file(stand: SheetStand, stage: Stage) -> ScoreFile:
    """The figures of one stage of all units, a column for each."""
    columns = [
        GridColumn(key=unit.code, unit=unit.code, stage=stage, title=unit.name) for unit in stand.units
    ]
    sheet = _Sheet(stand)
    for unit in stand.units:
        sheet.put_figures(unit, stage, unit.code)
        sheet.bars |= dict(_bars(stand, unit, unit.code, is_open=_takes_figures(stand, stage, unit)))
    return sheet.file(columns, {unit.code: unit.unit_id for unit in stand.units}, stage)


def unit_file(stand: SheetStand, unit: UnitLine) -> ScoreFile:
    """All steps of the unit's sheet side by side; only the figures and the words of this one are open."""
    keys, own = _keys_of_unit(stand), STAGE_OF_STEP.get(stand.step)
    opened = set()
    if own and _takes_figures(stand, own, unit):
        opened.add(own.value)
    if not stand.reach.closed and (stand.step, unit.unit_id) not in stand.steps.locks:
        opened.add(_words_key(stand.step))
    sheet = _Sheet(stand)
    for key, stage in keys.items():
        if stage is None:
            sheet.put_words(unit, SheetStep.EXPLANATION if key == EXPLANATION else stand.step, key)
        else:
            sheet.put_figures(unit, stage, key)
        sheet.bars |= dict(_bars(stand, unit, key, is_open=key in opened))
    columns = [GridColumn(key=key, unit=unit.code, stage=stage) for key, stage in keys.items()]
    return sheet.file(columns, dict.fromkeys(keys, unit.unit_id), own, unit)


def _keys_of_unit(stand: SheetStand) -> dict[str, Stage | None]:
    """The columns of a unit's sheet in order, as far as the year has their steps; None is for words."""
    used = stand.steps.deadlines
    keys: dict[str, Stage | None] = {}
    for stage, steps in STEPS_OF_STAGE.items():
        if stage is Stage.FINAL and SheetStep.EXPLANATION in used:
            keys[EXPLANATION] = None
        if any(step in used for step in steps):
            keys[stage.value] = stage
    return keys | {_words_key(stand.step): None}


def _words_key(step: SheetStep) -> str:
    return EXPLANATION if step is SheetStep.EXPLANATION else REMARK


class _Sheet:
    """A sheet on its way."""

    def __init__(self, stand: SheetStand) -> None:
        self._stand = stand
        self._standing: dict[Place, str] = {}
        self._versions: dict[Place, int] = {}
        self.bars: dict[Place, CellFaultKind] = {}

    def put_figures(self, unit: UnitLine, stage: Stage, key: str) -> None:
        found = self._stand.texts[stage]
        for line in self._stand.lines:
            cell = unit.unit_id, line.criterion_id
            if cell in found.texts:
                self._put((line.rule.code, key), found.texts[cell], found.versions[cell])

    def put_words(self, unit: UnitLine, step: SheetStep, key: str) -> None:
        for line in self._stand.lines:
            if said := self._stand.words.get((step, unit.unit_id, line.criterion_id)):
                self._put((line.rule.code, key), *said)

    def _put(self, place: Place, text: str, version: int) -> None:
        self._standing[place], self._versions[place] = text, version

    def file(
        self,
        columns: Sequence[GridColumn],
        unit_ids: Mapping[str, int],
        stage: Stage | None,
        unit: UnitLine | None = None,
    ) -> ScoreFile:
        stand, lines = self._stand, self._stand.lines
        return ScoreFile(
            block_year_id=stand.reach.block_year_id,
            step=stand.step,
            stage=stage,
            subject=SheetSubject(
                block=stand.block_code,
                year=stand.reach.year,
                step=stand.step.value,
                unit=unit.code if unit else "",
                taken_at=stand.taken_at.isoformat(),
            ),
            block=stand.block,
            unit=unit.name if unit else "",
            mark=stand.mark,
            grid=ScoreGrid(
                criteria=[line.rule for line in lines],
                columns=columns,
                standing=self._standing,
                locked=self.bars,
            ),
            criterion_ids={line.rule.code: line.criterion_id for line in lines},
            unit_ids=unit_ids,
            versions=self._versions,
            bars=self.bars,
        )


def _takes_figures(stand: SheetStand, stage: Stage, unit: UnitLine) -> bool:
    return not stand.reach.closed and stand.steps.open_step(stage, unit.unit_id) is stand.step


def _bars(
    stand: SheetStand, unit: UnitLine, key: str, *, is_open: bool
) -> Iterator[tuple[Place, CellFaultKind]]:
    """Why cells of the column take nothing; of an open one those that are for others."""
    for line in stand.lines:
        if line.rule.method is Method.GROUP:
            continue
        bar = bar_of_cell(line, unit, stand.reviewing) if is_open else CellFaultKind.LOCKED
        if bar:
            yield (line.rule.code, key), bar
