"""A file is what is in it: honest ones are told apart, hostile ones refused, whatever they are called."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import FileKind
from services.errors.files import FileFault, FileRefused
from services.rules import file_kinds
from services.rules.file_kinds import LABEL_LIMIT, LARGEST_FILE, file_label, kind_of
from tests.files import PDF, jpeg, office, package, png

HONEST = {
    FileKind.PDF: PDF,
    FileKind.WORD: office("docx"),
    FileKind.EXCEL: office("xlsx"),
    FileKind.PNG: png(),
    FileKind.JPEG: jpeg(),
}
MACRO_TYPES = (
    '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
BOMB = office(word__media__a=b"\0" * 70_000_000)
HOSTILE: dict[str, tuple[bytes, FileFault]] = {
    "nothing": (b"", FileFault.EMPTY),
    "6 MB": (b"%PDF-" + b"a" * 6_000_000, FileFault.TOO_LARGE),
    "one byte too many": (PDF.rjust(LARGEST_FILE + 1), FileFault.TOO_LARGE),
    "a program": (b"MZ\x90\0" + b"\0" * 500, FileFault.OTHER_KIND),
    "a Linux program": (b"\x7fELF" + b"\0" * 500, FileFault.OTHER_KIND),
    "a script": (b"#!/bin/sh\nrm -rf /\n", FileFault.OTHER_KIND),
    "a drawing with a script": (SVG, FileFault.OTHER_KIND),
    "a web page": (HTML, FileFault.OTHER_KIND),
    "a web page before a PDF": (HTML + PDF, FileFault.OTHER_KIND),
    "a PDF's first line before a web page": (b"%PDF-1.4\n" + HTML, FileFault.DAMAGED),
    "text": ("Giao ước thi đua".encode(), FileFault.OTHER_KIND),
    "a GIF": (b"GIF89a" + b"\0" * 100, FileFault.OTHER_KIND),
    "an old Word file": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500, FileFault.OLD_OFFICE),
    "any zip": (package({"a.txt": "a"}), FileFault.OTHER_KIND),
    "a zip that says it is both": (office("docx", xl__workbook_dot_xml="<a/>"), FileFault.OTHER_KIND),
    "a zip without types": (package({"word/document.xml": "<a/>"}), FileFault.OTHER_KIND),
    "macros in a docx": (office("docx", word__vbaProject_dot_bin=b"\0"), FileFault.MACROS),
    "macros in an xlsx": (office("xlsx", xl__VBAPROJECT_dot_BIN=b"\0"), FileFault.MACROS),
    "old macro sheets": (office("xlsx", xl__macrosheets__sheet1_dot_xml="<a/>"), FileFault.MACROS),
    "controls": (office("docx", word__activeX__activeX1_dot_bin=b"\0"), FileFault.MACROS),
    "a renamed docm": (office("docx", MACRO_TYPES), FileFault.MACROS),
    "a zip bomb": (BOMB, FileFault.UNPACKS_TOO_LARGE),
    "a zip bomb that lies": (BOMB.replace(b"\x80\x1d\x2c\x04", b"\x10\0\0\0"), FileFault.DAMAGED),
    "thousands of parts": (
        office("docx", **{f"word__{number}": "" for number in range(2_100)}),
        FileFault.UNPACKS_TOO_LARGE,
    ),
    "half a docx": (office("docx")[:-30], FileFault.DAMAGED),
    "a docx with a changed byte": (
        office(word__a=b"ab" * 9).replace(b"word/a", b"word/b", 1),
        FileFault.DAMAGED,
    ),
    "half a PDF": (PDF[:-20], FileFault.DAMAGED),
    "a zip behind a PDF": (PDF + package({"a": "a"}) + b"startxref\n1\n%%EOF", FileFault.TWO_FILES),
    "a zip behind a picture": (png() + package({"a": "a"}), FileFault.TWO_FILES),
    "a zip behind a photograph": (jpeg() + package({"a": "a"}), FileFault.TWO_FILES),
    "half a picture": (png()[:-6], FileFault.DAMAGED),
    "a picture with a changed byte": (png().replace(b"IDATx", b"IDATy"), FileFault.DAMAGED),
    "a picture's first line": (png()[:8], FileFault.DAMAGED),
    "a huge picture": (png(50_000, 50_000), FileFault.TOO_MANY_PIXELS),
    "a huge photograph": (jpeg(60_000, 60_000), FileFault.TOO_MANY_PIXELS),
    "half a photograph": (jpeg()[:-4], FileFault.DAMAGED),
    "a photograph without a frame": (b"\xff\xd8\xff\xda\0\x08ab\xff\xd9", FileFault.DAMAGED),
    "a photograph that goes in circles": (b"\xff\xd8" + b"\xff\xe0\0\0" * 50, FileFault.DAMAGED),
}


@pytest.mark.parametrize("kind", FileKind)
def test_an_honest_file_is_what_it_is(kind: FileKind) -> None:
    assert kind_of(HONEST[kind]) is kind


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(what: str) -> None:
    data, reason = HOSTILE[what]
    with pytest.raises(FileRefused) as caught:
        kind_of(data)
    assert caught.value.reason is reason


def test_a_file_may_be_as_large_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kind_of(b"%PDF-" + b"\n" * (LARGEST_FILE - 5 - len(PDF)) + PDF) is FileKind.PDF
    with pytest.raises(FileRefused) as caught:
        kind_of(b"a" * (LARGEST_FILE + 1))
    assert caught.value.limit == 5


@given(start=st.sampled_from([b"", *HONEST.values()]), data=st.data())
def test_whatever_the_bytes_are_the_answer_is_a_kind_or_a_refusal(start: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(start)))
    changed = (
        start[:cut] + data.draw(st.binary(max_size=40)) + start[data.draw(st.integers(cut, len(start))) :]
    )
    with suppress(FileRefused):
        assert kind_of(changed) in FileKind


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Giao ước.pdf", "Giao ước.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\Users\\an\\giao uoc.pdf", "giao uoc.pdf"),
        ("/etc/cron.d/a.pdf", "a.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u200b\u2060b\ufeff.pdf", "ab.pdf"),
        ("a\0b\nc\td.pdf", "ab c d.pdf"),
        ("CON", "CON"),
        ("Giao\u0020\u0020  u\u031bo\u031b\u0301c.pdf", "Giao ước.pdf"),
        ("<script>alert(1)<\\script>.pdf", "script>.pdf"),
        ("x" * 300 + ".pdf", "x" * LABEL_LIMIT),
    ],
)
def test_a_label_is_what_can_be_seen_of_a_name(name: str, label: str) -> None:
    assert file_label(name) == label


@pytest.mark.parametrize("name", ["", "  ", "..", "a/", "\u202e", "...\\...", "---", "\0\0", "\ud800"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        file_label(name)
    assert caught.value.reason is FileFault.NAME_UNFIT


@given(name=st.text(max_size=300))
def test_no_label_holds_a_path_or_what_cannot_be_seen(name: str) -> None:
    try:
        label = file_label(name)
    except FileRefused:
        return
    assert label.isprintable()
    assert not set(label) & set("/\\")
    assert 0 < len(label) <= LABEL_LIMIT
    assert file_kinds.file_label(label) == label
