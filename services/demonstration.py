"""Loads the demonstration: a block's five years, from year-files and the few facts that they cannot carry."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.enums import EventSide, UnitEventKind, YearState
from models.registry import Block, UnitEvent, UnitEventPart
from services import audit
from services.access import Actor, Permission, require
from services.errors import DemonstrationPresent
from services.rules.document import YearDocument
from services.rules.loading import plain_mapping
from services.rules.naming import UnitStyle
from services.rules.reading import year_document
from services.storage.calendar import write_calendar
from services.storage.leadership import write_choices, write_representatives
from services.storage.names import call_unit_from
from services.storage.offices import take_office
from services.storage.year import unit_of, write_year, year_of

FOLDER = Path(__file__).parent / "templates" / "demonstration"


def load_demonstration(session: Session, actor: Actor) -> None:
    """Add the demonstration block with all its years, marked as illustrative.

    Raises:
        DemonstrationPresent: its block is there already; nothing was changed.
    """
    require(session, actor, Permission.IMPORT_YEAR)
    facts = plain_mapping((FOLDER / "facts.yaml").read_bytes())
    calendar = {
        year["year"]: year for year in plain_mapping((FOLDER / "calendar.yaml").read_bytes())["years"]
    }
    documents = year_documents()
    block_id = _new_block(session, documents[-1].block.code, facts["labels"])
    _name_units(session, block_id, documents)
    for document, of_year in zip(documents, facts["years"], strict=True):
        row = year_of(session, block_id, document.year)
        row.state = YearState(of_year["state"])
        row.conference_on = date.fromisoformat(of_year["conference_on"])
        row.chaired_by = of_year["chaired_by"]
        row.illustrative = True
        write_year(session, row, document)
        write_calendar(session, row, calendar[document.year])
    _tell_who_led(session, block_id)
    for event in facts["events"]:
        _add_event(session, block_id, event)
    years = [str(document.year) for document in documents]
    audit.record(session, actor, "load_demonstration", documents[-1].block.code, years=years)


def year_documents() -> list[YearDocument]:
    """The years of the demonstration, oldest first."""
    return [year_document(file.read_bytes()) for file in sorted(FOLDER.glob("[0-9]*.yaml"))]


def _new_block(session: Session, code: str, labels: Mapping[str, str]) -> int:
    block = Block(code=code, head_label=labels["head"], deputy_label=labels["deputy"])
    session.add(block)
    try:
        session.flush()
    except IntegrityError as taken:
        raise DemonstrationPresent(block=code) from taken
    return block.id or 0


def _name_units(session: Session, block_id: int, documents: Iterable[YearDocument]) -> None:
    """Have every name begin with the first year that uses it and hold beyond the last."""
    called: dict[str, UnitStyle] = {}
    for document in documents:
        for member in document.units:
            style = UnitStyle(member.name, member.short_name)
            if called.get(member.code) != style:
                called[member.code] = style
                unit_id = unit_of(session, block_id, member.code)
                call_unit_from(session, unit_id, date(document.year, 1, 1), style)


def _tell_who_led(session: Session, block_id: int) -> None:
    facts = plain_mapping((FOLDER / "offices.yaml").read_bytes())
    rows = [year_of(session, block_id, said["year"]) for said in facts["years"]]
    for row, said in zip(rows, facts["years"], strict=True):
        write_choices(session, row, said, facts["rounds"])
    for before, row in pairwise(rows):
        take_office(session, before.id or 0, row.id or 0)
    write_representatives(session, block_id, facts["representatives"])


def _add_event(session: Session, block_id: int, facts: Mapping[str, Any]) -> None:
    event = UnitEvent(
        kind=UnitEventKind(facts["kind"]),
        effective_on=date.fromisoformat(facts["effective_on"]),
        illustrative=True,
    )
    session.add(event)
    session.flush()
    session.add_all(
        UnitEventPart(event_id=event.id or 0, unit_id=unit_of(session, block_id, code), side=side)
        for side in EventSide
        for code in facts[side.value]
    )
