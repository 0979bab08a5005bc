"""The two doors from a screen to the data: `reading` and `acting`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from models.enums import YearState
from pages.shared.refusals import sentence_of
from services import audit, database
from services.access import Actor, Permission
from services.database import Session
from services.errors import DomainError
from services.settings import settings

_FLASH = "flash_message"


@st.cache_resource(show_spinner=False)
def shared_database() -> database.Database:
    """The process's one engine, its schema brought up to the code's."""
    engine = database.engine_of(settings())
    database.prepare(engine)
    return engine


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
    except DomainError as refusal:
        st.error(sentence_of(refusal))
        return
    if then:
        then()
    st.session_state[_FLASH] = done
    st.rerun()


@contextmanager
def asking(engine: database.Database) -> Iterator[Session]:
    """A session that only reads what may be refused; says why, and the screen goes on below."""
    try:
        with database.reading(engine) as session:
            yield session
    except DomainError as refusal:
        st.error(sentence_of(refusal))


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

    def asking(self) -> database.Transaction:
        """A session that only reads what may be refused; see `asking`."""
        return asking(self.engine)

    def acting(self, done: str, then: Callable[[], None] | None = None) -> database.Transaction:
        """One transaction for one action; see `acting`."""
        return acting(self.engine, self.actor, done, then)

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Whether to offer it here; the command asks the database again."""
        return self.actor.may(permission, self.block_id, unit_id)
