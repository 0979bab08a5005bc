"""The score sheet: the whole block by criteria, or one unit's column, typed as in a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from models.enums import Stage, YearState
from pages.scoring import conflicts
from pages.shared import formats, grid
from pages.shared.context import Context
from pages.shared.grid import Sheet
from pages.shared.i18n import _
from pages.shared.step_words import STEPS
from services import scoring
from services.queries import criteria, registry, scores
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.scope import visible_units
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.rules.cell_edits import CellEdit
from services.rules.rights import Permission

_STAGES = {stage: STEPS[steps[0]] for stage, steps in STEPS_OF_STAGE.items()}
_ALL = 0  # no unit has this id
_ROUND = "sheet_round"  # counts up when the sheet is to be drawn anew


@dataclass(frozen=True, slots=True)
class _Stand:
    """What stands in the database now."""

    lines: Sequence[CriterionLine]
    units: Sequence[UnitLine]
    cells: grid.Cells


def render(ctx: Context) -> None:
    """Choose the stage and the units, type, save; nothing is saved before the button."""
    st.title(_("Score sheet {year}").format(year=ctx.year))
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    stage = left.segmented_control(
        _("Stage"), list(Stage), format_func=lambda one: _(_STAGES[one]), default=Stage.FINAL, required=True
    )
    stand = _read(ctx, stage)
    if not stand.lines or not stand.units:
        st.info(_("There is nothing to score yet: enter the units and the criteria first."))
        return
    chosen = right.selectbox(
        _("Units"),
        [_ALL, *(unit.unit_id for unit in stand.units)],
        format_func={_ALL: _("All units"), **{unit.unit_id: unit.name for unit in stand.units}}.__getitem__,
    )
    shown = [unit for unit in stand.units if chosen in (_ALL, unit.unit_id)]
    typing = {unit.unit_id for unit in shown if _may_type(ctx, stage, unit.unit_id)}
    key = f"sheet-{ctx.block_year_id}-{stage}-{chosen}-{st.session_state.get(_ROUND, 0)}"
    sheet = st.session_state.setdefault(f"{key}-drawn", grid.sheet_of(stand.lines, shown, stand.cells))
    st.caption(_how_to_type() if typing else _why_only_reading())
    _draw(sheet, shown, typing, key)
    if typing:
        edits = grid.edits_of(sheet, st.session_state.get(key, {}).get("edited_rows", {}))
        _save(ctx, stage, stand, edits)


def _read(ctx: Context, stage: Stage) -> _Stand:
    with ctx.reading() as session:
        lines = criteria.criteria_of_year(session, ctx.block_year_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        visible = visible_units(session, ctx.actor, ctx.block_id, ctx.year, ctx.state)
        units = [unit for unit in roll if visible is None or unit.unit_id in visible]
        cells = scores.stored_cells(
            session, ctx.block_year_id, stage, [unit.unit_id for unit in units], lines, roll
        )
    return _Stand(lines, units, cells)


def _may_type(ctx: Context, stage: Stage, unit_id: int) -> bool:
    if ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        return False
    own = stage is Stage.SELF and ctx.may(Permission.ENTER_OWN_SCORES, unit_id)
    others = stage is Stage.REVIEW and ctx.may(Permission.REVIEW_SCORES, unit_id)
    return own or others or ctx.may(Permission.ENTER_SCORES)


def _how_to_type() -> str:
    return _(
        "9,5 points; x or the maximum for achieved, 0 for not; 120/100 for actual and target; a count; "
        "2/1 for bonuses and penalties; - for not assigned; an empty cell is not scored."
    )


def _why_only_reading() -> str:
    return _("Only reading: the year is closed, or this column is not yours to fill.")


def _draw(sheet: Sheet, units: Sequence[UnitLine], typing: set[int], key: str) -> None:
    alone = len(units) == 1  # then the three columns fit on a phone
    columns = {
        "name": st.column_config.TextColumn(_("Criterion"), pinned=not alone, width=210),
        "max": st.column_config.TextColumn(_("Max."), alignment="right", width=58),
    }
    for unit in units:
        columns[grid.column_of(unit.unit_id)] = st.column_config.TextColumn(
            unit.brief, alignment="right", width=84 if alone else 106, max_chars=40
        )
    locked = ["name", "max"]
    locked += [grid.column_of(unit.unit_id) for unit in units if unit.unit_id not in typing]
    st.data_editor(
        sheet.frame,
        key=key,
        column_config=columns,
        disabled=locked,
        hide_index=True,
        height="content" if len(sheet.criterion_ids) < 20 else 620,
        on_change="ignore",
    )


def _save(ctx: Context, stage: Stage, stand: _Stand, edits: list[CellEdit]) -> None:
    save = st.button(_("Save"), type="primary", key="sheet_save")
    found = grid.conflicts_of(edits, stand.cells)
    if found:
        conflicts.show(found, stand.lines, stand.units)
        fresh = grid.versions_of(stand.cells)
        if st.button(_("Save mine over theirs"), key="sheet_mine"):
            edits = [
                CellEdit(e.unit_id, e.criterion_id, e.text, fresh.get((e.unit_id, e.criterion_id), 0))
                for e in edits
            ]
            save = True
        st.button(_("Take theirs"), key="sheet_theirs", on_click=_draw_anew)
    if save and not edits:
        st.info(_("Nothing was typed that is not saved already."))
    elif save:
        done = _("{count} cells saved.").format(count=formats.count(len(edits)))
        with ctx.acting(done, then=_draw_anew) as session:
            scoring.save_cells(session, ctx.actor, ctx.block_year_id, stage, edits)


def _draw_anew() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
