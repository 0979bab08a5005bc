"""Sign-in: the library's form over the accounts of the database, and sessions of our own behind it."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from pages.account import entry, first_password, half_way, telephone
from pages.account.desk import Desk, Door
from pages.shared import display
from pages.shared.address import language_switch
from pages.shared.context import acting, origin, telling, wait_sentence
from pages.shared.cookies import token_of_visit
from pages.shared.i18n import _
from services import sessions
from services.database import Database, reading, writing
from services.queries.accounts import has_second_factor, password_hashes
from services.queries.sessions import Visitor, session_of
from services.rules.rights import Actor
from services.storage.sessions import issue_ticket

_SIGNED_IN = "signed_in_account"
_WANTED = "signing_in_over_a_link"


def visitor_now(engine: Database) -> Visitor | None:
    """Who visits, by the cookie and the database now."""
    now = datetime.now(UTC)
    with reading(engine) as session:
        visitor = session_of(session, token_of_visit(entry.COOKIE), now, origin())
    if visitor is None:
        return None
    account_id, session_id = visitor.actor.account_id, visitor.actor.session_id
    if st.session_state.setdefault(_SIGNED_IN, account_id) != account_id:
        st.session_state.clear()  # another has come to this tab: what was typed here is not for their eyes
        st.rerun()
    if session_id is not None and now - visitor.last_seen_at >= sessions.SEEN_APART:
        with writing(engine) as session:
            sessions.touch(session, session_id, now, entry.rules())
    return visitor


def sign_out_button(engine: Database, actor: Actor) -> None:
    """Who is signed in, and the way out; the cookie that stays in the browser is worthless afterwards."""
    st.text(actor.name)
    if st.button(_("Sign out"), key="sign_out") and actor.session_id is not None:
        with acting(engine, actor, _("You are signed out."), then=st.session_state.clear) as session:
            sessions.end_session(session, actor, actor.session_id, datetime.now(UTC))


def offer() -> None:
    """The way to the form for who has come without an account, by a link or with a card."""
    if st.button(_("Sign in with an account")):
        st.session_state[_WANTED] = True
        st.rerun()


def is_wanted() -> bool:
    """Whether such a one has asked for the form."""
    return bool(st.session_state.get(_WANTED))


def first_of_all(visitor: Visitor) -> Callable[[Database, Actor], None] | None:
    """The screen that draws what has to be done before anything else; None if nothing has."""
    if visitor.must_choose_password:
        return first_password.render
    if telephone.shows_codes() or visitor.must_enrol:
        return first_password.render_telephone
    return None


def receive(engine: Database) -> None:
    """The library's form, then a code of the telephone where there is one, then the cookie."""
    if ticket := entry.kept_ticket():
        _hand_over(ticket)
        return
    _left, middle, _right = st.columns([1, 2, 1])
    with middle:
        st.title(_("Emulation block"))
        if _SIGNED_IN in st.session_state:
            st.info(_("Your session has ended. Sign in again."))
        ticket = None
        with telling(engine):
            ticket = _ticket(engine)
        if ticket is None:
            language_switch()
            return
    _hand_over(ticket)


def _ticket(engine: Database) -> str | None:
    """A ticket for whom the form, or the code of a telephone after it, has let in."""
    account_id = half_way.waiting(engine) if half_way.is_waiting() else _ask(engine)
    if account_id is None:
        return None
    with writing(engine) as session:
        return issue_ticket(session, account_id, datetime.now(UTC))


def _hand_over(ticket: str) -> None:
    """Have the browser take the ticket to the route, and draw the page anew."""
    display.unseen_frame(f"{entry.PATH}#{ticket}")


def _ask(engine: Database) -> int | None:
    """The account whose name and password were typed; one with a telephone has to wait for its code."""
    with reading(engine) as session:
        known = password_hashes(session)
    st.session_state["authentication_status"] = None  # the library then draws its form
    desk = Desk(engine, known, "" if origin() == "localhost" else origin())
    fields = {
        "Form name": _("Sign in"),
        "Username": _("User name"),
        "Password": _("Password"),
        "Login": _("Sign in"),
    }
    Door(desk).login("main", fields=fields, key="sign_in")
    if desk.wait:
        st.error(wait_sentence(desk.wait))
    elif desk.refused:
        st.error(_("User name or password is not right."))
    if desk.account_id is None:
        return None
    with reading(engine) as session:
        if not has_second_factor(session, desk.account_id):
            return desk.account_id
    half_way.wait_for_code(desk.account_id)
    st.rerun()
