"""Writes who leads a block, keeping what is known beside it: how they were chosen, by which document."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.enums import OfficeRole, OfficeTerm
from models.year import BlockOffice

Office = tuple[OfficeTerm, OfficeRole, int]  # the last is the unit's id
Details = Mapping[Office, Mapping[str, Any]]

CHOICE = ("chosen", "poll_code", "document_number", "document_on")
_HANDOVER = ("handed_over_on", "handover_note")


def office_details(session: Session, block_year_id: int) -> Details:
    """What is known of each office of the year, by term, role and unit."""
    rows = session.exec(select(BlockOffice).where(BlockOffice.block_year_id == block_year_id))
    return {(row.term, row.role, row.unit_id): row.model_dump(include={*CHOICE, *_HANDOVER}) for row in rows}


def add_offices(
    session: Session,
    block_year_id: int,
    term: OfficeTerm,
    held: Iterable[tuple[OfficeRole, int]],
    details: Details,
) -> None:
    """Put units into offices, in their order; each with its details, if it has any."""
    session.add_all(
        BlockOffice(
            block_year_id=block_year_id,
            term=term,
            role=role,
            unit_id=unit_id,
            position=position,
            **details.get((term, role, unit_id), {}),
        )
        for position, (role, unit_id) in enumerate(held)
    )


def take_office(session: Session, before_id: int, block_year_id: int) -> None:
    """Give those who lead in a year the details with which the year before chose them."""
    for (term, role, unit_id), details in office_details(session, before_id).items():
        if term is OfficeTerm.NEXT:
            session.exec(
                update(BlockOffice)
                .where(
                    col(BlockOffice.block_year_id) == block_year_id,
                    col(BlockOffice.term) == OfficeTerm.CURRENT,
                    col(BlockOffice.role) == role,
                    col(BlockOffice.unit_id) == unit_id,
                )
                .values({name: details[name] for name in CHOICE})
            )
