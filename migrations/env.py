"""Runs migrations on the engine that `services.database` hands over, each in one transaction."""

from alembic import context
from sqlmodel import SQLModel

import models.accounts
import models.conference
import models.polls
import models.record
import models.registry
import models.scoring
import models.sessions
import models.sharing
import models.sheets
import models.year  # noqa: F401

engine = context.config.attributes["engine"]
on_sqlite = engine.dialect.name == "sqlite"

with engine.connect() as connection:
    driver = connection.connection.driver_connection
    if on_sqlite:
        # A table that others refer to is changed by copying it; the switch works only outside a transaction.
        driver.execute("PRAGMA foreign_keys = OFF")
    # SQLite rolls DDL back once BEGIN is ours: a migration that fails half-way leaves the file as it was.
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            if on_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration left references that lead nowhere: {broken[:5]}")
    finally:
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys = ON")
