"""The key of a quick box, kept by the server beside it: whoever runs the server can open that box."""

import os
from contextlib import suppress
from pathlib import Path

from services.ballot_box.private_file import write_private
from services.errors.ballots import BoxDamaged


def keep_key(box: Path, private_key: bytes) -> None:
    """Write the key into a file that only the product's own user can read.

    Raises:
        FolderNotWritable: the folder takes no files.
    """
    write_private(_place(box), private_key)


def kept_key(box: Path) -> bytes:
    """The key that was kept.

    Raises:
        BoxDamaged: it is gone.
    """
    try:
        return _place(box).read_bytes()
    except OSError as fault:
        raise BoxDamaged(place=_place(box).name) from fault


def drop_key(box: Path) -> None:
    """Overwrite the key and remove its file, where there is one."""
    place = _place(box)
    with suppress(FileNotFoundError):
        with place.open("r+b") as file:
            file.write(bytes(place.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()


def _place(box: Path) -> Path:
    return box.with_suffix(".key")
