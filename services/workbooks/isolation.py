"""Starts the process in which a parser runs, and stands between it and the app.

Each workbook has a process of its own, which never sees another. One waits, started and limited, for the
next workbook, since to start takes longer than to parse; it ends with the app, when nobody can write to it.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore
from typing import Any

from services.errors.workbooks import WorkbookFault, WorkbookRefused

LONGEST_WAIT = 120
"""Seconds; to read 15,000 rows takes about one, to mark them ten."""

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-X", "utf8", "-m", "services.workbooks.child")
# Nothing of the app's settings, among them the database's password; only what an interpreter needs to start.
_NEEDED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
_AT_ONCE = BoundedSemaphore(2)  # each may take a processor and MOST_MEMORY
_WAITING: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()


def outcome_of(task: dict[str, Any], data: bytes) -> bytes:
    """What the child answers to the task; see `child`.

    Raises:
        WorkbookRefused: it died, or took longer than LONGEST_WAIT.
    """
    with _AT_ONCE:
        try:
            return _answer(_waiting() or _started(), json.dumps(task).encode() + b"\n" + data)
        finally:
            with suppress(OSError):  # the next workbook then starts its own
                if _WAITING.empty():
                    _WAITING.put(_started())


def _answer(child: subprocess.Popen[bytes], asked: bytes) -> bytes:
    with child:
        try:
            answer, _ = child.communicate(asked, timeout=LONGEST_WAIT)
        except subprocess.TimeoutExpired as slow:
            raise WorkbookRefused(reason=WorkbookFault.TOO_SLOW, limit=LONGEST_WAIT) from slow
        finally:
            child.kill()
    if child.returncode:
        raise WorkbookRefused(reason=WorkbookFault.UNREADABLE)
    return answer


def _waiting() -> subprocess.Popen[bytes] | None:
    """The child that waits, if it is still alive."""
    try:
        child = _WAITING.get_nowait()
    except Empty:
        return None
    return child if child.poll() is None else None


def _started() -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment | {"OPENBLAS_NUM_THREADS": "1"},  # each thread would count as memory
    )
