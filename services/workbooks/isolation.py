"""Starts the process in which a parser runs, and stands between it and the app."""

import json
import os
import subprocess
import sys
from pathlib import Path
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


def outcome_of(task: dict[str, Any], data: bytes) -> bytes:
    """What the child answers to the task; see `child`.

    Raises:
        WorkbookRefused: it died, or took longer than LONGEST_WAIT.
    """
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                _COMMAND,
                input=json.dumps(task).encode() + b"\n" + data,
                capture_output=True,
                timeout=LONGEST_WAIT,
                cwd=_ROOT,
                env=environment | {"OPENBLAS_NUM_THREADS": "1"},  # each thread would count as memory
                check=True,
            )
        except subprocess.TimeoutExpired as slow:
            raise WorkbookRefused(reason=WorkbookFault.TOO_SLOW, limit=LONGEST_WAIT) from slow
        except subprocess.CalledProcessError as dead:
            raise WorkbookRefused(reason=WorkbookFault.UNREADABLE) from dead
    return done.stdout
