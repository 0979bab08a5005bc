"""At the conference: somebody cannot get in, and a secretary who knows the person helps within a minute."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.account import person_access
from pages.shared.context import Context
from pages.shared.i18n import _
from services import passwords
from services.queries.accounts import people_to_let_in


def render(ctx: Context) -> None:
    """Choose who stands before you, and read out the code."""
    st.title(_("Let somebody in"))
    st.write(
        _(
            "For somebody whom you know and who stands before you: the code is typed in place of the "
            "password. The trail says that you made it."
        )
    )
    with st.container():  # a place in every run, so that what stands below keeps its own
        person_access.draw_code()
    with ctx.reading() as session:
        names = people_to_let_in(session, ctx.block_id)
    if not names:
        st.info(_("Nobody has a role in this block only; the administrator lets in the others."))
        return
    chosen = st.selectbox(_("Person"), list(names), None, format_func=names.__getitem__)
    if st.button(_("Make the code"), type="primary", disabled=chosen is None) and chosen is not None:
        made = person_access.MadeCode(names[chosen], passwords.ENTRY_LIVES)
        done = partial(person_access.show_next, made)
        with ctx.acting(_("The code is made."), then=done) as session:
            made.code = passwords.let_in(session, ctx.actor, chosen, datetime.now(UTC))
