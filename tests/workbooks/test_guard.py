"""Every hostile workbook is refused with its own reason before any parser sees it; honest ones pass."""

import subprocess
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.guard import inspect
from services.workbooks.marking import marked
from services.workbooks.reading import read_sheet
from tests.workbooks.packages import (
    HEAD,
    NAMESPACE,
    TYPES,
    WORKBOOK,
    bomb,
    book,
    by_openpyxl,
    by_xlsxwriter,
    packed,
    parts_with,
    sheet_xml,
    with_claimed_size,
    with_relation,
)

FAR_ROW = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{cell}"><v>1</v></c></row>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
UTF16 = sheet_xml().replace("UTF-8", "UTF-16").encode("utf-16")


def with_shared_strings(declaration: str) -> bytes:
    return book(more={"xl/sharedStrings.xml": f"{HEAD}{declaration}<sst {NAMESPACE}><si><t>x</t></si></sst>"})


def with_bzip2() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_BZIP2) as package:
        for name, content in parts_with().items():
            package.writestr(name, content)
    return buffer.getvalue()


def with_a_cell_out_of_rows() -> str:
    return f"{HEAD}<worksheet {NAMESPACE}><sheetData><v>1</v></sheetData></worksheet>"


def million_rows() -> bytes:
    return book(
        sheet_xml("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001)))
    )


H = WorkbookFault
HOSTILE: dict[str, tuple[Callable[[], bytes], WorkbookFault]] = {
    "empty": (lambda: b"", H.EMPTY),
    "too large": (lambda: b"PK\x03\x04" + bytes(5_000_000), H.TOO_LARGE),
    "text": (lambda: "Tên đơn vị;Loại\n".encode(), H.NOT_A_WORKBOOK),
    "html that calls itself xls": (lambda: b"<html><table></table></html>", H.NOT_A_WORKBOOK),
    "word document": (lambda: packed({"word/document.xml": "<document/>"}), H.NOT_A_WORKBOOK),
    "old xls": (lambda: OLE, H.OTHER_FORMAT),
    "ods": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        H.OTHER_FORMAT,
    ),
    "xlsb": (lambda: packed({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"x"}), H.OTHER_FORMAT),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), H.PASSWORD),
    "truncated": (lambda: book()[:-200], H.DAMAGED),
    "truncated early": (lambda: book()[:100], H.DAMAGED),
    "something behind the end": (lambda: book() + b"PK", H.DAMAGED),
    "bytes flipped": (lambda: book().replace(b"PK\x01\x02", b"PK\x09\x02"), H.DAMAGED),
    "another compression": (with_bzip2, H.DAMAGED),
    "not whole XML": (lambda: book(sheet_xml()[:-5]), H.DAMAGED),
    "no sheet part": (lambda: packed({k: v for k, v in parts_with().items() if k != SHEET}), H.DAMAGED),
    "no relations": (
        lambda: packed({k: v for k, v in parts_with().items() if "workbook.xml.rels" not in k}),
        H.DAMAGED,
    ),
    "second workbook": (lambda: book(more={"xl/other.xml": HEAD + WORKBOOK}), H.DAMAGED),
    "bomb": (bomb, H.UNPACKED_TOO_LARGE),
    "bomb that claims to be small": (
        lambda: with_claimed_size(bomb(60), "xl/sharedStrings.xml", 1000),
        H.FALSE_SIZES,
    ),
    "claims to be larger": (lambda: with_claimed_size(book(), SHEET, 100_000), H.FALSE_SIZES),
    "one endless tag": (lambda: book(f"{HEAD}<worksheet a='{noise(3_000_000)}'/>"), H.UNPACKED_TOO_LARGE),
    "two million tags": (
        lambda: book(sheet_xml("".join(f"<x{zlib.crc32(b'%d' % n) % 1000}/>" for n in range(2_000_000)))),
        H.UNPACKED_TOO_LARGE,
    ),
    "one text in every cell": (
        lambda: book(
            sheet_xml("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 4001))),
            {"xl/sharedStrings.xml": f"{HEAD}<sst {NAMESPACE}><si><t>{'x' * 900_000}</t></si></sst>"},
        ),
        H.UNPACKED_TOO_LARGE,
    ),
    "many parts": (lambda: book(more={f"xl/media/{n}.png": b"x" for n in range(600)}), H.TOO_MANY_PARTS),
    "zip slip": (lambda: book(more={"../../evil.xml": "<x/>"}), H.UNSAFE_NAME),
    "no name": (lambda: book().replace(b"xl/worksheets/sheet1.xml", bytes(24)), H.UNSAFE_NAME),
    "absolute name": (lambda: book(more={"/etc/evil.xml": "<x/>"}), H.UNSAFE_NAME),
    "drive": (lambda: book(more={"C:evil.xml": "<x/>"}), H.UNSAFE_NAME),
    "backslash": (lambda: book(more={"..\\evil.xml": "<x/>"}), H.UNSAFE_NAME),
    "one name in two cases": (lambda: book(more={"xl/Workbook.xml": HEAD + WORKBOOK}), H.UNSAFE_NAME),
    "macro part": (lambda: book(more={"xl/vbaProject.bin": b"x"}), H.MACROS),
    "macro type": (
        lambda: packed(
            parts_with() | {"[Content_Types].xml": TYPES.replace("sheet.main", "sheet.macroEnabled.main")}
        ),
        H.MACROS,
    ),
    "macro sheet": (
        lambda: book(more={"xl/other/m.xml": f"<xm:macrosheet xmlns:xm='x' {NAMESPACE}/>"}),
        H.MACROS,
    ),
    "macro relation": (lambda: with_relation("vbaProject"), H.MACROS),
    "entities": (lambda: book(HEAD + DOCTYPE + sheet_xml().removeprefix(HEAD)), H.ENTITIES),
    "entities in texts": (lambda: with_shared_strings(DOCTYPE), H.ENTITIES),
    "entities in styles": (lambda: book(more={"xl/styles.xml": HEAD + XXE + "<styleSheet/>"}), H.ENTITIES),
    "external entity": (lambda: with_shared_strings(XXE), H.ENTITIES),
    "UTF-16": (lambda: book(UTF16), H.FOREIGN_ENCODING),
    "UTF-16 without mark": (lambda: book(UTF16[2:]), H.FOREIGN_ENCODING),
    "UTF-7": (lambda: book(sheet_xml().replace("UTF-8", "utf-7")), H.FOREIGN_ENCODING),
    "external link": (lambda: book(more={"xl/externalLinks/externalLink1.xml": "<x/>"}), H.EXTERNAL_LINKS),
    "external picture": (lambda: with_relation("image", "External", "http://a/b.png"), H.EXTERNAL_LINKS),
    "connection": (lambda: book(more={"xl/connections.xml": "<connections/>"}), H.EXTERNAL_LINKS),
    "far corners": (lambda: book(sheet_xml(FAR_ROW.format(cell="XFD1048576"))), H.FAR_CELL),
    "far corners, single quotes": (
        lambda: book(sheet_xml(FAR_ROW.format(cell="XFD1048576").replace('"', "'"))),
        H.FAR_CELL,
    ),
    "far corners, with prefix": (
        lambda: book(
            sheet_xml(FAR_ROW.format(cell="XFD1048576"))
            .replace("<c ", "<x:c ")
            .replace("</c>", "</x:c>")
            .replace("xmlns=", "xmlns:x='x' xmlns=")
        ),
        H.FAR_CELL,
    ),
    "far dimension": (lambda: book(sheet_xml(before='<dimension ref="A1:XFD1048576"/>')), H.FAR_CELL),
    "far row": (lambda: book(sheet_xml(FAR_ROW.format(cell="A1048576"))), H.TOO_MANY_ROWS),
    "million rows": (million_rows, H.TOO_MANY_ROWS),
    "far column": (lambda: book(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')), H.TOO_MANY_COLUMNS),
    "text in the cell, far": (
        lambda: book(sheet_xml('<row r="1"><c r="KO1" t="inlineStr"><is><t>x</t></is></c></row>')),
        H.TOO_MANY_COLUMNS,
    ),
    "few cells, wide apart": (
        lambda: book(
            sheet_xml('<row r="1"><c r="KN1"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>')
        ),
        H.FAR_CELL,
    ),
    "cells without places": (lambda: book(sheet_xml("<row r='1'><c><v>1</v></c></row>")), H.UNPLACED_CELL),
    "rows without numbers": (lambda: book(sheet_xml('<row><c r="A1"><v>1</v></c></row>')), H.UNPLACED_CELL),
    "cell in another row": (
        lambda: book(sheet_xml('<row r="1"><c r="A2"><v>1</v></c></row>')),
        H.MISPLACED_CELL,
    ),
    "cell twice": (
        lambda: book(sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
        H.MISPLACED_CELL,
    ),
    "row twice": (
        lambda: book(sheet_xml('<row r="1"><c r="A1"/></row><row/><row r="1"><c r="B1"/></row>')),
        H.MISPLACED_CELL,
    ),
    "no such column": (
        lambda: book(sheet_xml('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')),
        H.MISPLACED_CELL,
    ),
    "value outside a cell": (lambda: book(with_a_cell_out_of_rows()), H.MISPLACED_CELL),
    "huge merge": (
        lambda: book(sheet_xml(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        H.HUGE_MERGE,
    ),
    "wide merges": (
        lambda: book(sheet_xml(after="<mergeCells>" + '<mergeCell ref="A1:Z9000"/>' * 2 + "</mergeCells>")),
        H.HUGE_MERGE,
    ),
    "many merges": (
        lambda: book(sheet_xml(after="<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 2001 + "</mergeCells>")),
        H.HUGE_MERGE,
    ),
}


def noise(length: int) -> str:
    """Digits that do not pack well, always the same."""
    digits = "".join(str(zlib.crc32(b"%d" % n)) for n in range(length // 9 + 1))
    return digits[:length]


@pytest.fixture
def no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", started)


@pytest.mark.usefixtures("no_child")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_no_parser_is_started(kind: str) -> None:
    make, reason = HOSTILE[kind]
    data = make()
    for look in (inspect, read_sheet, lambda data: marked(data, [])):
        with pytest.raises(WorkbookRefused) as refused:
            look(data)
        assert refused.value.reason is reason


@pytest.mark.parametrize(
    "kind", ["bomb", "bomb that claims to be small", "million rows", "far corners", "one endless tag"]
)
def test_a_refusal_takes_little_memory(kind: str) -> None:
    data = HOSTILE[kind][0]()
    tracemalloc.start()
    with pytest.raises(WorkbookRefused):
        inspect(data)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000


@given(st.data())
def test_a_file_with_any_byte_changed_is_read_the_same_or_refused(data: st.DataObject) -> None:
    whole = bytearray(book())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WorkbookRefused):
        assert inspect(bytes(whole)) == inspect(book())


def test_the_place_names_the_sheet() -> None:
    with pytest.raises(WorkbookRefused) as refused:
        inspect(book(sheet_xml(FAR_ROW.format(cell="XFD1048576"))))
    assert refused.value.place == "Đơn vị!XFD1048576"


def test_a_workbook_by_xlsxwriter_is_described() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Đơn vị")
        sheet.merge_range("A1:C1", "Danh sách")
        sheet.write_row("A2", ["Tên", "Loại", "Số"])
        sheet.write_row("A3", ["Sở Tư pháp", "sở", 1.5])
        sheet.write_formula("C4", "=SUM(C3:C3)", None, 1.5)
        sheet.write("A6", "ẩn")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_row(8, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("F:XFD", None, None, {"hidden": True})
        sheet.write_url("A8", "https://thidua.example")
        sheet.write_comment("A3", "ghi chú")
        other = workbook.add_worksheet("Phụ")
        other.hide()
        other.write("A1", "x")

    seen = inspect(by_xlsxwriter(fill))
    first, second = seen.sheets
    assert (first.name, first.hidden, second.name, second.hidden) == ("Đơn vị", False, "Phụ", True)
    assert [str(area) for area in first.merged] == ["A1:C1"]
    assert (first.hidden_rows, first.hidden_columns) == ((6,), (2,))
    assert first.formulas == ((4, 3),)
    assert str(first.dimension) == "A1:C9"
    assert first.filled_rows == 6
    assert seen.mark == ""


def test_a_workbook_by_openpyxl_is_taken_with_a_chart_and_a_list() -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        chart = openpyxl.chart.BarChart()
        chart.add_data(openpyxl.chart.Reference(workbook.active, min_col=2, min_row=1, max_row=2))
        workbook.active.add_chart(chart, "E5")
        workbook.create_chartsheet("Biểu đồ").add_chart(openpyxl.chart.BarChart())
        check = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"a,b"')
        check.add("A1:A20000")
        workbook.active.add_data_validation(check)
        workbook.active.auto_filter.ref = "A1:B2"

    seen = inspect(by_openpyxl([["Tên", 1], ["Sở", 2]], change))
    assert [sheet.name for sheet in seen.sheets] == ["Sheet"]


def test_a_workbook_as_libreoffice_writes_it_is_taken() -> None:
    """With a last row that is only formatted, and columns up to the end."""
    rows = (
        '<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0">'
        '<c r="A1" s="0" t="s"><v>0</v></c></row>'
        '<row r="1048576" customFormat="false" ht="12.8" hidden="false" customHeight="false"/>'
    )
    before = (
        '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:A1"/>'
        '<cols><col collapsed="false" hidden="false" max="1025" min="1" width="11.5"/></cols>'
    )
    after = '<extLst><ext uri="x" xmlns:x14="y"><x14:cf xmlns:xm="z"><xm:f>A1</xm:f></x14:cf></ext></extLst>'
    data = book(
        sheet_xml(rows, before, after),
        {"xl/sharedStrings.xml": f"{HEAD}<sst {NAMESPACE}><si><t>Sở</t></si></sst>", "docProps/": b""},
    )
    assert inspect(data).sheets[0].formulas == ()


def test_a_package_that_was_written_without_going_back_is_taken() -> None:
    """Its sizes stand behind the parts, as servers write them that send a workbook while they make it."""

    class Stream(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_place: int) -> int:
            raise OSError

    buffer = Stream()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in parts_with().items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    assert inspect(buffer.getvalue()).sheets[0].filled_rows == 1


def test_blank_formatted_cells_far_away_do_no_harm() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read_sheet(book(sheet_xml(rows))).rows == (("1",),)


def test_every_reason_but_those_of_the_reader_has_its_hostile_file() -> None:
    later = {WorkbookFault.NO_CONTENT, WorkbookFault.UNREADABLE, WorkbookFault.TOO_SLOW}
    assert {reason for _make, reason in HOSTILE.values()} == set(WorkbookFault) - later
