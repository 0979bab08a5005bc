"""Sign-in: the library's cookie and password check over the accounts of the database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_authenticator import Authenticate, Hasher

from pages.shared.address import language_switch
from pages.shared.context import acting
from pages.shared.i18n import _
from services import accounts
from services.access import Actor
from services.database import Database, reading, writing
from services.queries.accounts import SignIn, actor_of, cookie_is_live, is_held_up, sign_ins
from services.settings import settings

COOKIE = "thidua_sign_in"
COOKIE_DAYS = 0.5
_LIBRARY_KEYS = ("name", "username", "authentication_status", "email", "roles")
_SINCE = "signed_in_since"
_ENDED = "session_ended"
# Nobody's password: an unknown name must cost as much time as a known one
_DECOY = "$2b$12$cpcSrf4aSpgOZVAF1sZqreagUpVXOsDtXhGvSvteuULx7hWmYzCW2"


def is_known() -> bool:
    """Whether this session has let somebody in already, by the form or by the cookie."""
    return bool(st.session_state.get("authentication_status"))


def signed_in(engine: Database) -> Actor | None:
    """Who this session is, read from the database now; draws the form for who is nobody."""
    # Two places in every run, so that what follows keeps its own when they fall empty
    library = st.container(key="sign_in_library")
    if is_known():
        st.empty()
    else:
        _let_in(engine, library)
    if not is_known():
        return None
    since = st.session_state.setdefault(_SINCE, datetime.now(UTC))
    with reading(engine) as session:
        actor = actor_of(session, str(st.session_state.get("username")), since)
    if actor is None:
        _forget()
        st.session_state[_ENDED] = True
        st.rerun()
    return actor


def sign_out_button(engine: Database, actor: Actor) -> None:
    """Who is signed in, and the way out; the cookie that stays in the browser is worthless afterwards."""
    st.text(actor.name)
    if st.button(_("Sign out"), key="sign_out"):
        _forget()
        with acting(engine, _("You are signed out.")) as session:
            accounts.end_sessions(session, actor)


def _let_in(engine: Database, library: DeltaGenerator) -> None:
    """Let in by a live cookie, or by the form; the library's unseen frames read and write the cookie."""
    with reading(engine) as session:
        known = sign_ins(session)
    key = settings().cookie_key()
    if not cookie_is_live(known, st.context.cookies.get(COOKIE, ""), key, COOKIE_DAYS):
        st.session_state["logout"] = True  # the library then looks at no cookie
    people = {username: _credential(person) for username, person in known.items()}
    with library:
        door = Authenticate(
            {"usernames": people}, COOKIE, key, COOKIE_DAYS, auto_hash=False, login_sleep_time=0
        )
    door.login("unrendered")
    # Not before all that takes time: the form would be gone meanwhile, with what is being typed into it
    form = st.empty()
    if is_known():
        return
    # The library's own form would stay above the screen that it lets in
    with form.container():
        entered = _ask(engine, door, known)
    if entered:
        form.empty()
        with library:
            door.cookie_controller.set_cookie()


def _ask(engine: Database, door: Authenticate, known: Mapping[str, SignIn]) -> bool:
    """Whether name and password were typed and are right."""
    _left, middle, _right = st.columns([1, 2, 1])
    with middle:
        st.title(_("Emulation block"))
        if st.session_state.pop(_ENDED, False):
            st.info(_("Your session has ended. Sign in again."))
        with st.form("sign_in"):
            username = st.text_input(_("User name"), autocomplete="username", max_chars=60).strip().lower()
            password = st.text_input(
                _("Password"),
                type="password",
                autocomplete="current-password",
                max_chars=accounts.PASSWORD_BYTES,
            )
            asked = st.form_submit_button(_("Sign in"), type="primary")
        entered = False
        if asked:
            with reading(engine) as session:
                held_up = is_held_up(session, username, datetime.now(UTC))
            entered = not held_up and _is_right(door, known, username, password)
            if held_up:
                st.error(
                    _("Too many wrong passwords. Wait ten minutes, or ask the administrator for a new one.")
                )
            elif not entered:
                with writing(engine) as session:
                    accounts.record_failed_sign_in(session, username)
                st.error(_("User name or password is not right."))
        if not entered:  # the run goes on with the shell, which has its own
            language_switch()
    return entered


def _is_right(door: Authenticate, known: Mapping[str, SignIn], username: str, password: str) -> bool:
    if username not in known or len(password.encode()) > accounts.PASSWORD_BYTES or "\0" in password:
        Hasher.check_pw("-", _DECOY)
        return False
    return bool(door.authentication_controller.login(username, password))


def _credential(person: SignIn) -> dict[str, Any]:
    return {
        "name": person.display_name,
        "email": "",
        "password": person.password_hash,
        "logged_in": False,
    }


def _forget() -> None:
    for key in _LIBRARY_KEYS:
        st.session_state[key] = None
    st.session_state.pop(_SINCE, None)
    st.session_state["logout"] = True
