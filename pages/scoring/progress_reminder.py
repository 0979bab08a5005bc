"""A letter to those whose part of the sheets is not done, ready to be copied; in Vietnamese as it is sent."""

import streamlit as st

from pages.scoring import progress_sheets
from pages.scoring.progress_sheets import Sheets
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.step_words import STEPS
from services.reminders import TO_UNITS, Occasion, letter_to_all, letter_to_unit
from services.rules.sheet_progress import to_remind

_ALL = ""  # no unit is called so


def render(ctx: Context, sheets: Sheets) -> None:
    """Choose the step and whom to write to."""
    late = [step for step, found in sheets.progress.items() if to_remind(found.units)]
    if not late:
        st.write(_("Nobody has to be reminded: every sheet is done, or waits for the step before."))
        return
    left, right = st.columns([2, 3])
    step = left.selectbox(
        _("Step of the score sheets"), late, format_func=lambda one: _(STEPS[one]), key="reminder_step"
    )
    lines = {sheet.name: sheet for sheet in progress_sheets.reminded(ctx, sheets, step)}
    chosen = _ALL
    if step in TO_UNITS:
        chosen = right.selectbox(
            _("To whom"),
            [_ALL, *lines],
            format_func=lambda name: name or _("All in one letter"),
            key=f"reminder-{step}",
        )
    occasion = Occasion(
        block=ctx.block_name,
        year=ctx.year,
        step=step,
        last_day=sheets.steps.deadlines[step],
        today=formats.today(),
    )
    letter = letter_to_unit(occasion, lines[chosen]) if chosen else letter_to_all(occasion, [*lines.values()])
    st.code(letter, language=None, wrap_lines=True)
    st.caption(_("The sign at the upper right of the text copies it."))
