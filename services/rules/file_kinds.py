"""What a file is, told by what is in it and never by its name; and the label that it is known by."""

import re
import struct
import unicodedata
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from models.enums import FileKind
from services.errors.files import FileFault, FileRefused

LARGEST_FILE = 5_000_000
"""Bytes, a little under `server.maxUploadSize`."""

LARGEST_UNPACKED = 64_000_000
"""Bytes of all parts of an Office file together."""

MOST_PARTS = 2_000
MOST_PIXELS = 64_000_000
"""Of a picture; viewers unpack each into three or four bytes."""

LABEL_LIMIT = 120

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # .doc, .xls, and Office files behind a password
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_PDF_TAIL = 2_048
_ZIP_START, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_ZIP_TAIL = 65_557  # the end record with the longest comment
_MAIN_PARTS = {"word/document.xml": FileKind.WORD, "xl/workbook.xml": FileKind.EXCEL}
_MACROS = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_TYPES_PART = "[Content_Types].xml"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_BROKEN = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, zlib.error)
_JPEG_SCAN, _JPEG_END = 0xDA, b"\xff\xd9"


def kind_of(data: bytes) -> FileKind:
    """Which of the kinds that are kept the bytes are, whole and without macros.

    Raises: FileRefused when it is empty, larger than LARGEST_FILE, none of the kinds, damaged, or hides
    macros, a second file, or much more than it shows.
    Source: OWASP ASVS 5.0, 5.2.1 to 5.2.3
    """
    if not data:
        raise FileRefused(reason=FileFault.EMPTY)
    if len(data) > LARGEST_FILE:
        raise FileRefused(reason=FileFault.TOO_LARGE, limit=LARGEST_FILE // 1_000_000)
    if data.startswith(_ZIP_START):
        return _office_kind(data)
    if data.startswith(_OLE):
        raise FileRefused(reason=FileFault.OLD_OFFICE)
    if data.startswith(b"%PDF-"):
        kind, whole = FileKind.PDF, _PDF_END.search(data[-_PDF_TAIL:]) is not None
    elif data.startswith(_PNG):
        kind, whole = FileKind.PNG, _is_whole_png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        kind, whole = FileKind.JPEG, _is_whole_jpeg(data)
    else:
        raise FileRefused(reason=FileFault.OTHER_KIND)
    if not whole:
        raise FileRefused(reason=FileFault.DAMAGED)
    if _ZIP_END in data[-_ZIP_TAIL:]:
        raise FileRefused(reason=FileFault.TWO_FILES)
    return kind


def file_label(name: str) -> str:
    """The last part of a file's name, with only what can be seen in it, on one line.

    Raises: FileRefused when nothing is left of it.
    Source: OWASP ASVS 5.0, 5.3.2
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = "".join(" " if sign.isspace() else sign for sign in last if _is_seen(sign))
    label = " ".join(seen.split())[:LABEL_LIMIT].strip()
    if not any(sign.isalnum() for sign in label):
        raise FileRefused(reason=FileFault.NAME_UNFIT)
    return label


def _is_seen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] != "C"


def _office_kind(data: bytes) -> FileKind:
    try:
        with ZipFile(BytesIO(data)) as package:
            return _kind_of_package(package)
    except _BROKEN as broken:
        raise FileRefused(reason=FileFault.DAMAGED) from broken


def _kind_of_package(package: ZipFile) -> FileKind:
    parts = package.infolist()
    names = {part.filename for part in parts}
    kinds = [kind for name, kind in _MAIN_PARTS.items() if name in names]
    if len(kinds) != 1 or _TYPES_PART not in names:
        raise FileRefused(reason=FileFault.OTHER_KIND)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused(reason=FileFault.UNPACKS_TOO_LARGE)
    # A part is read no further than it claims to reach, so this unpacks no more than was just allowed
    if len(names) < len(parts) or package.testzip() is not None:
        raise FileRefused(reason=FileFault.DAMAGED)
    if any(_MACROS.search(name) for name in names) or _MACRO_TYPES.search(package.read(_TYPES_PART)):
        raise FileRefused(reason=FileFault.MACROS)
    return kinds[0]


def _is_whole_png(data: bytes) -> bool:
    place = len(_PNG)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4])
        body = data[place + 4 : end - 4]
        if end > len(data) or zlib.crc32(body) != int.from_bytes(data[end - 4 : end]):
            return False
        if place == len(_PNG):
            if body[:4] != b"IHDR" or len(body) != 17:
                return False
            _refuse_many_pixels(body[4:8], body[8:12])
        if body[:4] == b"IEND":
            return True
        place = end
    return False


def _is_whole_jpeg(data: bytes) -> bool:
    place, framed = 2, False
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == _JPEG_SCAN:
            return framed and data.rfind(_JPEG_END, place) > 0
        if marker in _JPEG_FRAMES:
            framed = True
            _refuse_many_pixels(data[place + 5 : place + 7], data[place + 7 : place + 9])
        if marker == 0xFF:
            place += 1
        elif marker in _JPEG_BARE:
            place += 2
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return False


def _refuse_many_pixels(one: bytes, other: bytes) -> None:
    if int.from_bytes(one) * int.from_bytes(other) > MOST_PIXELS:
        raise FileRefused(reason=FileFault.TOO_MANY_PIXELS)
