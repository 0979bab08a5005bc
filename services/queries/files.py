"""Kept files: where they lie, and what is in them as long as it is what was given."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from models.enums import FileKind
from models.record import StoredFile
from services.errors.base import NotFound
from services.errors.files import FileLoss, FileLost


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that a line of the record names."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was given; `label` is the name that people know it by, for the screen only."""

    label: str
    kind: FileKind
    data: bytes


def attached(file_id: str | None, label: str | None) -> AttachedFile | None:
    """The file of a row that was read together with its label; None where it names none."""
    return None if file_id is None or label is None else AttachedFile(file_id, label)


def file_label(session: Session, file_id: str | None) -> str | None:
    """The name that people know a kept file by; None for no file."""
    return session.exec(select(StoredFile.label).where(StoredFile.id == file_id)).first() if file_id else None


def path_of(folder: Path, file_id: str) -> Path:
    """Where the file lies in the data folder; nothing that a person typed is in it."""
    return folder / "files" / file_id[:2] / file_id


def loss_of(folder: Path, file_id: str, size: int) -> FileLoss | None:
    """What has become of a kept file of so many bytes, as far as a look at it tells without reading it."""
    try:
        there = path_of(folder, file_id).stat().st_size
    except OSError:
        return FileLoss.GONE
    return None if there == size else FileLoss.CHANGED


def file_bytes(session: Session, folder: Path, block_id: int, file_id: str) -> KeptFile:
    """A file of the block, its bytes compared with what was once given.

    Raises:
        NotFound: the block has no such file.
        FileLost: it is gone from the data folder, or something else lies there.
    """
    row = session.exec(
        select(StoredFile).where(StoredFile.id == file_id, StoredFile.block_id == block_id)
    ).first()
    if row is None:
        raise NotFound(kind="file", name=file_id)
    path = path_of(folder, row.id)
    try:
        data = path.read_bytes() if path.stat().st_size == row.size else b""
    except OSError as gone:
        raise FileLost(reason=FileLoss.GONE, label=row.label) from gone
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise FileLost(reason=FileLoss.CHANGED, label=row.label)
    return KeptFile(row.label, row.kind, data)
