"""The sheet that holds the table is read as text, in a process that may die without harm."""

import subprocess
import sys
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path
from queue import SimpleQueue
from time import sleep

import openpyxl
import pytest

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks import isolation
from services.workbooks.child import MOST_MEMORY, MOST_SECONDS
from services.workbooks.reading import read_sheet
from tests.workbooks.packages import HEAD, NAMESPACE, book, by_openpyxl, sheet_xml

Children = SimpleQueue[subprocess.Popen[bytes]]


def test_every_value_becomes_its_shortest_exact_text() -> None:
    rows: list[list[object]] = [
        [12, 1.5, 0.1 + 0.2, 1e15, -3, 12.0, True, False],
        [
            date(2025, 7, 1),
            datetime.fromisoformat("2025-07-01T08:30"),
            hour(8, 30),
            None,
            "  Sở  ",
            "=1+1",
            "01",
            "Đ",
        ],
    ]

    def as_text(workbook: openpyxl.Workbook) -> None:
        workbook.active["F2"].data_type = "s"

    assert read_sheet(by_openpyxl(rows, as_text)).rows == (
        ("12", "1.5", "0.3", "1000000000000000", "-3", "12", "TRUE", "FALSE"),
        ("2025-07-01", "2025-07-01T08:30:00", "08:30:00", "", "  Sở  ", "=1+1", "01", "Đ"),
    )


def test_rows_and_columns_count_from_the_corner() -> None:
    def far(workbook: openpyxl.Workbook) -> None:
        workbook.active["C4"] = "x"

    sheet = read_sheet(by_openpyxl([], far))
    assert sheet.rows[3][2] == "x"
    assert sheet.rows[0] == ("", "", "")


def test_the_first_sheet_that_is_visible_and_not_empty_is_read() -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook.active.sheet_state = "hidden"
        workbook.create_sheet("Trống")
        workbook.create_sheet("Đơn vị").append(["Tên"])
        workbook.create_sheet("Khác").append(["y"])

    assert read_sheet(by_openpyxl([["ẩn"]], change)).name == "Đơn vị"


def test_nothing_to_see_is_a_refusal() -> None:
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(by_openpyxl([]))
    assert refused.value.reason is WorkbookFault.NO_CONTENT


def test_a_file_that_the_parser_does_not_take_is_a_refusal() -> None:
    unknown_text = sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(book(unknown_text, {"xl/sharedStrings.xml": f"{HEAD}<sst {NAMESPACE}/>"}))
    assert refused.value.reason is WorkbookFault.UNREADABLE


def test_more_text_than_is_read_ends_the_child_only() -> None:
    """A text of 0.9 MB that 1,000 cells share."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 1001))
    texts = f"{HEAD}<sst {NAMESPACE}><si><t>{'x' * 900_000}</t></si></sst>"
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(book(sheet_xml(rows), {"xl/sharedStrings.xml": texts}))
    assert refused.value.reason is WorkbookFault.UNREADABLE


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import time; time.sleep(60)", WorkbookFault.TOO_SLOW),
        ("import os; os.abort()", WorkbookFault.UNREADABLE),
        ("import sys; sys.exit(3)", WorkbookFault.UNREADABLE),
        ("print('no json')", WorkbookFault.UNREADABLE),
    ],
)
@pytest.mark.usefixtures("waiting")
def test_a_child_that_hangs_dies_or_babbles_is_a_refusal(
    program: str, reason: WorkbookFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(isolation, "LONGEST_WAIT", 1)
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(book())
    assert refused.value.reason is reason


@pytest.mark.usefixtures("waiting")
def test_the_child_inherits_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://u:secret@h/d")
    told = "import json, os, sys; sys.stdin.read(); print(json.dumps([[*os.environ, *os.environ.values()]]))"
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", told))
    (seen,) = read_sheet(book()).rows
    assert "PATH" in seen
    assert not [text for text in seen if text.startswith("THIDUA") or "secret" in text]


def test_each_workbook_has_a_child_of_its_own_and_the_next_one_waits(waiting: Children) -> None:
    read_sheet(book())
    first = waiting.get_nowait()
    waiting.put(first)
    assert first.poll() is None
    read_sheet(book())
    assert first.returncode == 0, "it has read its one workbook"
    second = waiting.get_nowait()
    assert second.pid != first.pid
    waiting.put(second)


def test_a_child_that_died_while_it_waited_is_not_asked(waiting: Children) -> None:
    read_sheet(book())
    dead = waiting.get_nowait()
    dead.kill()
    dead.communicate()
    waiting.put(dead)
    assert read_sheet(book()).rows


def test_a_child_that_nobody_can_ask_any_more_ends(waiting: Children) -> None:
    read_sheet(book())
    with waiting.get_nowait() as left:
        assert left.communicate(timeout=20)[0] == b""
    assert left.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_is_limited_before_it_knows_of_a_workbook(waiting: Children) -> None:
    read_sheet(book())
    child = waiting.get_nowait()
    waiting.put(child)
    wanted = {"Max cpu time": MOST_SECONDS, "Max address space": MOST_MEMORY, "Max core file size": 0}
    for _ in range(200):
        rows = Path(f"/proc/{child.pid}/limits").read_text(encoding="ascii").splitlines()
        found = {name: row.split()[-3] for row in rows for name in wanted if row.startswith(name)}
        if found == {name: str(most) for name, most in wanted.items()}:
            return
        sleep(0.05)
    raise AssertionError(found)
