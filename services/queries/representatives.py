"""Who speaks for the units: of one over time, of a roll as in its year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import ContactRole
from models.registry import Representative
from models.year import YearUnit
from services.rules.naming import style_on


@dataclass(frozen=True, slots=True)
class RepresentativeLine:
    """Somebody who speaks for a unit from a day on; without a person nobody does."""

    role: ContactRole
    valid_from: date
    person: str
    position: str
    phone: str


def representatives_of_unit(session: Session, unit_id: int) -> list[RepresentativeLine]:
    """Everybody who has spoken for the unit: leaders before officers, the latest first."""
    rows = session.exec(select(Representative).where(Representative.unit_id == unit_id)).all()
    lines = sorted((_line(row) for row in rows), key=lambda line: line.valid_from, reverse=True)
    return sorted(lines, key=lambda line: line.role is ContactRole.OFFICER)


def representatives_of_roll(
    session: Session, block_year_id: int, year: int
) -> Mapping[tuple[int, ContactRole], RepresentativeLine]:
    """Who speaks for each unit on the roll on the last day of the year, by unit and role."""
    rows = session.exec(
        select(Representative)
        .join(YearUnit, col(YearUnit.unit_id) == col(Representative.unit_id))
        .where(YearUnit.block_year_id == block_year_id)
        .order_by(col(Representative.valid_from))
    )
    over_time: dict[tuple[int, ContactRole], list[tuple[date, RepresentativeLine]]] = {}
    for row in rows:
        over_time.setdefault((row.unit_id, row.role), []).append((row.valid_from, _line(row)))
    last_day = date(year, 12, 31)
    then = {key: style_on(lines, last_day) for key, lines in over_time.items()}
    return {key: line for key, line in then.items() if line is not None}


def _line(row: Representative) -> RepresentativeLine:
    return RepresentativeLine(row.role, row.valid_from, row.person, row.position, row.phone)
