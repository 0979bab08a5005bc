"""Has the browser get all that a run has drawn, also where a fragment's run begins right behind it.

A run ends in a thread of its own, and what it has drawn still waits in the queue of the event loop then. If
the request of a fragment comes out of that queue first, as `run_every` sends them by itself, Streamlit 1.67
begins a new runner, and throws away what still comes from the one before: a press has done its work, and the
page shows nothing of it (docs/adr/0018). Two steps of Streamlit's session are therefore taken here.
"""

from contextlib import ExitStack
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, ScriptRunnerEvent

_begin = AppSession._create_scriptrunner
_hear = AppSession._handle_scriptrunner_event_on_event_loop
_ended: WeakKeyDictionary[AppSession, list[ScriptRunner]] = WeakKeyDictionary()


def deliver_ended_runs() -> None:
    """Set it up for every session of this process."""
    AppSession._create_scriptrunner = _begin_behind  # type: ignore[assignment, method-assign]
    AppSession._handle_scriptrunner_event_on_event_loop = _hear_ended  # type: ignore[assignment, method-assign]


def _begin_behind(session: AppSession, request: RerunData) -> None:
    """Begin a runner, and remember the one that has ended, but has not been heard to the end."""
    if session._scriptrunner is not None:
        _ended.setdefault(session, []).append(session._scriptrunner)
    _begin(session, request)


def _hear_ended(
    session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, *facts: Any
) -> None:
    """Hear an event; one of an ended runner as if it were still the session's, until the next one speaks."""
    current, ended = session._scriptrunner, _ended.get(session, [])
    if sender is current:
        ended.clear()  # the queue keeps the order: nothing that they have drawn stands behind this
    if sender not in ended or event is ScriptRunnerEvent.SHUTDOWN:
        _hear(session, sender, event, *facts)
        return
    with ExitStack() as then:
        then.callback(setattr, session, "_scriptrunner", current)
        session._scriptrunner = sender
        _hear(session, sender, event, *facts)
