"""The sheet that holds the table is read as text, in a process that may die without harm."""

import os
import subprocess
import sys
from datetime import date, datetime, time

import openpyxl
import pytest

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks import isolation
from services.workbooks.reading import read_sheet
from tests.workbooks.packages import HEAD, NAMESPACE, book, by_openpyxl, sheet_xml


def test_every_value_becomes_its_shortest_exact_text() -> None:
    rows: list[list[object]] = [
        [12, 1.5, 0.1 + 0.2, 1e15, -3, 12.0, True, False],
        [
            date(2025, 7, 1),
            datetime.fromisoformat("2025-07-01T08:30"),
            time(8, 30),
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
def test_a_child_that_hangs_dies_or_babbles_is_a_refusal(
    program: str, reason: WorkbookFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(isolation, "LONGEST_WAIT", 1)
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(book())
    assert refused.value.reason is reason


def test_the_child_inherits_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://u:secret@h/d")
    seen: dict[str, str] = {}
    run = subprocess.run

    def noting(*arguments: object, env: dict[str, str], **options: object) -> object:
        seen.update(env)
        return run(*arguments, env=env, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", noting)
    read_sheet(book())
    assert "PATH" in os.environ
    assert seen
    assert not [name for name, value in seen.items() if name.startswith("THIDUA") or "secret" in value]
