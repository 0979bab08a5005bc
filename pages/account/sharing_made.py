"""The link that was just made, with its picture for telephones; it is shown once and kept nowhere."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from pages.account.sharing_entry import PATH
from pages.shared import formats
from pages.shared.address import leads_nowhere_else, own_address
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.square_code import square_code

_SHOWN = "link_shown"


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
    address = f"{own_address()}{PATH.removeprefix('/')}#{made.token}"
    with st.container(border=True):
        told = _("The link for {label} works until {moment}. It is shown only now.")
        st.warning(told.format(label=plain(made.label), moment=formats.moment(made.expires_at)))
        if leads_nowhere_else():
            st.info(
                _(
                    "This address leads to this very computer. For other devices, open the product by its "
                    "name in the network, and make the link there."
                )
            )
        picture, words = st.columns([1, 3])
        picture.image(square_code(address), width=220)
        with words:
            st.code(address, language=None, wrap_lines=True)
            with st.container(horizontal=True):
                st.link_button(_("Open it"), address, icon=":material/open_in_new:")
                st.button(_("Put the link away"), on_click=st.session_state.pop, args=(_SHOWN, None))
