"""Where the data lives, read from the environment; everything else is data in the database."""

import secrets
import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from services.errors.installation import SettingsUnreadable

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of one installation, each from `THIDUA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", frozen=True)

    data_folder: Path = ROOT / "data"
    database_url: str = ""
    connect_timeout: int = 3  # seconds; people wait at most 10 for the answer that the server is away
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1)
    second_factor_required: bool = False  # of administrators and secretaries; offered to all of them anyway

    @field_validator("database_url")
    @classmethod
    def _is_one_of_ours(cls, text: str) -> str:
        try:
            known = not text or make_url(text).drivername in ("sqlite", "postgresql", "postgresql+psycopg")
        except ArgumentError as refusal:
            raise ValueError from refusal
        if not known:
            raise ValueError
        return text

    @property
    def url(self) -> str:
        """The database's address: the one that is set, or a SQLite file in the data folder."""
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return self.database_url or f"sqlite:///{self.data_folder / 'thidua.db'}"

    def sealing_key(self) -> str:
        """The key that seals secrets in the database: made once, readable by its owner only."""
        path = self.data_folder / "sealing.key"
        self.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii")


@cache
def product_version() -> str:
    """The version of the product that runs, as `pyproject.toml` names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


@cache
def settings() -> Settings:
    """The settings of this process, read once; their data folder is there.

    Raises:
        SettingsUnreadable: a variable holds what cannot be used.
    """
    try:
        found = Settings()
        found.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as refusal:
        raise SettingsUnreadable(names=("THIDUA_DATA_FOLDER",)) from refusal
    except ValidationError as refusal:
        names = {f"THIDUA_{error['loc'][0]}".upper() for error in refusal.errors()}
        # Not chained: the original quotes the values, and with them the database's password.
        raise SettingsUnreadable(names=tuple(sorted(names))) from None
    return found
