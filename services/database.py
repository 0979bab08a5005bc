"""Opens the database: one way to read, one way to write, and a schema that fits the code."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session as Session

from services.errors.installation import DatabaseBusy, DatabaseNewer, DatabaseUnreachable
from services.settings import ROOT, Settings

BUSY_SECONDS = 10

# What changes with every commit: SQLite's counter, PostgreSQL's set of running transactions.
_MARKS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}

Database: TypeAlias = Engine
Transaction: TypeAlias = AbstractContextManager[Session]


def engine_of(settings: Settings) -> Engine:
    """An engine for the settings' database; SQLite in WAL with full syncing and explicit BEGIN.

    Nothing is connected yet.

    Raises:
        DatabaseUnreachable: the SQLite file's folder cannot be made.
    """
    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": settings.connect_timeout}
        )
    try:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as refusal:
        raise DatabaseUnreachable(place=str(url.database)) from refusal
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer is at work.
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, in one consistent snapshot; it never commits."""
    options = {"writes": False}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}  # type: ignore[dict-item]
    with Session(engine.execution_options(**options)) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end as one transaction, or not at all.

    Raises:
        DatabaseBusy: others held the database for longer than BUSY_SECONDS.
    """
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except OperationalError as fault:
        if "locked" in str(fault.orig) or "lock timeout" in str(fault.orig):
            raise DatabaseBusy() from fault
        raise


class ChangeWatch:
    """Tells at little cost whether the database may say something new; for one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=False)
        self._question = _MARKS[engine.dialect.name]
        self._connection: Connection | None = None
        self._mark: object = None

    def moved(self) -> bool:
        """Whether anybody has committed since it was last asked; True the first time and after an outage.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        with answering(self._engine):
            try:
                if self._connection is None:
                    # SQLite counts the commits of others by connection, so it is always the same one.
                    self._connection = self._engine.connect()
                mark: object = self._connection.exec_driver_sql(self._question).scalar_one()
                self._connection.rollback()
            except DBAPIError:
                self.close()
                raise
        moved, self._mark = mark != self._mark, mark
        return moved

    def close(self) -> None:
        """Let the connection go; asked again, it begins anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._mark = None


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Says in one word that the database did not answer what is asked inside.

    Raises:
        DatabaseUnreachable: it is gone, or was never there.
    """
    try:
        yield
    except DBAPIError as fault:
        raise DatabaseUnreachable(place=place_of(engine)) from fault


def ask(engine: Engine) -> None:
    """Ask the database for nothing, to see whether it answers.

    Raises:
        DatabaseUnreachable: it is gone.
    """
    with answering(engine), engine.execution_options(writes=False).connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration for an engine, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = engine
    return config


def expected_revision() -> str:
    """The schema revision that this code works with."""
    return str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())


def revision_of(engine: Engine) -> str | None:
    """The schema revision that the database stands at; None for an empty one.

    Raises:
        DatabaseUnreachable: the server does not answer, or the file cannot be opened.
    """
    with answering(engine), engine.execution_options(writes=False).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def place_of(engine: Engine) -> str:
    """Where the database is, for people: a file's path, or host and name without user and password."""
    url = engine.url
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else f"{url.host or 'local'}/{url.database}"
    )


def prepare(engine: Engine) -> None:
    """Bring the schema up to the code's, after a backup of a SQLite file that already holds data.

    Raises:
        DatabaseUnreachable: the server does not answer, or the file cannot be opened.
        DatabaseNewer: the database was made by a newer version of the product; nothing was changed.
    """
    found, expected = revision_of(engine), expected_revision()
    if found == expected:
        return
    known = {script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseNewer(found=found, expected=expected)
    if found is not None:
        back_up(engine, f"before-{expected}")
    command.upgrade(alembic_config(engine), "head")


def back_up(engine: Engine, label: str) -> Path | None:
    """A consistent copy of the SQLite file beside it, under the first free name; None on PostgreSQL."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    folder = Path(engine.url.database).parent / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = 1
    while (target := folder / f"{label}-{number:04d}.db").exists():
        number += 1
    with closing(engine.raw_connection()) as connection:  # VACUUM refuses to run after the engine's BEGIN
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    return target


def last_backup(engine: Engine) -> datetime | None:
    """When `back_up` last made a copy; None on PostgreSQL, and where there is none."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    copies = (Path(engine.url.database).parent / "backups").glob("*.db")
    made = [copy.stat().st_mtime for copy in copies]
    return datetime.fromtimestamp(max(made), UTC) if made else None
