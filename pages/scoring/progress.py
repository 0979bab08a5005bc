"""Who has filled in how much of the score sheets, at which step, and how the last days stand."""

import pandas as pd
import streamlit as st

from models.enums import SheetStep
from pages.scoring import (
    progress_locks,
    progress_reminder,
    progress_sheets,
    progress_steps,
    progress_unlocks,
    progress_words,
)
from pages.scoring.progress_sheets import Sheets
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services.rules.rights import Permission
from services.rules.sheet_progress import Due

_MOST_ROWS = 16


def render(ctx: Context) -> None:
    """Show how far the sheets are; each does the own part below: hand in, finish, unlock, remind."""
    sheets = progress_sheets.read(ctx)
    if not sheets.units or not sheets.progress[SheetStep.SELF].to_fill:
        st.title(_("Progress of the score sheets of {year}").format(year=ctx.year))
        st.info(_why_nothing(ctx, sheets))
        return
    st.title(_finding(ctx, sheets))
    _table(sheets)
    st.caption(_how_to_read(sheets))
    _work(ctx, sheets)


def _why_nothing(ctx: Context, sheets: Sheets) -> str:
    if sheets.units or ctx.may(Permission.SEE_DRAFTS) or progress_sheets.is_closed(ctx):
        return _("There is nothing to score yet: enter the units and the criteria first.")
    return _("The score sheets of this year have not been released to this account yet.")


def _finding(ctx: Context, sheets: Sheets) -> str:
    """The first step that is not done, and for how many sheets it is."""
    step = sheets.current
    if step is None:
        return _("The score sheets of {year} are done").format(year=ctx.year)
    found = sheets.progress[step]
    if len(sheets.units) == 1:
        unit = sheets.units[0]
        state = progress_words.state_words(step, sheets.sheet(step, unit))
        return _("{unit}: {step}, {state}").format(unit=plain(unit.name), step=_(STEPS[step]), state=state)
    part = formats.part_of(found.done, len(found.units))
    said = _("{step}: {part} sheets are done").format(step=_(STEPS[step]), part=part)
    if late := sum(one.due is Due.OVERDUE for one in found.units):
        said += ", " + ngettext("{count} overdue", "{count} overdue", late).format(count=late)
    return said


def _table(sheets: Sheets) -> None:
    rows = [(unit, {step: sheets.sheet(step, unit) for step in sheets.progress}) for unit in sheets.units]
    frame = pd.DataFrame(
        {"unit": unit.brief, **{step: progress_words.standing(step, one) for step, one in steps.items()}}
        for unit, steps in rows
    )
    inks = pd.DataFrame(
        {"unit": "", **{step: _ink(one.due) for step, one in steps.items()}} for _unit, steps in rows
    )
    columns = {"unit": st.column_config.TextColumn(_("Unit"), pinned=True, width=130)}
    columns |= {
        step.value: st.column_config.TextColumn(_heading(sheets, step), width=215) for step in sheets.progress
    }
    st.dataframe(
        frame.style.apply(lambda _frame: inks, axis=None),
        hide_index=True,
        column_config=columns,
        height="content" if len(frame) < _MOST_ROWS else 600,
    )


def _heading(sheets: Sheets, step: SheetStep) -> str:
    day = sheets.steps.deadlines[step]
    if day is None:
        return _(STEPS[step])
    return _("{step}, until {day}").format(step=_(STEPS[step]), day=formats.day(day))


def _ink(due: Due) -> str:
    return f"color: {progress_words.COLOURS[due]}" if due in progress_words.COLOURS else ""


def _how_to_read(sheets: Sheets) -> str:
    said = _("Criteria that have an entry, of those to fill; bonus and penalty may stay empty.")
    if SheetStep.EXPLANATION in sheets.progress:
        said += " " + _("To be explained is what the review has seen otherwise than the unit.")
    return said


def _work(ctx: Context, sheets: Sheets) -> None:
    if progress_sheets.is_closed(ctx):
        progress_unlocks.history(sheets)
        return
    if not ctx.may(Permission.ENTER_SCORES):
        progress_locks.hand_in(ctx, sheets)
        progress_unlocks.history(sheets)
        return
    labels = [_("Lock a step"), _("Unlock"), _("Reminder"), _("Steps and deadlines")]
    lock, unlock, remind, steps = st.tabs(labels)
    with lock:
        progress_locks.hand_in(ctx, sheets)
    with unlock:
        progress_unlocks.unlock(ctx, sheets)
        progress_unlocks.history(sheets)
    with remind:
        progress_reminder.render(ctx, sheets)
    with steps:
        progress_steps.render(ctx, sheets.steps)
