"""The zip package of a workbook, unpacked piece by piece and never believed.

The sizes in a package are claims, and parsers follow different ones of them. So a package is only taken when
all its claims agree with what comes out.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.limits import (
    FREE_PART,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_PARTS,
    STEEPEST,
)

_PIECE = 65_536  # bytes unpacked at a time
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_HEADER = struct.Struct("<4s2xHH4x12xHH")  # signature, flags, method, lengths of name and extra
_END_SIZE = 22
_LOCKED = 0x1  # the flag of an encrypted part
_OTHER_FORMATS = ("mimetype", "xl/workbook.bin", "Index/Document.iwa")  # .ods, .xlsb, .numbers


def parts_of(data: bytes) -> list[ZipInfo]:
    """The parts that the package claims to have.

    Raises:
        WorkbookRefused: it is no package, not whole, not safe to unpack, or no .xlsx.
    """
    _refuse_other_files(data)
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = [part for part in package.infolist() if not part.filename.endswith("/")]
    except (BadZipFile, ValueError, NotImplementedError, struct.error) as broken:
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED) from broken
    for part in parts:
        _refuse_unsafe(part)
    names = {part.filename.casefold() for part in parts}
    if len(names) < len(parts):
        raise WorkbookRefused(reason=WorkbookFault.UNSAFE_NAME)
    if "xl/workbook.xml" not in names:
        other = any(name.casefold() in names for name in _OTHER_FORMATS)
        raise WorkbookRefused(reason=WorkbookFault.OTHER_FORMAT if other else WorkbookFault.NOT_A_WORKBOOK)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise WorkbookRefused(reason=WorkbookFault.UNPACKED_TOO_LARGE, count=unpacked, limit=LARGEST_UNPACKED)
    if sum(part.compress_size for part in parts) > len(data):  # parts that share their bytes
        raise WorkbookRefused(reason=WorkbookFault.FALSE_SIZES)
    return parts


def pieces_of(data: bytes, part: ZipInfo) -> Iterator[bytes]:
    """What the part holds, piece by piece, never more than it claims.

    Raises:
        WorkbookRefused: it is broken, or holds more or less than it claims.
    """
    packed = _packed(data, part)
    left, checksum = part.file_size, 0
    for piece in _stored(packed) if part.compress_type == ZIP_STORED else _inflated(packed):
        left -= len(piece)
        if left < 0:
            break
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if left or checksum != part.CRC:
        raise WorkbookRefused(reason=WorkbookFault.FALSE_SIZES, place=part.filename)


def _refuse_other_files(data: bytes) -> None:
    if not data:
        raise WorkbookRefused(reason=WorkbookFault.EMPTY)
    if len(data) > LARGEST_FILE:
        raise WorkbookRefused(reason=WorkbookFault.TOO_LARGE, count=len(data), limit=LARGEST_FILE)
    if data.startswith(_OLE):
        locked = _ENCRYPTED in data
        raise WorkbookRefused(reason=WorkbookFault.PASSWORD if locked else WorkbookFault.OTHER_FORMAT)
    if not data.startswith(_LOCAL):
        raise WorkbookRefused(reason=WorkbookFault.NOT_A_WORKBOOK)
    if (
        data[-_END_SIZE : -_END_SIZE + 4] != _END
    ):  # cut short, or with something behind that hides another list
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED)
    if (count := data.count(_CENTRAL)) > MOST_PARTS:
        raise WorkbookRefused(reason=WorkbookFault.TOO_MANY_PARTS, count=count, limit=MOST_PARTS)


def _refuse_unsafe(part: ZipInfo) -> None:
    name = part.orig_filename
    if not name.isprintable() or "\\" in name or ":" in name or {"", ".", ".."} & set(name.split("/")):
        raise WorkbookRefused(reason=WorkbookFault.UNSAFE_NAME, place=part.filename)
    if part.flag_bits & _LOCKED:
        raise WorkbookRefused(reason=WorkbookFault.PASSWORD)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=name)
    if part.file_size > max(FREE_PART, STEEPEST * part.compress_size):
        raise WorkbookRefused(
            reason=WorkbookFault.UNPACKED_TOO_LARGE, place=name, count=part.file_size, limit=LARGEST_UNPACKED
        )


def _packed(data: bytes, part: ZipInfo) -> memoryview:
    """The packed bytes of the part, if the header before them says the same as the list of parts."""
    start = part.header_offset
    header = data[start : start + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=part.filename)
    signature, flags, method, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    begin = start + _LOCAL_HEADER.size + name_length + extra_length
    name = data[start + _LOCAL_HEADER.size : start + _LOCAL_HEADER.size + name_length]
    if signature != _LOCAL or begin + part.compress_size > len(data):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=part.filename)
    listed = part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437")
    if (flags & _LOCKED, method, name) != (0, part.compress_type, listed):
        raise WorkbookRefused(reason=WorkbookFault.FALSE_SIZES, place=part.filename)
    return memoryview(data)[begin : begin + part.compress_size]


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Unpacked by hand: `zipfile` stops in silence at the claimed size, other readers do not."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _stored(packed):
            if inflater.eof:
                raise WorkbookRefused(reason=WorkbookFault.FALSE_SIZES)
            while piece and not inflater.eof:
                yield inflater.decompress(piece, _PIECE)
                piece = inflater.unconsumed_tail
        while not inflater.eof and (rest := inflater.decompress(b"", _PIECE)):
            yield rest
    except zlib.error as broken:
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED) from broken
    if inflater.unused_data:
        raise WorkbookRefused(reason=WorkbookFault.FALSE_SIZES)
    if not inflater.eof:
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED)
