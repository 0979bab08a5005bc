"""A sheet as it is laid out for a view: what stands in its cells, which take nothing, what is where."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.enums import Method, Stage
from pages.scoring.sheet_views import STAGES, Part, Stand, View, fillable, title_of
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.grid import Layout, Sheet, column_of
from pages.shared.i18n import _
from services.errors.scoring import CellFaultKind
from services.queries import drafts
from services.queries.bars import bar_of_cell, reviewing_units
from services.queries.criteria import CriterionLine
from services.queries.sheet_texts import SheetTexts, sheet_texts
from services.rules.pasted_block import Place
from services.rules.score_grid import GridColumn, ScoreGrid

Texts = Mapping[Stage, SheetTexts]


def sheet_of(ctx: Context, stand: Stand, view: View) -> tuple[Sheet, datetime | None]:
    """The sheet as it stands, with what was typed there and not saved, and when that was kept."""
    stages = (view.stage,) if view.part is Part.BLOCK else tuple(Stage)
    ids = [unit.unit_id for unit in view.units]
    with ctx.reading() as session:
        texts = sheet_texts(session, ctx.block_year_id, stages, ids, view.lines)
        draft = drafts.draft_of(session, ctx.actor.account_id, ctx.block_year_id, view.name)
    sheet = _sheet(ctx, stand, view, texts)
    if draft is not None:
        sheet.put(draft.edits)
    return sheet, draft.kept_at if draft else None


def _sheet(ctx: Context, stand: Stand, view: View, texts: Texts) -> Sheet:
    codes = {line.criterion_id: line.rule.code for line in view.lines}
    keys = {unit.unit_id: column_of(unit.unit_id) for unit in view.units}
    found = texts[view.stage]
    standing = {(codes[criterion], keys[unit]): text for (unit, criterion), text in found.texts.items()}
    versions = {(codes[criterion], keys[unit]): seen for (unit, criterion), seen in found.versions.items()}
    bars = _bars(ctx, stand, view)
    columns = [
        GridColumn(key=keys[unit.unit_id], unit=unit.name, stage=view.stage, title=unit.brief)
        for unit in view.units
    ]
    return Sheet(
        view=view.name,
        grid=ScoreGrid(
            criteria=[line.rule for line in view.lines], columns=columns, standing=standing, locked=bars
        ),
        criterion_ids={code: criterion_id for criterion_id, code in codes.items()},
        unit_ids={key: unit_id for unit_id, key in keys.items()},
        standing=standing,
        versions=versions,
        bars=bars,
        layout=_layout(view, texts, bars),
    )


def _bars(ctx: Context, stand: Stand, view: View) -> dict[Place, CellFaultKind]:
    """Why cells take nothing from the actor at the stage; the command asks again."""
    mine = fillable(ctx, stand, view.stage) if stand.bar is None else frozenset()
    reviewing = reviewing_units(stand.actor, ctx.block_id, ctx.year)
    bars = {}
    for unit in view.units:
        of_column = None
        if stand.bar or stand.steps.open_step(view.stage, unit.unit_id) is None:
            of_column = CellFaultKind.LOCKED
        elif unit.unit_id not in mine:
            of_column = CellFaultKind.NOT_YOURS
        for line in view.lines:
            if bar := of_column or bar_of_cell(line, unit, reviewing):
                bars[line.rule.code, column_of(unit.unit_id)] = bar
    return bars


def _layout(view: View, texts: Texts, bars: Mapping[Place, CellFaultKind]) -> Layout:
    names = [title_of(line) for line in view.lines]
    maxima = [formats.points(_maximum(line), trim=True) for line in view.lines]
    leaves = [line for line in view.lines if line.rule.method is not Method.GROUP]
    columns = [column_of(unit.unit_id) for unit in view.units]
    closed = {key for key in columns if all((leaf.rule.code, key) in bars for leaf in leaves)}
    if view.part is Part.BLOCK:
        places = {key: [(line.rule.code, key) for line in view.lines] for key in columns}
        return Layout(["name", "max", *columns], {"name": names, "max": maxima}, places, closed)
    told: dict[str, Sequence[str]] = {"name": names, "max": maxima}
    if view.part is Part.CRITERION:
        told = {"name": [unit.name for unit in view.units]}
    cells = [(unit.unit_id, line.criterion_id) for line in view.lines for unit in view.units]
    told |= {stage.value: [found.texts.get(cell, "") for cell in cells] for stage, found in texts.items()}
    del told[view.stage.value]
    typed = {view.stage.value: [(line.rule.code, key) for line in view.lines for key in columns]}
    order = [name for name in told if name not in STAGES]
    order += [view.stage.value]  # first, since a phone shows no more
    order += [stage.value for stage in STAGES if stage is not view.stage]
    return Layout(order, told, typed, typed if len(closed) == len(columns) else ())


def _maximum(line: CriterionLine) -> int | None:
    return line.rule.cap if line.rule.max is None else line.rule.max


def labels(view: View) -> dict[str, str]:
    """What stands over the columns."""
    found = {"name": _("Unit") if view.part is Part.CRITERION else _("Criterion"), "max": _("Max.")}
    found |= {stage.value: _(word) for stage, word in STAGES.items()}
    return found | {column_of(unit.unit_id): unit.brief for unit in view.units}
