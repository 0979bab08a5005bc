"""What a run has drawn comes to the browser, whatever is asked before it was sent."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from pages.shared.ended_runs import deliver_ended_runs
from tests.own_loop import awaited

PAGE = """
import streamlit as st

st.session_state.number = st.session_state.get("number", 0) + 1
st.write(f"run {st.session_state.number}")

@st.fragment(run_every=2)
def look():
    st.write("look")

look()
"""


@pytest.fixture(autouse=True)
def delivering(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sessions of this test as the launcher sets them up."""
    for name in ("_create_scriptrunner", "_handle_scriptrunner_event_on_event_loop"):
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))
    monkeypatch.setattr(Runtime, "_instance", MagicMock())
    deliver_ended_runs()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A screen that says how often it was drawn, with a look every two seconds."""
    path = tmp_path / "page.py"
    path.write_text(PAGE)
    return path


def session_of(page: Path) -> AppSession:
    return AppSession(ScriptData(str(page), False), MagicMock(), ScriptCache(), lambda: None, {})


def ask_and_end(session: AppSession, request: ClientState) -> None:
    """Ask for a run, and hold the event loop until it has ended: nothing of it is sent yet."""
    session.request_rerun(request)
    assert session._scriptrunner is not None
    thread = session._scriptrunner._script_thread
    assert thread is not None
    thread.join(timeout=20)


def look_of(session: AppSession) -> ClientState:
    """The request that `run_every` sends."""
    storage = session._fragment_storage
    assert isinstance(storage, MemoryFragmentStorage)
    (fragment,) = storage._fragments
    return ClientState(fragment_id=fragment, is_auto_rerun=True)


async def sent(session: AppSession) -> list[ForwardMsg]:
    """All that is sent until nothing runs any more."""
    async with asyncio.timeout(20):
        while session._scriptrunner is not None:
            await asyncio.sleep(0.01)
    return session.flush_browser_queue()


def words(messages: list[ForwardMsg]) -> Iterator[str]:
    """What is written, and how each run is said to have ended."""
    for message in messages:
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "markdown":
            yield message.delta.new_element.markdown.body
        elif kind == "script_finished":
            yield ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)


def sent_of(page: Path, *asked: str) -> list[str]:
    """What is sent of a page that has been drawn, and is then asked for as that, without rest between."""

    async def day() -> list[str]:
        session = session_of(page)
        ask_and_end(session, ClientState())
        await sent(session)
        for what in asked:
            ask_and_end(session, look_of(session) if what == "look" else ClientState())
        return list(words(await sent(session)))

    return awaited(day())


WHOLE, FRAGMENT = "FINISHED_SUCCESSFULLY", "FINISHED_FRAGMENT_RUN_SUCCESSFULLY"
EARLY = "FINISHED_EARLY_FOR_RERUN"


def test_a_look_that_begins_before_a_run_is_sent_takes_nothing_of_it(page: Path) -> None:
    assert sent_of(page, "page", "look") == ["run 2", WHOLE, "look", FRAGMENT]


def test_nor_does_a_look_that_begins_before_another_look_is_sent(page: Path) -> None:
    assert sent_of(page, "page", "look", "look") == ["run 2", WHOLE, EARLY, "look", FRAGMENT]


def test_of_a_run_that_was_overtaken_by_the_whole_page_nothing_is_sent(page: Path) -> None:
    """The next one draws everything anew: this stays as Streamlit has it."""
    assert sent_of(page, "page", "page") == ["run 3", "look", WHOLE]


def test_the_whole_page_overtakes_a_look_as_well(page: Path) -> None:
    assert sent_of(page, "page", "look", "page")[-3:] == ["run 3", "look", WHOLE]
