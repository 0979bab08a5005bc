"""Sign-in: the library's form over the accounts of the database; who is signed in is asked anew every run."""

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate

from pages.shared.context import acting
from pages.shared.i18n import _
from services import accounts
from services.access import Actor
from services.database import Database, reading
from services.queries.accounts import SignIn, actor_of, cookie_is_live, sign_ins
from services.settings import settings

COOKIE = "thidua_sign_in"
COOKIE_DAYS = 0.5


def signed_in(engine: Database) -> Actor | None:
    """Who this session is, read from the database now; draws the form for who is nobody."""
    if not st.session_state.get("authentication_status"):
        _form(engine)
    if not st.session_state.get("authentication_status"):
        return None
    with reading(engine) as session:
        actor = actor_of(session, str(st.session_state.get("username")))
    if actor is None:
        _forget()
        st.error(_("This account has been closed; ask the administrator."))
    return actor


def sign_out_button(engine: Database, actor: Actor) -> None:
    """Who is signed in, and the way out; the cookie that stays in the browser is worthless afterwards."""
    st.text(actor.name)
    if st.button(_("Sign out"), key="sign_out"):
        _forget()
        with acting(engine, _("You are signed out.")) as session:
            accounts.end_sessions(session, actor)


def _form(engine: Database) -> None:
    with reading(engine) as session:
        known = sign_ins(session)
    key = settings().cookie_key()
    if not cookie_is_live(known, st.context.cookies.get(COOKIE, ""), key, COOKIE_DAYS):
        st.session_state["logout"] = True  # the library then looks at no cookie
    st.title(_("Emulation block"))
    form = Authenticate(
        {"usernames": {username: _credential(person) for username, person in known.items()}},
        COOKIE,
        key,
        COOKIE_DAYS,
        auto_hash=False,
        login_sleep_time=0,
    )
    form.login(
        fields={
            "Form name": _("Sign in"),
            "Username": _("User name"),
            "Password": _("Password"),
            "Login": _("Sign in"),
        }
    )
    if st.session_state.get("authentication_status") is False:
        st.error(_("User name or password is not right."))


def _credential(person: SignIn) -> dict[str, Any]:
    return {
        "name": person.display_name,
        "email": "",
        "password": person.password_hash,
        "logged_in": False,
    }


def _forget() -> None:
    for key in ("name", "username", "authentication_status", "email", "roles"):
        st.session_state[key] = None
    st.session_state["logout"] = True
