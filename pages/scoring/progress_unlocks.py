"""A locked step of a sheet is unlocked by the secretary, with a reason that stands below for everybody."""

import pandas as pd
import streamlit as st

from models.enums import SheetStep
from pages.scoring.progress_sheets import Sheets
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services import sheets as commands
from services.rules.text import SENTENCE_LIMIT

Place = tuple[SheetStep, int]
"""A step of the sheet of a unit, by its id."""


def unlock(ctx: Context, sheets: Sheets) -> None:
    """Choose what is locked, and say why it has to be changed."""
    units = {unit.unit_id: unit for unit in sheets.units}
    order = list(SheetStep)
    locked = sorted(
        (place for place in sheets.steps.locks if place[1] in units),
        key=lambda place: (order.index(place[0]), units[place[1]].position),
    )
    if not locked:
        st.write(_("No sheet is locked at any step."))
        return
    with st.form(f"unlock-{len(locked)}"):
        chosen = st.selectbox(
            _("Locked"),
            locked,
            format_func=lambda place: f"{units[place[1]].name}: {locked_words(sheets, place)}",
        )
        reason = st.text_input(_("Reason"), max_chars=SENTENCE_LIMIT, autocomplete="off")
        st.caption(_("Everybody who sees the sheet can read the reason."))
        if st.form_submit_button(_("Unlock"), type="primary"):
            with ctx.acting(_("The sheet can be changed again.")) as session:
                step, unit_id = chosen
                commands.unlock_sheet(session, ctx.actor, ctx.block_year_id, step, unit_id, reason)


def locked_words(sheets: Sheets, place: Place) -> str:
    """Which step is locked there, by whom and when."""
    lock = sheets.steps.locks[place]
    return _("{step}, locked by {name} on {moment}").format(
        step=_(STEPS[place[0]]), name=lock.by or _("the command line"), moment=formats.moment(lock.at)
    )


def history(sheets: Sheets) -> None:
    """What was unlocked before, by whom and why."""
    if not sheets.unlocks:
        return
    st.subheader(_("Unlocked before"))
    rows = [
        {
            _("Unit"): plain(one.unit),
            _("Step of the score sheets"): _(STEPS[one.step]),
            _("Reason"): plain(one.reason),
            _("By whom"): f"{plain(one.by)}, {formats.moment(one.at)}",
        }
        for one in sheets.unlocks
    ]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
