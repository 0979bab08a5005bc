"""The votes of another year, to begin with or to fill up from."""

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from services.queries.polls import years_with_votes
from services.voting import copy_polls


def offer(ctx: Context) -> None:
    """Copy what another year has asked, as drafts; nothing where no other year has voted."""
    with ctx.reading() as session:
        others = years_with_votes(session, ctx.block_id, but=ctx.block_year_id)
    if not others:
        return
    with st.popover(_("Copy from another year")):
        year = st.selectbox(_("Year"), list(others), key=f"votes-copied-{ctx.block_year_id}")
        st.write(
            _(
                "What is asked, how and by which rule is copied as drafts. Where not all units were on the "
                "ballot it stays empty: put those on it who are proposed this year."
            )
        )
        if st.button(_("Copy the votes"), key="copy-polls"):
            with ctx.acting(_("The votes are copied.")) as session:
                copy_polls(session, ctx.actor, ctx.block_year_id, others[year])
