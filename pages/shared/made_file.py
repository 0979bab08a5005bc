"""A file of the year, made at the click by what the database says then."""

from collections.abc import Callable

import streamlit as st

from pages.shared.context import Context
from services.database import Session
from services.rules.rights import Actor

Made = Callable[[Session, Actor, int], bytes]
"""A file out of a session, for who asks, of the block's year with that id; asks for the right itself."""


def offer(ctx: Context, label: str, name: str, made: Made) -> None:
    """Offer the file for download under that name."""

    def content() -> bytes:
        with ctx.reading() as session:
            return made(session, ctx.actor, ctx.block_year_id)

    st.download_button(label, content, name, on_click="ignore", icon=":material/download:")
