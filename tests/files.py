"""Files to attach: small honest ones of every kind that is kept, made byte by byte."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def office(kind: str = "docx", types: str = "<Types/>", **more: str | bytes) -> bytes:
    """A Word or Excel file with these parts besides; `__` in a name stands for a slash, `_dot_` for a dot."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": types, _MAIN[kind]: "<document/>"}
    parts |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return package(parts)


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    """A photograph that says it is so large."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + frame + b"\xff\xda\0\x08\1\1\0\0?\0ab\xff\xd9"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
