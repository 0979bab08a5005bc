"""Where the data lives, read from the environment; everything else is data in the database."""

import secrets
from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of one installation, each from `THIDUA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", frozen=True)

    data_folder: Path = ROOT / "data"
    database_url: str = ""
    connect_timeout: int = 5

    @property
    def url(self) -> str:
        """The database's address: the one that is set, or a SQLite file in the data folder."""
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return self.database_url or f"sqlite:///{self.data_folder / 'thidua.db'}"

    def cookie_key(self) -> str:
        """The key that signs sign-in cookies: made once, kept beside the data, readable by its owner only."""
        path = self.data_folder / "cookie.key"
        self.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
