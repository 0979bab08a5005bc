"""Which steps the score sheets of the year go through, and by which day each of them is done."""

from datetime import date
from functools import partial

import streamlit as st

from models.enums import SheetStep
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.step_words import STEPS
from services import sheets as commands
from services.queries.sheet_steps import Steps
from services.rules.terms import calendar_days


def render(ctx: Context, steps: Steps) -> None:
    """Tick the steps, give their last days, and save them together."""
    name = f"steps-{ctx.block_year_id}"
    key, seen = opened_form(name, dict(steps.deadlines))
    with st.form(f"{key}-form"):
        wanted = {step: _row(ctx, key, steps, step) for step in SheetStep}
        st.caption(
            _("A day locks nothing by itself: until a step is locked, its sheets can still be filled in.")
        )
        if st.form_submit_button(_("Save the steps"), type="primary"):
            used = {step: day for step, (is_used, day) in wanted.items() if is_used}
            with ctx.acting(_("The steps are saved."), then=partial(close_form, name)) as session:
                commands.set_steps(session, ctx.actor, ctx.block_year_id, used, seen=seen)


def _row(ctx: Context, key: str, steps: Steps, step: SheetStep) -> tuple[bool, date | None]:
    tick, day = st.columns([2, 3], vertical_alignment="bottom")
    is_used = tick.checkbox(
        _(STEPS[step]),
        step in steps.deadlines,
        disabled=step in commands.ALWAYS,
        key=f"{key}-{step}",
    )
    first, last = calendar_days(ctx.year)
    due_on = day.date_input(
        _("{step}: last day").format(step=_(STEPS[step])),
        steps.deadlines.get(step),
        first,
        last,
        key=f"{key}-{step}-day",
        format="DD/MM/YYYY",
    )
    return is_used, due_on
