"""What has to be done before anything else: a password of one's own, and a telephone where it is required."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.account import entry, telephone
from pages.shared.context import acting
from pages.shared.i18n import _
from services import passwords
from services.database import Database, reading
from services.queries.accounts import own_account
from services.rules.rights import Actor


def render(engine: Database, actor: Actor) -> None:
    """Ask who came in with a one-time code for a password."""
    st.title(_("Choose your password"))
    st.write(password_advice())
    with st.form("first_password"):
        password = new_password()
        if st.form_submit_button(_("Set the new password"), type="primary"):
            tickets: list[str] = []
            go_on = partial(entry.keep_ticket, tickets)
            with acting(engine, actor, _("The password is set."), then=go_on) as session:
                tickets.append(passwords.choose_password(session, actor, password, datetime.now(UTC)))


def render_telephone(engine: Database, actor: Actor) -> None:
    """Ask an administrator or a secretary for a telephone, where this installation wants one."""
    st.title(_("Set up your telephone"))
    if actor.account_id is not None:
        with reading(engine) as session:
            own = own_account(session, actor.account_id)
        telephone.draw(engine, actor, own)


def password_advice() -> str:
    """What makes a good password here."""
    return _(
        "At least 12 characters. Four or five words of a sentence that only you know are best, with tones "
        "and spaces if you like; not the names of units, of the province or of the block."
    )


def new_password() -> str:
    """The field for it; browsers may offer to make and keep one."""
    return st.text_input(
        _("New password"),
        type="password",
        autocomplete="new-password",
        placeholder=_("At least 12 characters"),
    )
