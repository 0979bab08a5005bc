"""Workbooks made by hand, part by part, so that each lie in them is one that was meant."""

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{kind}" Target="{target}"/>{more}</Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{RELATION}"><sheets><sheet name="Đơn vị" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', before: str = "", after: str = ""
) -> str:
    return f"{HEAD}<worksheet {NAMESPACE}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def parts_with(
    sheet: str | bytes = "", more: Mapping[str, str | bytes] | None = None
) -> dict[str, str | bytes]:
    """The parts of the smallest workbook, with this sheet and these other parts."""
    relation = f"{RELATION}/worksheet"
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(kind=f"{RELATION}/officeDocument", target="xl/workbook.xml", more=""),
        "xl/workbook.xml": HEAD + WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            kind=relation, target="worksheets/sheet1.xml", more=""
        ),
        "xl/worksheets/sheet1.xml": sheet or sheet_xml(),
        **(more or {}),
    }


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def book(sheet: str | bytes = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    return packed(parts_with(sheet, more))


def with_relation(kind: str, mode: str = "", target: str = "x") -> bytes:
    more = f'<Relationship Id="rId2" Type="{RELATION}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    relations = RELATIONS.format(kind=f"{RELATION}/hyperlink", target="x", more=more)
    return book(more={"xl/worksheets/_rels/sheet1.xml.rels": relations})


def with_claimed_size(data: bytes, part: str, size: int) -> bytes:
    """The package with another unpacked size in its list of parts and before the part."""
    found = ZipFile(BytesIO(data)).getinfo(part)
    changed = bytearray(data)
    changed[found.header_offset + 22 : found.header_offset + 26] = struct.pack("<I", size)
    listed = data.index(b"PK\x01\x02", found.header_offset)
    while data[listed + 46 :][: len(part)] != part.encode():
        listed = data.index(b"PK\x01\x02", listed + 4)
    changed[listed + 24 : listed + 28] = struct.pack("<I", size)
    return bytes(changed)


def bomb(megabytes: int = 200) -> bytes:
    """A sheet of spaces, half a megabyte that unpacks to this many."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = b" " * 1_000_000
    checksum, pieces = 0, []
    for _ in range(megabytes):
        checksum = zlib.crc32(piece, checksum)
        pieces.append(compressor.compress(piece))
    packed_sheet = b"".join(pieces) + compressor.flush()
    return _with_last_part(book(), packed_sheet, megabytes * 1_000_000, checksum)


def _with_last_part(data: bytes, content: bytes, size: int, checksum: int) -> bytes:
    """The package with a last part of these packed bytes."""
    end = data.rindex(b"PK\x05\x06")
    count, listed_size, listed_at = (
        struct.unpack("<H", data[end + 10 : end + 12])[0],
        *struct.unpack("<II", data[end + 12 : end + 20]),
    )
    name = b"xl/sharedStrings.xml"
    local = b"PK\x03\x04" + struct.pack(
        "<HHHHHIIIHH", 20, 0, 8, 0, 33, checksum, len(content), size, len(name), 0
    )
    entry = b"PK\x01\x02" + struct.pack(
        "<HHHHHHIIIHHHHHII",
        20,
        20,
        0,
        8,
        0,
        33,
        checksum,
        len(content),
        size,
        len(name),
        0,
        0,
        0,
        0,
        0,
        listed_at,
    )
    listed = data[listed_at : listed_at + listed_size] + entry + name
    body = data[:listed_at] + local + name + content
    return (
        body
        + listed
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(listed), len(body), 0)
    )


def by_xlsxwriter(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        fill(workbook)
    return buffer.getvalue()


def by_openpyxl(
    rows: Sequence[Sequence[object]], change: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
