"""Criteria that somebody else has changed since the grid was opened: what is different, and whose to keep."""

import streamlit as st

from pages.scoring import criteria_changes
from pages.scoring.criteria_desk import Desk, clear_desk
from pages.scoring.criteria_rows import Drawn
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.accounts import last_entry_on
from services.rules.criteria_lineage import criteria_lines

_ACTIONS = ("save_criteria", "import_criteria", "copy_criteria", "trace_criteria")


def show(ctx: Context, desk: Desk, now: Drawn) -> None:
    """Say that nothing is lost, show what the other one has changed, and let somebody choose."""
    st.warning(
        _("Somebody else has changed the criteria since the grid was opened; nothing of yours is lost.")
    )
    with ctx.reading() as session:
        last = last_entry_on(session, f"year {ctx.block_year_id}")
    if last and last.action in _ACTIONS:
        st.caption(
            _("Changed by {name} on {moment}").format(name=plain(last.actor), moment=formats.moment(last.at))
        )
    drawn = {line.criterion_id: code for code, line in desk.drawn.keys.criteria.items()}
    said = {code: (drawn.get(line.criterion_id), True) for code, line in now.keys.criteria.items()}
    before, after = desk.drawn.register.tree, now.register.tree
    criteria_changes.table(before, after, criteria_lines(before, after, said))
    with st.container(horizontal=True):
        if st.button(_("Take their entries"), key="criteria_take_theirs"):
            clear_desk(ctx)
            st.rerun()
        if st.button(_("Go on with mine, over theirs"), key="criteria_mine"):
            desk.follow(now)
            st.rerun()
