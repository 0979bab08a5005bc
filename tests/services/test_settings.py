"""The settings of an installation: what is refused, and that a refusal gives no password away."""

import stat
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.errors.installation import SettingsUnreadable
from services.settings import Settings, settings


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Settings that nobody has read yet in this process."""
    monkeypatch.setenv("THIDUA_DATA_FOLDER", str(tmp_path / "data"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THIDUA_DATABASE_URL", "thidua"),
        ("THIDUA_DATABASE_URL", "mysql://thidua:geheim@127.0.0.1/thidua"),
        ("THIDUA_DATABASE_URL", "postgresql://thidua:geheim@127.0.0.1:port/thidua"),
        ("THIDUA_CONNECT_TIMEOUT", "soon"),
        ("THIDUA_DATA_FOLDER", __file__),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsUnreadable) as refused:
        settings()
    assert refused.value.names == (name,)
    assert "geheim" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("", "sqlite:///{folder}/thidua.db"),
        ("sqlite:////srv/thidua.db", "sqlite:////srv/thidua.db"),
        ("postgresql://host/thidua", "postgresql+psycopg://host/thidua"),
    ],
)
def test_the_address_of_the_database(given: str, opened: str, tmp_path: Path) -> None:
    assert Settings(database_url=given, data_folder=tmp_path).url == opened.format(folder=tmp_path)


def test_the_sealing_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    installation = Settings(data_folder=tmp_path / "data")
    key = installation.sealing_key()
    assert len(key) >= 32
    assert Settings(data_folder=tmp_path / "data").sealing_key() == key
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "data" / "sealing.key").stat().st_mode) == 0o600
