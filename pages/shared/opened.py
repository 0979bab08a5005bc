"""Forms that know which version they were opened at, so that nobody overwrites what he has not seen."""

from typing import TypeVar

import streamlit as st

from pages.shared.i18n import _

Version = TypeVar("Version")
"""A number, or what stood there itself where nothing counts its changes."""


def opened_form(name: str, version: Version) -> tuple[str, Version]:
    """The prefix for the keys of the form's fields, and the version at which it was first drawn.

    Says so when the version is another by now, and offers to begin anew; what was typed stays until then.
    """
    key = f"{name}-{st.session_state.get(_round_of(name), 0)}"
    seen: Version = st.session_state.setdefault(f"{key}-version", version)
    if seen != version:
        st.warning(_("Somebody has changed this since you opened it; your entries below are not saved."))
        st.button(_("Show what stands there now"), key=f"{key}-anew", on_click=close_form, args=(name,))
    return key, seen


def version_seen(name: str, version: int) -> int:
    """The version that was drawn before this run: what somebody saw who presses a button in it."""
    seen: int = st.session_state.get(f"{name}-seen", version)
    st.session_state[f"{name}-seen"] = version
    return seen


def close_form(name: str) -> None:
    """Draw the form from what is stored the next time."""
    st.session_state[_round_of(name)] = st.session_state.get(_round_of(name), 0) + 1


def _round_of(name: str) -> str:
    return f"{name}-round"
