"""Cards that were just made, each with a code that stands nowhere else: offered to be printed, once."""

import streamlit as st

from pages.shared.i18n import _

MadeCards = tuple[bytes, int]
"""The page to print, as HTML, and how many cards are on it."""


def offer(key: str, said: str, made: MadeCards, file_name: str) -> None:
    """Offer the cards as a file to print, until they are put away out of the session's `key`."""
    page, _number = made
    st.warning(said)
    with st.container(horizontal=True):
        st.download_button(
            _("Cards to print"),
            page,
            file_name,
            "text/html",
            type="primary",
            icon=":material/print:",
            on_click="ignore",
        )
        st.button(_("Put the cards away"), on_click=st.session_state.pop, args=(key, None))
    st.caption(_("The file opens in the browser; print it there. Delete it when the cards are printed."))
