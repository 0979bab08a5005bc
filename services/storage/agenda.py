"""Holds a point of the agenda for the step that is taken with it, and says which points are customary."""

from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.conference import AgendaItem
from models.year import BlockYear
from services.rules.loading import plain_mapping
from services.storage.versions import take_version
from services.storage.year import lock_year

_CUSTOMARY = Path(__file__).parents[1] / "templates" / "agenda.yaml"


def hold_item(
    session: Session, block_year_id: int, item_id: int, seen_version: int
) -> tuple[AgendaItem, BlockYear]:
    """The point as it was seen, moved on to its next version and held with its year.

    Raises:
        Stale: somebody has changed it since that version.
        YearLocked: the year is published or archived.
    """
    year = lock_year(session, block_year_id)
    take_version(session, AgendaItem, item_id, seen_version, item_subject(item_id))
    return session.get_one(AgendaItem, item_id, populate_existing=True), year


def item_subject(item_id: int | None) -> str:
    """What the trail calls the point."""
    return f"agenda item {item_id}"


def customary_points(year: int) -> list[dict[str, Any]]:
    """The points of most conferences: kind, title, minutes, owner, and what is read aloud of that year."""
    years = {"year": year, "next_year": year + 1}
    return [
        point | {name: point[name].format(**years) for name in ("title", "read_aloud")}
        for point in plain_mapping(_CUSTOMARY.read_bytes())["points"]
    ]
