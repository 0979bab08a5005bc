"""The note that a unit has handed over its office, which comes when the year is done."""

from collections.abc import Sequence

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.leadership import Labels
from services import offices
from services.queries.offices import OfficeHeld
from services.rules.terms import handover_days
from services.rules.text import SENTENCE_LIMIT


def render(ctx: Context, held: Sequence[OfficeHeld], labels: Labels) -> None:
    """Choose who hands over, then say when and what; without a day nothing has been handed over."""
    by_unit = {line.unit_id: line for line in held}
    unit_id = st.selectbox(
        _("Who hands over"),
        list(by_unit),
        format_func=lambda key: f"{labels[by_unit[key].role]}: {by_unit[key].name}",
        key=f"handover-{ctx.block_year_id}",
    )
    line = by_unit[unit_id]
    key = f"handover-{ctx.block_year_id}-{unit_id}"
    with st.form(f"{key}-form"):
        day = st.date_input(
            _("Day of the handover"),
            line.handed_over_on,
            *handover_days(ctx.year),
            key=f"{key}-day",
            format="DD/MM/YYYY",
        )
        note = st.text_input(
            _("What was handed over"), line.handover_note, key=f"{key}-note", max_chars=SENTENCE_LIMIT
        )
        if st.form_submit_button(_("Save the handover"), type="primary"):
            with ctx.acting(_("The handover is noted.")) as session:
                offices.hand_over(session, ctx.actor, ctx.block_year_id, unit_id, day, note)
