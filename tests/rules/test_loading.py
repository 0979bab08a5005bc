"""What plain YAML and JSON become, and that hostile files are refused quickly and whole."""

import subprocess
import sys
import time
from typing import Any

import pytest

from services.rules.loading import plain_mapping
from tests.rules.year_files import EXAMPLE, faults_of

SCALARS: list[tuple[str, Any]] = [
    ("9.5", "9.5"),
    ("1.10", "1.10"),
    ("0.1", "0.1"),
    ("1e3", "1e3"),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("12", 12),
    ("-3", -3),
    ("0", 0),
    ("007", "007"),
    ("0x1F", "0x1F"),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("12:30:45", "12:30:45"),
    ("2017-12-25", "2017-12-25"),
    ("true", True),
    ("FALSE", False),
    ("yes", "yes"),
    ("No", "No"),
    ("on", "on"),
    ("off", "off"),
    ("null", None),
    ("~", None),
    ("", None),
    ("'true'", "true"),
    ('"12"', "12"),
    ("=", "="),
    ("!!str 12", "12"),
    ("!!float 1.5", "1.5"),
    ('!!int "12"', 12),
    ("9" * 60, "9" * 60),
    ("Công an tỉnh", "Công an tỉnh"),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_scalar_of_yaml(written: str, value: Any) -> None:
    found = plain_mapping(f"a: {written}\n")["a"]
    assert (type(found), found) == (type(value), value)


def test_numbers_of_json() -> None:
    text = '{"a": 9.50, "b": 12, "c": 1e3, "d": -0.1, "e": true, "f": null, "g": ' + "9" * 5000 + "}"
    assert plain_mapping(text) == {
        "a": "9.50",
        "b": 12,
        "c": "1e3",
        "d": "-0.1",
        "e": True,
        "f": None,
        "g": "9" * 5000,
    }


def test_a_bracket_may_begin_yaml_too() -> None:
    assert plain_mapping("{a: 1, b: [x, y]}") == {"a": 1, "b": ["x", "y"]}


def test_marks_of_order_and_line_ends() -> None:
    assert plain_mapping(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}
    assert plain_mapping('\ufeff{"a": 1}') == {"a": 1}


def test_a_few_aliases_are_plain_data() -> None:
    text = EXAMPLE.replace('rule: {operator: ">"', 'rule: &half {operator: ">"').replace(
        'rule: {operator: ">=", share: "0.5", basis: present}', "rule: *half"
    )
    assert "*half" in text
    assert faults_of(text) == []


def test_merge_keys_are_no_keys() -> None:
    assert faults_of(EXAMPLE.replace("block: {code", "block: {<<: {kind: block}, code")) == [
        "block.<<: unknown key"
    ]


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]")
    return "\n".join(lines)


HOSTILE = {
    "billion laughs": laughs(10),
    "flow lists": "[" * 200_000,
    "flow mappings": "{a: " * 200_000,
    "block lists": "- " * 200_000 + "x",
    "block mappings": "\n".join(" " * depth + "a:" for depth in range(3_000)),
    "complex keys": "? " * 200_000,
    "lists of JSON": '{"a": ' + "[" * 200_000,
    "mappings of JSON": '{"a": ' * 200_000,
    "long digits": "year: " + "9" * 1_000_000,
    "long decimal": 'year: "' + "9" * 1_000_000 + '.5"',
    "one long line": "theme: " + "x" * 5_000_000,
    "many keys": "\n".join(f"k{number}: 1" for number in range(100_000)),
    "one long list": "theme: [" + "1, " * 300_000 + "1]",
    "one long list of JSON": '{"scores": [' + "1, " * 1_000_000 + "1]}",
    "anchors": "\n".join(f"k{number}: &a{number} 1" for number in range(20_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_harms_nothing(name: str, tmp_path: Any) -> None:
    """In a process of its own, since a C stack that overflows takes the process with it."""
    file = tmp_path / "year.yaml"
    file.write_text(HOSTILE[name], encoding="utf-8")
    program = (
        "import sys, resource; resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30,) * 2)\n"
        "from pathlib import Path\n"
        "from tests.rules.year_files import faults_of\n"
        "lines = faults_of(Path(sys.argv[1]).read_bytes())\n"
        "print(len(lines), max(map(len, lines)))\n"
    )
    started = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, timeout=90, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    count, longest = map(int, run.stdout.split())
    assert count >= 1
    assert longest < 1_000
    assert time.monotonic() - started < 60
