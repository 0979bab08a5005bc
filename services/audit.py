"""The trail: one entry for each command, in the command's own transaction."""

from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import Session

from models.accounts import TrailEntry
from models.types import table_of
from services.access import Actor

_ENTRY = insert(table_of(TrailEntry))

Fact = str | int | bool | None | list[str] | dict[str, str | None]


def record(session: Session, actor: Actor, action: str, subject: str, **facts: Fact) -> datetime:
    """Write that `actor` did `action` to `subject` and give the moment; never a password, token or ballot."""
    moment = datetime.now(UTC)
    entry = {
        "at": moment,
        "account_id": actor.account_id,
        "actor": actor.name,
        "action": action,
        "subject": subject,
        "facts": facts,
    }
    session.connection().execute(_ENTRY, entry)
    return moment
