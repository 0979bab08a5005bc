"""Every test that docs/ballot-box.md names for what can go wrong on the day is there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
DOCUMENT = TESTS.parent / "docs" / "ballot-box.md"


def named() -> set[tuple[str, str]]:
    """The tests that the document names, each with its file."""
    return set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", DOCUMENT.read_text(encoding="utf-8")))


def test_every_case_has_the_tests_that_are_named() -> None:
    tests = named()
    assert len(tests) > 30
    missing = []
    for file, test in sorted(tests):
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        if test not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{test}")
    assert not missing
