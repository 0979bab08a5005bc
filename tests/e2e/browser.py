"""Finds a Chromium for the browser tests, or installs one: `python -m tests.e2e.browser` says which."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
# Where Windows and macOS keep the same browsers: outside the search path.
PLACES = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The tests prove that no request leaves the host: there is none to answer.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class NoBrowser(Exception):
    """No Chromium is installed and none could be installed; the message says what was tried."""


def installed() -> Path | None:
    """A Chromium, Chrome or Edge that this machine has; None without one."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    folders += ["/Applications"]
    for folder in filter(None, folders):
        for place in PLACES:
            if (path := Path(folder) / place).is_file():
                return path
    return _downloaded()


def _downloaded() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


@cache
def chromium() -> Path:
    """The Chromium to test with, installed by Debian's or Playwright's means where there is none.

    Raises:
        NoBrowser: every means failed.
    """
    if path := installed() or _from_debian() or _from_playwright():
        return path
    raise NoBrowser(
        "No Chromium, Chrome or Edge was found, and neither apt-get nor `playwright install chromium` "
        "could install one. Install one of them and run the tests again."
    )


def _from_debian() -> Path | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    _run("apt-get", "update", "--quiet")
    _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
    return installed()


def _from_playwright() -> Path | None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    return installed()


def _run(*command: str) -> None:
    print("No browser yet, so:", *command, flush=True)  # noqa: T201 - the person at the terminal waits for it
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=environment)


if __name__ == "__main__":
    try:
        print("Browser tests use", chromium())  # noqa: T201
    except NoBrowser as refusal:
        sys.exit(str(refusal))
