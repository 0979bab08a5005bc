"""Kept files: on the disk and in the table together, given back as they came, or refused in a word."""

import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import FileKind
from models.record import StoredFile
from services.database import reading, writing
from services.errors.base import NotFound
from services.errors.files import FileLoss, FileLost, FileRefused
from services.errors.installation import FolderNotWritable
from services.queries.files import file_bytes, path_of
from services.storage.files import STRAY_AFTER, drop_file, keep_file, sweep_files
from tests.factories import MadeYear, made_year
from tests.files import PDF, jpeg, office
from tests.record import files_in


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def kept(engine: Engine, folder: Path, made: MadeYear, label: str = "a.pdf", data: bytes = PDF) -> str:
    with writing(engine) as session:
        return keep_file(session, folder, made.block_id, label, data)


def test_a_file_comes_back_as_it_was_given(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    key = kept(engine, tmp_path, made, "C:\\Giao ước.doc", office("docx"))
    with reading(engine) as session:
        found = file_bytes(session, tmp_path, made.block_id, key)
        row = session.exec(select(StoredFile)).one()
    assert (found.label, found.kind, found.data) == ("Giao ước.doc", FileKind.WORD, office("docx"))
    assert row.size == len(found.data)


def test_it_lies_under_its_id_for_its_owner_only(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    key = kept(engine, tmp_path, made, "../../../etc/cron.d/x.pdf")
    assert files_in(tmp_path) == [tmp_path / "files" / key[:2] / key]
    assert len(key) == 32
    assert stat.S_IMODE(path_of(tmp_path, key).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_what_is_rolled_back_leaves_no_file(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with suppress(NotFound), writing(engine) as session:
        keep_file(session, tmp_path, made.block_id, "a.pdf", PDF)
        assert len(files_in(tmp_path)) == 1
        raise NotFound(kind="unit", name="1")
    assert files_in(tmp_path) == []


def test_a_refused_file_leaves_nothing(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with pytest.raises(FileRefused), writing(engine) as session:
        keep_file(session, tmp_path, made.block_id, "a.pdf", b"<html>")
    assert files_in(tmp_path) == []


def test_a_dropped_file_leaves_the_disk_with_the_commit(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    key = kept(engine, tmp_path, made)
    with suppress(NotFound), writing(engine) as session:
        drop_file(session, tmp_path, key)
        raise NotFound(kind="unit", name="1")
    assert len(files_in(tmp_path)) == 1
    with writing(engine) as session:
        drop_file(session, tmp_path, key)
        assert len(files_in(tmp_path)) == 1
    assert files_in(tmp_path) == []
    with reading(engine) as session, pytest.raises(NotFound):
        file_bytes(session, tmp_path, made.block_id, key)


def test_a_block_does_not_see_the_files_of_another(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    key = kept(engine, tmp_path, made)
    with reading(engine) as session, pytest.raises(NotFound):
        file_bytes(session, tmp_path, made.block_id + 1, key)


@pytest.mark.parametrize("key", ["../../thidua.db", "", "..", "/etc/passwd", "0" * 32])
def test_what_is_no_file_is_not_looked_for(engine: Engine, made: MadeYear, tmp_path: Path, key: str) -> None:
    with reading(engine) as session, pytest.raises(NotFound):
        file_bytes(session, tmp_path, made.block_id, key)


def test_a_file_that_is_gone_is_said_to_be_gone(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    path_of(tmp_path, key := kept(engine, tmp_path, made)).unlink()
    with reading(engine) as session, pytest.raises(FileLost) as caught:
        file_bytes(session, tmp_path, made.block_id, key)
    assert (caught.value.reason, caught.value.label) == (FileLoss.GONE, "a.pdf")


@pytest.mark.parametrize("data", [b"", PDF + b" ", PDF.replace(b"42", b"43"), jpeg()])
def test_a_file_that_was_changed_is_not_given_out(
    engine: Engine, made: MadeYear, tmp_path: Path, data: bytes
) -> None:
    path_of(tmp_path, key := kept(engine, tmp_path, made)).write_bytes(data)
    with reading(engine) as session, pytest.raises(FileLost) as caught:
        file_bytes(session, tmp_path, made.block_id, key)
    assert caught.value.reason is FileLoss.CHANGED


def test_a_folder_that_takes_no_file_is_named(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(FolderNotWritable), writing(engine) as session:
        keep_file(session, tmp_path, made.block_id, "a.pdf", PDF)
    with reading(engine) as session:
        assert not session.exec(select(StoredFile)).all()


def test_strays_are_swept_and_what_is_known_or_new_stays(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    key = kept(engine, tmp_path, made)
    for name in ("ab" * 16, "ab" * 15 + ".new"):
        path_of(tmp_path, name).parent.mkdir(exist_ok=True)
        path_of(tmp_path, name).write_bytes(PDF)
    (tmp_path / "thidua.db").touch()
    now = datetime.now(UTC)
    with reading(engine) as session:
        assert sweep_files(session, tmp_path, now) == 0
        assert sweep_files(session, tmp_path, now + STRAY_AFTER + timedelta(minutes=1)) == 2
    assert files_in(tmp_path) == [path_of(tmp_path, key)]
    assert (tmp_path / "thidua.db").exists()
