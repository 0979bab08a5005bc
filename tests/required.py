"""Marks of which nothing may be missing: `THIDUA_TESTS_REQUIRE=e2e,postgres` fails a run that skipped one."""

import os
from collections import Counter

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Watch over the marks that THIDUA_TESTS_REQUIRE names, in the process that sees every result."""
    required = os.environ.get("THIDUA_TESTS_REQUIRE", "")
    if required and not hasattr(config, "workerinput"):
        config.pluginmanager.register(RequiredMarks(required.split(",")))


class RequiredMarks:
    """Fails the session when a test of a required mark was skipped, or when none of them ran."""

    def __init__(self, marks: list[str]) -> None:
        self._passed = Counter(dict.fromkeys(marks, 0))
        self._skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one outcome."""
        for mark in set(self._passed) & set(report.keywords):
            self._passed[mark] += report.when == "call" and report.passed
            if report.skipped:
                self._skipped.append(report.nodeid)

    def _complaints(self) -> list[str]:
        return [f"no {mark} test ran" for mark, count in self._passed.items() if not count] + [
            f"{test} was skipped" for test in self._skipped
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a green session red when something required is missing."""
        if self._complaints() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what is missing."""
        for complaint in self._complaints():
            terminalreporter.write_line(f"REQUIRED: {complaint}", red=True)
