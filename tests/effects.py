"""What somebody has done to the data: the rows that are there now and were not before, or the other way."""

from collections import Counter

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

# Refusals are written down, what somebody types is kept for that person alone until it is saved, and a visit
# keeps its session alive: none of it is done to the data
_WRITTEN_DOWN = ("trail_entry", "trail_head", "trail_entry_block", "refusal_tally", "sheet_draft")
_VISITED = ("last_seen_at", "idle_until")

Rows = Counter[tuple[str, str]]


def rows(engine: Engine) -> Rows:
    """Every row of every table but the trail's, in words."""
    found: Rows = Counter()
    with engine.execution_options(writes=False).connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in _WRITTEN_DOWN:
                columns = [column for column in table.columns if column.name not in _VISITED]
                found.update((table.name, repr(tuple(row))) for row in connection.execute(select(*columns)))
    return found


def effects(before: Rows, after: Rows) -> Rows:
    """The rows that came, went or changed."""
    return (after - before) + (before - after)
