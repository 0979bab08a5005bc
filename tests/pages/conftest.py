"""An installation for the whole app, entered by its shell as a person enters it."""

from collections.abc import Iterator

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.runtime.context import ContextProxy

from pages.shared import live
from pages.shared.context import shared_database
from services.database import engine_of
from services.settings import Settings, settings
from tests.pages.visits import COOKIES


@pytest.fixture(autouse=True)
def browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this very machine, with the cookies that a test gives to its app."""
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _self: st.session_state.get(COOKIES, {})))
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture
def installation(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of a migrated, empty installation that the shell finds in its environment."""
    monkeypatch.setenv("THIDUA_DATA_FOLDER", str(sqlite_settings.data_folder))
    monkeypatch.delenv("THIDUA_DATABASE_URL", raising=False)
    _forget()
    yield shared_database()
    shared_database().dispose()
    _forget()


@pytest.fixture
def followed(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of an installation whose hall is followed at once, and forgotten when the test is over."""
    monkeypatch.setattr(live, "PERIOD_SECONDS", 0.02)
    monkeypatch.setattr(live, "FORGET_SECONDS", 1.0)
    engine = engine_of(sqlite_settings)
    yield engine
    live.boards(engine)._looked.clear()
    engine.dispose()


def _forget() -> None:
    """Both are kept for the life of a process."""
    settings.cache_clear()
    shared_database.clear()
