"""Files that only the product's own user can read, whole on the disk before anybody is told of them."""

import os
from pathlib import Path

from services.errors.installation import FolderNotWritable


def write_private(place: Path, content: bytes) -> None:
    """Make the file with this content.

    Raises:
        FolderNotWritable: the folder takes no files, or has one of that name.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as refusal:
        raise FolderNotWritable() from refusal
