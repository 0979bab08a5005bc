"""The entry of every run: the language, who is signed in, which year; then the chosen screen."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from pages import SCREENS
from pages.account import first_start, sharing_entry, sign_in
from pages.account.sharing_views import VIEWS, SharedView
from pages.conference import vote
from pages.shared import display, leaving, year_choice
from pages.shared.address import follow_language, language_switch
from pages.shared.context import Context, ask_password_again, is_answering, shared_database, show_flash
from pages.shared.i18n import _
from pages.shared.links import screen_link
from pages.shared.screen import Screen
from pages.years import beginning
from services.database import Database
from services.queries.sessions import Visitor
from services.queries.sharing import LinkVisitor

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
        _closed()
    elif first_start.is_needed(engine):
        _closed()
        first_start.render(engine)
    elif visitor := sign_in.visitor_now(engine):
        _open(engine, visitor)
    elif looker := sharing_entry.visitor_now(engine):
        _show(engine, looker)
    else:
        _let_in(engine)


def _let_in(engine: Database) -> None:
    """Who is not signed in may vote with a card, on that one page; everywhere else there is the sign-in."""
    page = _closed()
    if page.url_path == vote.PATH:
        _vote_by_card(engine)
    else:
        sharing_entry.say_if_ended()
        sign_in.receive(engine)


def _vote_by_card(engine: Database) -> None:
    if sign_in.is_wanted():
        sign_in.receive(engine)
    elif not vote.with_card(engine):
        sign_in.offer()


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
        display.unseen_script(leaving.PATH)
    _say_illustrative(ctx)
    ask_password_again(engine, actor)
    page.run()


def _show(engine: Database, looker: LinkVisitor) -> None:
    """The one view of a share link, without menu and side bar."""
    view = VIEWS[looker.view]
    ctx = year_choice.only_year(engine, looker.actor, looker.block_id)
    pages = []
    for screen in SCREENS:
        is_vote = screen.path == vote.PATH
        render = partial(_vote_by_card, engine) if is_vote else partial(_not_of_link, engine, view)
        if ctx and screen.path == view.path:
            render = partial(screen.render, ctx)
        pages.append(_page(screen, render, shown=False))
    page = st.navigation(pages, position="hidden")
    _say_illustrative(ctx)
    page.run()


def _say_illustrative(ctx: Context | None) -> None:
    if ctx and ctx.illustrative:
        said = _("Illustrative data: scores and votes are invented")
        st.badge(said, icon=":material/info:", color="orange")


def _menu(ctx: Context) -> st.Page:
    """The screens that are offered; the others say that they are not, where the address asks for them."""
    sections: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        offered = ctx.may(screen.permission)
        render = partial(screen.render, ctx) if offered else partial(_refused, ctx)
        page = _page(screen, render, shown=offered and screen.in_menu)
        sections.setdefault(_(screen.section), []).append(page)
    return st.navigation(sections, expanded=True)


def _closed(render: Callable[[], None] = lambda: None) -> st.Page:
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


def _refused(ctx: Context) -> None:
    st.title(_("Not for this account"))
    st.info(_("This screen is for others. If it should be yours, ask the administrator for the right."))
    offered = [screen for screen in SCREENS if ctx.may(screen.permission)]
    if not any(screen.in_menu for screen in offered):  # as for a display, which has no menu
        for screen in offered:
            screen_link(screen.path, _(screen.title))


def _not_of_link(engine: Database, view: SharedView) -> None:
    if sign_in.is_wanted():
        sign_in.receive(engine)
        return
    st.title(_("Not for this link"))
    st.info(_("This link shows one screen. For others, sign in with an account."))
    screen_link(view.path, _(view.title))
    sign_in.offer()


main()
