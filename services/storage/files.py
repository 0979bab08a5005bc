"""Keeps files in the data folder under random ids, each with its row; neither stays without the other."""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, event
from sqlmodel import Session, col, select

from models.record import StoredFile
from services.errors.installation import FolderNotWritable
from services.queries.files import path_of
from services.rules.file_kinds import file_label, kind_of

STRAY_AFTER = timedelta(hours=1)
"""By then whoever wrote a file has also committed its row, or never will."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody gives it, under the name that it has there."""

    name: str
    data: bytes


class Bearer(Protocol):
    """A row that may name a file."""

    file_id: str | None


def keep_file(session: Session, folder: Path, block_id: int, label: str, data: bytes) -> str:
    """Write the file into the data folder and give its id; it goes again if the session rolls back.

    Raises:
        FileRefused: it is no file that is kept.
        FolderNotWritable: the data folder takes no files.
    """
    file_id = secrets.token_hex(16)
    row = StoredFile(
        id=file_id,
        block_id=block_id,
        label=file_label(label),
        kind=kind_of(data),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=datetime.now(UTC),
    )
    path = path_of(folder, file_id)
    _write(path, data)
    event.listen(session, "after_rollback", lambda _session: path.unlink(missing_ok=True), once=True)
    session.add(row)
    session.flush()
    return file_id


def drop_file(session: Session, folder: Path, file_id: str) -> None:
    """Forget the file, to which no row points any more; it leaves the data folder with the commit."""
    session.flush()
    session.exec(delete(StoredFile).where(col(StoredFile.id) == file_id))
    path = path_of(folder, file_id)
    event.listen(session, "after_commit", lambda _session: path.unlink(missing_ok=True), once=True)


def attach_file(
    session: Session,
    folder: Path,
    block_id: int,
    bearer: Bearer,
    upload: Upload | None,
    *,
    drop: bool = False,
) -> None:
    """Have the row name the new file, or none when it is to `drop`; else it keeps the one that it has.

    Raises:
        FileRefused, FolderNotWritable: as `keep_file` does.
    """
    old = bearer.file_id
    if upload is not None:
        bearer.file_id = keep_file(session, folder, block_id, upload.name, upload.data)
    elif drop:
        bearer.file_id = None
    if old is not None and old != bearer.file_id:
        drop_file(session, folder, old)


def sweep_files(session: Session, folder: Path, now: datetime) -> int:
    """Remove files that no row names, left by a crash between file and row; how many there were."""
    strays = [
        path
        for path in folder.glob("files/??/*")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - STRAY_AFTER
    ]
    known = set(session.exec(select(StoredFile.id)))
    unknown = [path for path in strays if path.name not in known]
    for path in unknown:
        path.unlink(missing_ok=True)
    return len(unknown)


def _write(path: Path, data: bytes) -> None:
    """All of the file under its name, or nothing; readable by the product's own user only."""
    unfinished = path.with_suffix(".new")
    try:
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as refusal:
        with suppress(OSError):
            unfinished.unlink()
        raise FolderNotWritable() from refusal
