"""Holds the one row of a year's conference for whoever takes it on."""

from sqlmodel import Session

from models.conference import Conference


def conference_held(session: Session, block_year_id: int) -> Conference:
    """The conference of a year that is held, made now if nobody has begun with it."""
    row = session.get(Conference, block_year_id)
    if row is None:
        row = Conference(block_year_id=block_year_id)
        session.add(row)
        session.flush()
    return row


def conference_subject(block_year_id: int) -> str:
    """What the trail calls the conference of a year."""
    return f"conference {block_year_id}"
