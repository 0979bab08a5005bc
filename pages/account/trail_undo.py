"""Taking back, from its entry in the trail, what may safely be taken back: scores left alone since then."""

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from services import scoring
from services.access import Permission
from services.rules.trail import Entry


def offer(ctx: Context, entry: Entry) -> None:
    """A button that puts back what stood in the cells before; that is an entry of its own."""
    saving = scoring.saving_of(entry)
    if saving is None or ctx.block_id not in entry.blocks or not ctx.may(Permission.ENTER_SCORES):
        return
    st.caption(_("Refused where a cell was changed since; the trail keeps both entries."))
    if st.button(_("Take these scores back"), icon=":material/undo:", key=f"take_back-{entry.number}"):
        with ctx.acting(done=_("What stood there before stands there again.")) as session:
            scoring.take_back_cells(session, ctx.actor, saving.block_year_id, saving.stage, saving.saved_at)
