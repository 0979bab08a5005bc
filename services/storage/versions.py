"""Takes the version of a row, so that of two who change it the second is told who was first."""

from sqlalchemy import update
from sqlmodel import Session, SQLModel

from models.types import table_of
from services.errors.base import Stale
from services.queries.accounts import last_entry_on


def take_version(session: Session, table: type[SQLModel], key: int, seen_version: int, subject: str) -> None:
    """Move the row on to its next version; `subject` is what the trail calls it.

    Raises:
        Stale: it has been changed or removed since `seen_version` was read.
    """
    rows = table_of(table)
    taken = session.connection().execute(
        update(rows).where(rows.c.id == key, rows.c.version == seen_version).values(version=seen_version + 1)
    )
    if taken.rowcount == 0:
        raise stale(session, subject)


def stale(session: Session, subject: str) -> Stale:
    """The refusal, with who changed the subject last and when, where the trail knows."""
    last = last_entry_on(session, subject)
    return Stale(by=last.actor, at=last.at) if last else Stale()
