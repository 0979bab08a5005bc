"""One entry of the trail, read whole."""

import pandas as pd
import streamlit as st

from pages.account.trail_search import SUBJECT
from pages.account.trail_words import (
    action_words,
    code_words,
    fact_rows,
    general_words,
    origin_words,
    subject_words,
)
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.trail import TrailLine


def render(line: TrailLine) -> None:
    """Show who did what by which right, when, from where and why; and what it says, before and after."""
    entry = line.entry
    st.subheader(plain(f"{entry.number}. {action_words(entry.action)}"))
    who = f"{entry.actor} ({line.username})" if line.username else entry.actor
    told = {
        _("About"): subject_words(entry),
        _("Block"): "; ".join(line.blocks),
        _("By whom"): who,
        _("By which right"): code_words(entry.role) or (_("None was needed") if entry.origin else ""),
        _("Moment"): f"{formats.day(entry.at.astimezone(formats.VIETNAM).date())} {formats.clock(entry.at)}",
        _("From where"): origin_words(entry),
        _("Reason"): entry.reason,
    }
    st.markdown("  \n".join(f"**{name}:** {plain(value)}" for name, value in told.items() if value))
    if rows := fact_rows(entry):
        st.table(
            pd.DataFrame(
                [[plain(cell) for cell in row] for row in rows],
                columns=[_("What it says"), _("Before"), _("After it")],
            ).set_index(_("What it says"))
        )
    st.button(
        _("Everything about this"), on_click=_look_for, args=(entry.subject,), icon=":material/manage_search:"
    )


def _look_for(subject: str) -> None:
    st.session_state[SUBJECT] = general_words(subject)
