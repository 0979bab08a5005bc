"""V12: the disk fills up in the middle of a vote: it is said, what was acknowledged stays, and it goes on."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from services.ballot_box.box import cast, close_box, turnout_of
from services.ballot_box.tellers import unseal
from services.errors.installation import FolderNotWritable
from tests.ballot_box.boxes import form, manifest, named, opened, voter

resource = pytest.importorskip("resource", reason="Windows limits no files")

VOTERS = 300
ROLL = manifest(form(present=VOTERS), VOTERS)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """This process writes no file beyond that: what a full disk does, without a disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """A file system of that many bytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this user mounts nothing")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def vote_until_refused(path: Path) -> list[str]:
    """The codes that were given out before the disk was full."""
    codes: list[str] = []
    with suppress(FolderNotWritable):
        for place in range(VOTERS):
            codes.append(cast(path, voter(place), named("u0")))
    assert 0 < len(codes) < VOTERS
    return codes


def is_whole(path: Path, codes: list[str]) -> bool:
    with sqlite3.connect(path) as box:
        (verdict,) = box.execute("PRAGMA integrity_check").fetchone()
        (sealed,) = box.execute("SELECT length(sealed) FROM ballots").fetchone()
    box.close()
    return bool(verdict == "ok" and sealed == 1072 * turnout_of(path).cast == 1072 * len(codes))


def goes_on(path: Path, codes: list[str]) -> bool:
    codes += [cast(path, voter(place), named("u1")) for place in range(len(codes), len(codes) + 3)]
    close_box(path)
    return unseal(path).codes == tuple(sorted(codes))


def test_a_vote_survives_files_that_cannot_grow(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    path = opened(tmp_path, ROLL)
    with files_no_larger_than(128 * 1024):
        codes = vote_until_refused(path)
        assert is_whole(path, codes)
    record_property("figure", f"V12: {len(codes)} votes, then refused; all kept; went on")
    assert goes_on(path, codes)


def test_a_vote_survives_a_full_disk(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with mounted(tmp_path / "small", 256 * 1024) as folder:
        path = opened(folder, ROLL)
        codes = vote_until_refused(path)
        assert is_whole(path, codes)
        record_property("figure", f"V12 (256 KB): {len(codes)} votes, then refused; all kept; went on")
        subprocess.run(["mount", "-o", "remount,size=4m", str(folder)], check=True)
        assert goes_on(path, codes)


def test_a_round_is_not_opened_on_a_full_disk(tmp_path: Path) -> None:
    with files_no_larger_than(8 * 1024), pytest.raises(FolderNotWritable):
        opened(tmp_path, ROLL)
    assert list((tmp_path / "ballots").iterdir()) == []
