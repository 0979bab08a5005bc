"""The two doors from a screen to the data: `reading` and `acting`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import streamlit as st

from models.enums import YearState
from pages.shared.i18n import _, ngettext
from pages.shared.refusals import sentence_of
from services import audit, database, passwords
from services.database import Session
from services.errors.accounts import PasswordNeeded
from services.errors.base import DomainError
from services.rules.rights import Actor, Permission
from services.settings import settings

Result = TypeVar("Result")

_FLASH = "flash_message"
_ASKED = "password_asked_again"


@st.cache_resource(show_spinner=False)
def shared_database() -> database.Database:
    """The process's one engine, its schema brought up to the code's."""
    engine = database.engine_of(settings())
    database.prepare(engine)
    return engine


def is_answering(engine: database.Database) -> bool:
    """Whether the database is there; says so when it is not."""
    try:
        database.ask(engine)
    except DomainError as refusal:
        st.error(sentence_of(refusal))
        return False
    return True


def show_flash() -> None:
    """Show, once, what the last action kept to say."""
    if message := st.session_state.pop(_FLASH, None):
        st.toast(message)


def origin() -> str:
    """The address that this session is asked from; Streamlit names none for this very machine."""
    return st.context.ip_address or "localhost"


@contextmanager
def acting(
    engine: database.Database, actor: Actor, done: str, then: Callable[[], None] | None = None
) -> Iterator[Session]:
    """One transaction for one action; says `done` on the next run, or says why it was refused.

    What the actor has no right to is written down as well. `then` runs once it is committed.
    No `st.` call belongs inside: a rerun stops the script at the next one.
    """
    try:
        with audit.witnessed(engine, actor) as session:
            yield session
    except PasswordNeeded:
        st.session_state[_ASKED] = True  # drawn by the next run: no form may stand in another
        st.rerun()
    except DomainError as refusal:
        st.error(sentence_of(refusal))
        return
    if then:
        then()
    go_on(done)


def go_on(done: str) -> None:
    """Draw the screen anew, on which an action is said to be done."""
    st.session_state[_FLASH] = done
    st.rerun()


def carried_out(
    engine: database.Database,
    actor: Actor,
    action: Callable[[Session], Result],
    refused: Callable[[DomainError], None],
) -> Result | None:
    """What one action gives, in one transaction; None if it was refused, which `refused` is told.

    For a part of a screen that goes on: nothing is drawn anew.
    """
    try:
        with audit.witnessed(engine, actor) as session:
            result = action(session)
    except DomainError as refusal:
        refused(refusal)
        return None
    return result


def ask_password_again(engine: database.Database, actor: Actor) -> None:
    """Ask, over the screen, for the password that the last action needed, until it is given or waved away."""
    if st.session_state.get(_ASKED):
        st.dialog(_("Your password again"), on_dismiss=_ask_no_more)(_ask_password)(engine, actor)


def _ask_no_more() -> None:
    st.session_state.pop(_ASKED, None)


def _ask_password(engine: database.Database, actor: Actor) -> None:
    st.write(_("This step needs it. Give it here, then press the button again."))
    with st.form("password_again"):
        typed = st.text_input(_("Password"), type="password", autocomplete="current-password")
        if st.form_submit_button(_("Confirm"), type="primary") and is_proved(engine, actor, typed):
            _ask_no_more()
            st.rerun()


def is_proved(engine: database.Database, actor: Actor, typed: str) -> bool:
    """Whether that is the actor's password, which then counts for five minutes; says what is wrong."""
    now = datetime.now(UTC)
    right = False
    try:
        with database.writing(engine) as session:
            wait = passwords.begin_proof(session, actor, now)
        if not wait:
            # Between the two, not inside: while a password is compared nobody else could write
            with database.reading(engine) as session:
                right = passwords.is_own_password(session, actor, typed)
        if right:
            with database.writing(engine) as session:
                passwords.end_proof(session, actor, now)
    except DomainError as refusal:
        st.error(sentence_of(refusal))
        return False
    if wait:
        st.error(wait_sentence(wait))
    elif not right:
        st.error(_("That is not your password."))
    return right


def wait_sentence(wait: timedelta) -> str:
    """How long somebody has to wait who has guessed wrong too often."""
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    return ngettext(
        "Too many attempts. Wait {minutes} minute, or ask the secretary to let you in.",
        "Too many attempts. Wait {minutes} minutes, or ask the secretary to let you in.",
        minutes,
    ).format(minutes=minutes)


@contextmanager
def telling(engine: database.Database) -> Iterator[None]:
    """What may be refused, or find the database gone, before anybody is signed in; says why."""
    try:
        with database.answering(engine):
            yield
    except DomainError as refusal:
        st.error(sentence_of(refusal))


def _say(refusal: DomainError) -> None:
    st.error(sentence_of(refusal))


@contextmanager
def asking(engine: database.Database, refused: Callable[[DomainError], None] = _say) -> Iterator[Session]:
    """A session that only reads what may be refused; says why, or tells `refused`, and the screen goes on."""
    try:
        with database.reading(engine) as session:
            yield session
    except DomainError as refusal:
        refused(refusal)


@dataclass(frozen=True, slots=True)
class Context:
    """Who looks at which year of which block; screens hold ids, never rows."""

    engine: database.Database
    actor: Actor
    block_id: int
    block_name: str
    block_year_id: int
    year: int
    state: YearState
    illustrative: bool

    def reading(self) -> database.Transaction:
        """A session that only reads."""
        return database.reading(self.engine)

    def asking(self, refused: Callable[[DomainError], None] = _say) -> database.Transaction:
        """A session that only reads what may be refused; see `asking`."""
        return asking(self.engine, refused)

    def acting(self, done: str, then: Callable[[], None] | None = None) -> database.Transaction:
        """One transaction for one action; see `acting`."""
        return acting(self.engine, self.actor, done, then)

    def carried_out(
        self, action: Callable[[Session], Result], refused: Callable[[DomainError], None]
    ) -> Result | None:
        """What one action gives, in one transaction; see `carried_out`."""
        return carried_out(self.engine, self.actor, action, refused)

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Whether to offer it here; the command asks the database again."""
        return self.actor.may(permission, self.block_id, unit_id, self.year)
