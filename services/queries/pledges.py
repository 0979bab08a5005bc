"""What the units of a year have pledged, and who has not yet."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.record import Pledge, StoredFile
from services.queries.files import AttachedFile, attached
from services.queries.registry import roll_of_year


@dataclass(frozen=True, slots=True)
class PledgeFacts:
    """One pledge."""

    id: int
    signed_on: date
    titles: tuple[str, ...]
    text: str
    file: AttachedFile | None
    version: int


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A unit on the roll, called as in the year, and its pledge; None as long as it has not pledged."""

    unit_id: int
    name: str
    pledge: PledgeFacts | None


def pledges_of_year(session: Session, block_id: int, block_year_id: int, year: int) -> list[PledgeLine]:
    """Every unit of the year in protocol order with its pledge."""
    rows = session.exec(
        select(Pledge, col(StoredFile.label))
        .outerjoin(StoredFile, col(StoredFile.id) == col(Pledge.file_id))
        .where(Pledge.block_year_id == block_year_id)
    )
    pledges = {
        row.unit_id: PledgeFacts(
            row.id or 0,
            row.signed_on,
            tuple(row.titles),
            row.text,
            attached(row.file_id, label),
            row.version,
        )
        for row, label in rows
    }
    return [
        PledgeLine(unit.unit_id, unit.name, pledges.get(unit.unit_id))
        for unit in roll_of_year(session, block_id, block_year_id, year)
    ]
