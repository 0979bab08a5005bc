"""Runs migrations on the engine that `services.database` hands over, each in one transaction."""

from alembic import context
from sqlmodel import SQLModel

import models.accounts
import models.polls
import models.registry
import models.scoring
import models.year  # noqa: F401

with context.config.attributes["engine"].connect() as connection:
    # SQLite rolls DDL back once BEGIN is ours: a migration that fails half-way leaves the file as it was.
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
