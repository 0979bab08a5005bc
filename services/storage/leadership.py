"""Writes how units came to lead and who speaks for them, which a year-file cannot carry."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.enums import Chosen, ContactRole, OfficeTerm
from models.registry import Representative
from models.year import BlockOffice, BlockYear
from services.storage.year import unit_of


def write_choices(
    session: Session, year: BlockYear, facts: Mapping[str, Any], rounds: Mapping[str, str]
) -> None:
    """Add to the offices of the year, by term, what the facts say; `rounds` are those that chose, by role."""
    for row in session.exec(select(BlockOffice).where(BlockOffice.block_year_id == year.id)):
        said = facts.get(row.term, {})
        if "chosen" in said:
            row.chosen = Chosen(said["chosen"])
            row.poll_code = rounds[row.role] if row.chosen is Chosen.VOTE else None
            row.document_number = said.get("document_number", "")
            row.document_on = _day(said.get("document_on"))
        if row.term is OfficeTerm.CURRENT:
            row.handed_over_on = _day(said.get("handed_over_on"))
            row.handover_note = said.get("handover_note", "")


def write_representatives(session: Session, block_id: int, lines: Iterable[Mapping[str, Any]]) -> None:
    """Add who speaks for the units, which are named by their codes."""
    session.add_all(
        Representative(
            unit_id=unit_of(session, block_id, line["unit"]),
            role=ContactRole(line["role"]),
            valid_from=date.fromisoformat(line["valid_from"]),
            person=line.get("person", ""),
            position=line.get("position", ""),
            phone=line.get("phone", ""),
        )
        for line in lines
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
