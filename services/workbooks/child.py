"""The process in which parsers run: a task on stdin, its result on stdout.

The first line of the task is a JSON object with `verb`, `sheet` and what the verb needs; then the workbook
follows. Whatever goes wrong in here ends this process only.
"""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 1_000_000_000  # bytes of address space; the interpreter and its libraries take 200 million
MOST_SECONDS = 120  # of computing
LARGEST_SCRATCH = 100_000_000  # bytes of one file; openpyxl writes its sheets into scratch files
LONGEST_TEXT = 30_000_000  # characters of all cells together


def main() -> None:
    """Wait for the task and do it; none comes when the app ends before."""
    _limit_myself()
    if not (asked := sys.stdin.buffer.readline()):
        return
    task = json.loads(asked)
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(_marked(data, task) if task["verb"] == "mark" else _read(data, task))


def _limit_myself() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the time limit of the parent has to do
        return
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_SCRATCH),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (within, within))


def _read(data: bytes, task: Mapping[str, Any]) -> bytes:
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(task["sheet"])
    rows = []
    left = LONGEST_TEXT
    for values in sheet.to_python(skip_empty_area=False):
        row = [_text(value) for value in values]
        left -= sum(map(len, row))
        if left < 0:
            sys.exit("too much text")
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")


def _text(value: object) -> str:
    """The value as text: 12, 1.5, 2025-07-01, TRUE; what Excel computes with is 15 digits."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return f"{Decimal(format(value, '.15g')):f}"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)


def _marked(data: bytes, task: Mapping[str, Any]) -> bytes:
    from services.workbooks.brush import with_marks  # openpyxl takes longer to import than calamine to read

    return with_marks(data, task)


if __name__ == "__main__":
    main()
