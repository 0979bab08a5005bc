"""Half way in: the password was right, the code of the telephone is still to come."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from pages.shared.context import origin
from pages.shared.i18n import _
from services.database import Database, writing
from services.settings import settings
from services.sign_in import take_second_factor

_WAITING = "waits_for_code"
_LONGEST = timedelta(minutes=5)


def wait_for_code(account_id: int) -> None:
    """Ask for the account's code from the next run on."""
    st.session_state[_WAITING] = (account_id, datetime.now(UTC))


def is_waiting() -> bool:
    """Whether somebody has given a right password within the last 5 minutes, and no code yet."""
    _account_id, since = st.session_state.get(_WAITING, (0, None))
    return since is not None and timedelta() <= datetime.now(UTC) - since < _LONGEST


def waiting(engine: Database) -> int | None:
    """Ask for the code; the account once it is right."""
    account_id: int = st.session_state[_WAITING][0]
    with st.form("second_factor", clear_on_submit=True):
        st.subheader(_("Code of your telephone"))
        typed = st.text_input(_("Six digits, or a recovery code"), autocomplete="one-time-code", max_chars=20)
        asked = st.form_submit_button(_("Sign in"), type="primary")
    if st.button(_("Begin again"), on_click=st.session_state.pop, args=(_WAITING, None)) or not asked:
        return None
    now, key = datetime.now(UTC), settings().sealing_key()
    with writing(engine) as session:
        right = take_second_factor(session, account_id, typed, key, origin(), now)
    if not right:
        st.error(_("That code is not right now. Wait for the next one, and type it at once."))
        return None
    st.session_state.pop(_WAITING)
    return account_id
