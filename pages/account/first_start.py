"""The first start: an empty database offers to create the administrator and to load the demonstration."""

import streamlit as st

from pages.shared.address import language_switch
from pages.shared.context import acting
from pages.shared.i18n import _
from services import accounts, demonstration
from services.database import Database, reading
from services.queries.accounts import is_set_up
from services.rules.rights import OPERATOR


def is_needed(engine: Database) -> bool:
    """Whether nobody can sign in yet."""
    with reading(engine) as session:
        return not is_set_up(session)


def render(engine: Database) -> None:
    """Ask for the one-time code of the terminal and for the first administrator's name and password."""
    _left, middle, _right = st.columns([1, 2, 1])
    with middle:
        st.title(_("First start"))
        st.write(
            _(
                "Nobody can sign in yet. The one-time code stands in the terminal in which the product was "
                "started."
            )
        )
        _form(engine)
        language_switch()


def _form(engine: Database) -> None:
    with st.form("first_start"):
        code = st.text_input(_("One-time code"), autocomplete="one-time-code")
        username = st.text_input(
            _("User name"), autocomplete="username", placeholder=_("3 to 60 of a-z, 0-9, dot, dash")
        )
        display_name = st.text_input(_("Full name"), autocomplete="name")
        password = st.text_input(
            _("Password"),
            type="password",
            autocomplete="new-password",
            placeholder=_("At least 12 characters"),
        )
        demonstrate = st.checkbox(
            _("Also load the demonstration: five years of a block in Vinh Phuc, with invented scores")
        )
        if st.form_submit_button(_("Create the administrator"), type="primary"):
            with acting(engine, OPERATOR, _("The administrator is created; sign in now.")) as session:
                accounts.create_first_administrator(
                    session, code=code, username=username, display_name=display_name, password=password
                )
                if demonstrate:
                    demonstration.load_demonstration(session, OPERATOR)
