"""By which regulation and which criteria a block works: every version, and those in force in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import RegulationKind
from models.record import Regulation, StoredFile
from services.queries.files import AttachedFile, attached
from services.rules.naming import style_on


@dataclass(frozen=True, slots=True)
class RegulationLine:
    """A version of the regulation or the criteria, in force until the next of its kind."""

    id: int
    kind: RegulationKind
    title: str
    document_number: str
    issued_on: date | None
    valid_from: date
    file: AttachedFile | None
    version: int


def regulations_of_block(session: Session, block_id: int) -> list[RegulationLine]:
    """All versions, the oldest first."""
    rows = session.exec(
        select(Regulation, col(StoredFile.label))
        .outerjoin(StoredFile, col(StoredFile.id) == col(Regulation.file_id))
        .where(Regulation.block_id == block_id)
        .order_by(col(Regulation.valid_from), col(Regulation.id))
    )
    return [
        RegulationLine(
            row.id or 0,
            row.kind,
            row.title,
            row.document_number,
            row.issued_on,
            row.valid_from,
            attached(row.file_id, label),
            row.version,
        )
        for row, label in rows
    ]


def in_force(lines: Sequence[RegulationLine], year: int) -> dict[RegulationKind, RegulationLine]:
    """Of each kind the version that holds on 31 December of the year, of versions from the oldest on."""
    found = {}
    for kind in RegulationKind:
        dated = [(line.valid_from, line) for line in lines if line.kind is kind]
        if line := style_on(dated, date(year, 12, 31)):
            found[kind] = line
    return found
