"""A run that lost its browser or PostgreSQL tests is red, however green the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSES = "import pytest\n@pytest.mark.e2e\ndef test_drives(): pass\ndef test_other(): pass\n"
SKIPS = PASSES + "@pytest.mark.e2e\n@pytest.mark.skip\ndef test_skipped(): pass\n"
LOST = "def test_other(): pass\n"


@pytest.mark.parametrize(
    ("tests", "required", "workers", "green"),
    [
        (PASSES, "e2e", "0", True),
        (PASSES, "e2e,postgres", "0", False),
        (LOST, "e2e", "0", False),
        (SKIPS, "e2e", "2", False),
    ],
)
def test_what_is_required_must_run(
    tmp_path: Path, tests: str, required: str, workers: str, green: bool
) -> None:
    (tmp_path / "conftest.py").write_text("from tests.required import pytest_configure\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = e2e: x\n")
    (tmp_path / "test_sample.py").write_text(tests)
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "THIDUA_TESTS_REQUIRE": required},
        capture_output=True,
        text=True,
    )
    assert (outcome.returncode == 0) is green, outcome.stdout
    assert ("REQUIRED:" in outcome.stdout) is not green
