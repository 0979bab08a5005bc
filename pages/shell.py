"""The entry of every run: the language, who is signed in, which year; then the chosen screen."""

from functools import partial
from pathlib import Path

import streamlit as st

from pages import SCREENS, Screen
from pages.account import first_start, sign_in
from pages.shared import display, year_choice
from pages.shared.address import follow_language, language_switch
from pages.shared.context import Context, shared_database, show_flash
from pages.shared.i18n import _

ICON = Path(__file__).parent / "shared" / "icon.png"


def main() -> None:
    """Draw one run: the gate first, the menu and the screen only for who is let in."""
    follow_language()
    st.set_page_config(page_title=_("Emulation block"), page_icon=str(ICON), layout="wide")
    display.page_style()
    show_flash()
    engine = shared_database()
    if first_start.is_needed(engine):
        _navigate(None)
        first_start.render(engine)
        return
    actor = sign_in.signed_in(engine)
    if actor is None:
        _navigate(None)
        return
    context = year_choice.choose(engine, actor)
    screen = _navigate(context)
    with st.sidebar:
        language_switch()
        sign_in.sign_out_button(engine, actor)
    screen.run()


def _navigate(context: Context | None) -> st.Page:
    """Register the screens, also for who is not let in, so that a deep link still leads there afterwards."""
    sections: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        if context is None or context.may(screen.permission):
            sections.setdefault(_(screen.section), []).append(_page(screen, context))
    return st.navigation(sections, position="hidden" if context is None else "sidebar", expanded=True)


def _page(screen: Screen, context: Context | None) -> st.Page:
    return st.Page(
        _nothing if context is None else partial(screen.render, context),
        title=_(screen.title),
        url_path=screen.path,
        default=screen is SCREENS[0],
        visibility="visible" if screen.in_menu else "hidden",
    )


def _nothing() -> None:
    """What a screen draws for who is not let in."""


main()
