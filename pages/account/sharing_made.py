"""The link that was just made, with its picture for telephones; it is shown once and kept nowhere."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

import segno
import streamlit as st

from pages.account.sharing_entry import PATH
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.plain import plain

_SHOWN = "link_shown"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_PIXELS = 6  # of each dot, so that a telephone reads the picture from a screen


@dataclass(slots=True)
class MadeLink:
    """A link for something, which works until then."""

    label: str
    expires_at: datetime
    token: str = ""


def show_next(made: MadeLink) -> None:
    """Show the link from the next run on, until it is put away."""
    st.session_state[_SHOWN] = made


def draw() -> None:
    """The link that was just made, to be copied, read by a telephone, or opened here."""
    made: MadeLink | None = st.session_state.get(_SHOWN)
    if made is None:
        return
    here = urlsplit(st.context.url or "")
    address = f"{here.scheme}://{here.netloc}{PATH}#{made.token}"
    with st.container(border=True):
        told = _("The link for {label} works until {moment}. It is shown only now.")
        st.warning(told.format(label=plain(made.label), moment=formats.moment(made.expires_at)))
        if here.hostname in _THIS_MACHINE:
            st.info(
                _(
                    "This address leads to this very computer. For other devices, open the product by its "
                    "name in the network, and make the link there."
                )
            )
        picture, words = st.columns([1, 3])
        picture.image(_picture(address), width=220)
        with words:
            st.code(address, language=None, wrap_lines=True)
            with st.container(horizontal=True):
                st.link_button(_("Open it"), address, icon=":material/open_in_new:")
                st.button(_("Put the link away"), on_click=st.session_state.pop, args=(_SHOWN, None))


def _picture(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=_PIXELS)
    return drawn.getvalue()
