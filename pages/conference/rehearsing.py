"""The bar that says on every screen that what is done there is only rehearsed."""

import streamlit as st

from pages.shared.i18n import _


def bar(rehearsing: bool) -> None:
    """A striped bar with the word, while a rehearsal is on."""
    if rehearsing:
        with st.container(key="rehearsal"):
            st.markdown(
                _(":material/theater_comedy: **REHEARSAL** Nothing here counts, and its end wipes it.")
            )
