"""The entry of every run: the language, who is signed in, which year; then the chosen screen."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from pages import SCREENS, Screen
from pages.account import first_start, sign_in
from pages.shared import display, year_choice
from pages.shared.address import follow_language, language_switch
from pages.shared.context import Context, ask_password_again, is_answering, shared_database, show_flash
from pages.shared.i18n import _
from pages.years import beginning
from services.database import Database
from services.queries.sessions import Visitor

ICON = Path(__file__).parent / "shared" / "icon.png"


def main() -> None:
    """Draw one run: the gate first, the menu and the screen only for who is let in."""
    follow_language()
    st.set_page_config(page_title=_("Emulation block"), page_icon=str(ICON), layout="wide")
    st.logo(str(ICON), size="large")
    display.page_style()
    show_flash()
    engine = shared_database()
    if not is_answering(engine):
        _closed(_nothing)
    elif first_start.is_needed(engine):
        _closed(_nothing)
        first_start.render(engine)
    elif visitor := sign_in.visitor_now(engine):
        _open(engine, visitor)
    else:
        _closed(_nothing)
        sign_in.receive(engine)


def _open(engine: Database, visitor: Visitor) -> None:
    actor = visitor.actor
    ctx = None
    if step := sign_in.first_of_all(visitor):
        page = _closed(partial(step, engine, actor))
    elif ctx := year_choice.choose(engine, actor):
        page = _menu(ctx)
    else:
        page = _closed(partial(beginning.first_year, engine, actor))
    with st.sidebar:
        language_switch()
        sign_in.sign_out_button(engine, actor)
    if ctx and ctx.illustrative:
        st.badge(
            _("Illustrative data: scores and votes are invented"), icon=":material/info:", color="orange"
        )
    ask_password_again(engine, actor)
    page.run()


def _menu(ctx: Context) -> st.Page:
    """The screens that are offered; the others say that they are not, where the address asks for them."""
    sections: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        offered = ctx.may(screen.permission)
        render = partial(screen.render, ctx) if offered else _refused
        page = _page(screen, render, shown=offered and screen.in_menu)
        sections.setdefault(_(screen.section), []).append(page)
    return st.navigation(sections, expanded=True)


def _closed(render: Callable[[], None]) -> st.Page:
    """Every address without a menu, so that a deep link still leads to its screen afterwards."""
    return st.navigation([_page(screen, render, shown=False) for screen in SCREENS], position="hidden")


def _page(screen: Screen, render: Callable[[], None], shown: bool) -> st.Page:
    return st.Page(
        render,
        title=_(screen.title),
        url_path=screen.path,
        default=screen is SCREENS[0],
        visibility="visible" if shown else "hidden",
    )


def _refused() -> None:
    st.title(_("Not for this account"))
    st.info(_("This screen is for others. If it should be yours, ask the administrator for the right."))


def _nothing() -> None:
    """What a screen draws for who is not let in."""


main()
