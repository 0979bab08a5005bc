"""The command on what happens out of the ordinary at a conference, for its minutes."""

from sqlmodel import Session

from models.conference import Incident
from services import audit
from services.access import require_in_year
from services.queries.conference import conference_now
from services.rules.rights import Actor, Permission
from services.rules.text import SENTENCE_LIMIT, clean_name
from services.storage.conference import conference_subject
from services.storage.year import lock_year


def note_incident(session: Session, actor: Actor, block_year_id: int, text: str) -> int:
    """Write down something out of the ordinary, at the point that is under way, and give its id.

    Raises:
        NameRefused: nothing was typed, or too much.
    """
    require_in_year(session, actor, Permission.CHAIR_POLLS, block_year_id)
    year = lock_year(session, block_year_id)
    now = conference_now(session, block_year_id)
    cleaned = clean_name(text, SENTENCE_LIMIT)
    marks: dict[str, audit.Fact] = {"rehearsal": True} if now.rehearsing else {}
    at = audit.record(
        session,
        actor,
        "note_incident",
        conference_subject(block_year_id),
        year=year.year,
        text=cleaned,
        **marks,
    )
    row = Incident(
        block_year_id=block_year_id,
        item_id=now.item_id,
        text=cleaned,
        rehearsal=now.rehearsing,
        noted_at=at,
        noted_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row.id or 0
