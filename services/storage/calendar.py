"""Writes the milestones and activities of a whole year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.enums import ActivityKind
from models.record import Activity, Milestone
from models.year import BlockYear
from services.storage.year import unit_of


def write_calendar(session: Session, year: BlockYear, facts: Mapping[str, Any]) -> None:
    """Add the milestones and activities to a year; units by code, days as texts."""
    key = year.id or 0
    for line in facts["milestones"]:
        session.add(
            Milestone(
                block_year_id=key,
                title=line["title"],
                due_on=date.fromisoformat(line["due_on"]),
                unit_id=_unit(session, year, line),
                person=line.get("person", ""),
                done_on=_day(line.get("done_on")),
            )
        )
    for line in facts["activities"]:
        session.add(
            Activity(
                block_year_id=key,
                kind=ActivityKind(line["kind"]),
                title=line["title"],
                unit_id=_unit(session, year, line),
                starts_on=date.fromisoformat(line["starts_on"]),
                ends_on=_day(line.get("ends_on")),
                result=line.get("result", ""),
            )
        )


def _unit(session: Session, year: BlockYear, line: Mapping[str, Any]) -> int | None:
    return unit_of(session, year.block_id, line["unit"]) if "unit" in line else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
