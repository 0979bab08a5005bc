"""The score sheets: a step of the whole block, of one unit or in one criterion, typed as in a spreadsheet."""

from functools import partial

import streamlit as st

from pages.scoring import sheet_desk, sheet_fill, sheet_paste, sheet_steps, sheet_views, sheet_work
from pages.scoring.sheet_layout import labels, sheet_of
from pages.shared import finality
from pages.shared.context import Context
from pages.shared.i18n import _


def render(ctx: Context) -> None:
    """Choose the step and the part, type, save; nothing is saved before the button, or lost before it."""
    st.title(_("Score sheet {year}").format(year=ctx.year))
    stand = sheet_views.read(ctx)
    if not stand.lines or not stand.units:
        st.info(_("There is nothing to score yet: enter the units and the criteria first."))
        return
    finality.show_mark_of_year(ctx)
    view = sheet_views.choose(ctx, stand)
    sheet_steps.say(ctx, stand, view)
    desk = sheet_desk.desk_of(ctx, view, partial(sheet_of, ctx, stand, view))
    is_open = len(desk.sheet.layout.locked) < len(desk.sheet.layout.places)
    if is_open:
        st.caption(
            _(
                "9,5 points; x or the maximum for achieved, 0 for not; 120/100 for actual and target; "
                "a count; 2/1 for bonuses and penalties; - for not assigned; an empty cell is not scored."
            )
        )
        sheet_work.offer_to_forget(ctx, desk)
        sheet_fill.offer(ctx, desk, stand, view)
    sheet_work.show(ctx, desk, labels(view), is_open=is_open)
    if is_open:
        sheet_paste.offer(ctx, desk, view)
