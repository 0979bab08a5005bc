"""What is remarked on a cell at each step, and the field for whoever may say something at a step now."""

from functools import partial

import streamlit as st

from models.enums import SheetStep
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services import remarks
from services.queries.cells import Cell, Reach, UnitSheet
from services.queries.sheet_steps import units_to_fill
from services.rules.cell_place import CellPlace
from services.rules.text import SENTENCE_LIMIT


def render(ctx: Context, reach: Reach, sheet: UnitSheet, cell: Cell) -> None:
    """Show the remarks in the order of the steps; below is one to write or to change."""
    st.markdown("##### " + _("Remarks"))
    for step in SheetStep:
        if remark := cell.remarks.get(step):
            told = (f"**{_(STEPS[step])}**", plain(remark.by or ""), formats.moment(remark.at))
            st.markdown(" \u00b7 ".join(filter(None, told)) + "  \n" + plain(remark.text))
    steps = _open_steps(ctx, reach, sheet)
    if not cell.remarks and not steps:
        st.caption(_("Nothing was remarked on this cell."))
    for step in SheetStep:
        if step not in steps:
            _say_unsaved(_place(ctx, sheet, cell, step))
    if steps:
        _edit(ctx, cell, _place(ctx, sheet, cell, _choose_step(sheet, cell, steps)))


def _place(ctx: Context, sheet: UnitSheet, cell: Cell, step: SheetStep) -> CellPlace:
    return CellPlace(ctx.block_year_id, step, sheet.unit.unit_id, cell.line.criterion_id)


def _say_unsaved(place: CellPlace) -> None:
    """Give back what was typed where the step was locked, or the right went, before it was saved."""
    if typed := _kept().get(place):
        said = _("Typed here, not saved: the step takes no remark of yours any more. {text}")
        st.warning(said.format(text=plain(typed[1])))


def _kept() -> dict[CellPlace, tuple[str, str]]:
    """What was typed and not saved, with the form that it was typed into, while other cells are looked at."""
    kept: dict[CellPlace, tuple[str, str]] = st.session_state.setdefault("remark_typed", {})
    return kept


def _open_steps(ctx: Context, reach: Reach, sheet: UnitSheet) -> list[SheetStep]:
    """The steps at which the actor is offered to say something now; the command asks again."""
    if reach.closed:
        return []
    unit_id = sheet.unit.unit_id
    return [
        step
        for step in sheet.steps.deadlines
        if (step, unit_id) not in sheet.steps.locks
        and units_to_fill(ctx.actor, ctx.block_id, ctx.year, step, [unit_id])
    ]


def _choose_step(sheet: UnitSheet, cell: Cell, steps: list[SheetStep]) -> SheetStep:
    if len(steps) == 1:
        return steps[0]
    explains = SheetStep.EXPLANATION in steps and cell.unexplained
    chosen: SheetStep = st.segmented_control(
        _("Remark at the step"),
        steps,
        default=SheetStep.EXPLANATION if explains else steps[0],
        required=True,
        format_func=lambda step: _(STEPS[step]),
        key=f"remark-step-{sheet.unit.unit_id}-{cell.line.criterion_id}",
    )
    return chosen


def _edit(ctx: Context, cell: Cell, place: CellPlace) -> None:
    said = cell.remarks.get(place.step)
    stands, version = (said.text, said.version) if said else ("", 0)
    key, seen = opened_form(place.remark, version)
    form, typed = _kept().get(place, ("", ""))
    # No form: what is typed is to reach the server when somebody turns to another cell
    text = st.text_area(
        _("{step}: what there is to say of this score").format(step=_(STEPS[place.step])),
        typed if form == key else stands,
        max_chars=SENTENCE_LIMIT,
        key=f"{key}-text",
        on_change=_keep,
        args=(place, key),
    )
    with st.container(horizontal=True):
        save = st.button(_("Save the remark"), type="primary", key=f"{key}-save")
        over = seen != version and st.button(_("Save mine over theirs"), key=f"{key}-over")
    if text.strip() != stands:  # below, so that the buttons stay where the finger is
        st.caption(_("Not saved yet."))
    if save or over:
        with ctx.acting(_("The remark is saved."), then=partial(_close, place)) as session:
            remarks.remark_on_cell(session, ctx.actor, place, text, seen_version=version if over else seen)


def _keep(place: CellPlace, key: str) -> None:
    _kept()[place] = (key, st.session_state[f"{key}-text"])


def _close(place: CellPlace) -> None:
    _kept().pop(place, None)
    close_form(place.remark)
