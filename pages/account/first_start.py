"""The first start: an empty database offers to create the administrator or to load the demonstration."""

import streamlit as st

from pages.shared.context import acting
from pages.shared.i18n import _
from services import accounts, demonstration
from services.access import OPERATOR
from services.database import Database, reading
from services.queries.accounts import is_set_up


def is_needed(engine: Database) -> bool:
    """Whether nobody can sign in yet."""
    with reading(engine) as session:
        return not is_set_up(session)


def render(engine: Database) -> None:
    """Offer the two ways to begin; both need the one-time code that the terminal shows."""
    st.title(_("First start"))
    st.write(
        _("Nobody can sign in yet. The one-time code stands in the terminal where the product was started.")
    )
    with st.form("first_start", border=True):
        code = st.text_input(_("One-time code"), autocomplete="one-time-code")
        username = st.text_input(
            _("User name"), autocomplete="username", help=_("3 to 60 of a-z, 0-9, dot, dash")
        )
        display_name = st.text_input(_("Full name"), autocomplete="name")
        password = st.text_input(
            _("Password"), type="password", autocomplete="new-password", help=_("At least 12 characters")
        )
        demonstrate = st.checkbox(_("Also load the demonstration: block Noi chinh, Vinh Phuc, 2013-2017"))
        if st.form_submit_button(_("Create the administrator"), type="primary"):
            with acting(engine, _("The administrator is created; sign in now.")) as session:
                accounts.create_first_administrator(
                    session, code=code, username=username, display_name=display_name, password=password
                )
                if demonstrate:
                    demonstration.load_demonstration(session, OPERATOR)
