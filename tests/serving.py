"""Starts the real product for a test: `streamlit run app.py` as its own process on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running product; its output goes to the file `log`."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a person who set nothing but where the data is."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "THIDUA_"))
    }
    return kept | {
        "THIDUA_DATA_FOLDER": str(settings.data_folder),
        "THIDUA_DATABASE_URL": settings.database_url,
        "PYTHONIOENCODING": "utf-8",
    }


def command(*arguments: str) -> list[str]:
    """The command of the README, whatever folder one stands in."""
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *arguments]


def refusal(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to end by itself, with what it said."""
    return subprocess.run(
        command(*arguments),
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=START_SECONDS,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(settings: Settings, log: Path, **variables: str) -> Iterator[Served]:
    """The product over an installation's data, from when it is healthy; `variables` are set for it."""
    port = free_port()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command("--server.port", str(port)),
            env=environment_of(settings) | variables,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    served = Served(port=port, process=process, log=log, settings=settings)
    try:
        _wait_until_healthy(served)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(served: Served) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.url}/healthz", timeout=5):
                return
        except OSError:  # not listening yet, or not healthy yet
            time.sleep(0.1)
    raise RuntimeError(f"the product did not start:\n{served.said()}")
