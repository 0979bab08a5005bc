"""Loads the demonstration: years of blocks from year-files, and the few facts that those cannot carry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.enums import UnitEventKind, UnitKind, YearState
from models.registry import Block, Reorganisation
from models.year import BlockYear
from services import audit
from services.access import require
from services.errors.installation import DemonstrationPresent
from services.queries.lineage import registry_of
from services.rules.document import YearDocument
from services.rules.loading import plain_mapping
from services.rules.naming import UnitStyle
from services.rules.reading import year_document
from services.rules.rights import Actor, Permission
from services.rules.succession import EventPlan, NewUnit, changes_of
from services.storage.calendar import write_calendar
from services.storage.conferences import write_conference
from services.storage.criteria_origins import continue_from
from services.storage.events import write_event
from services.storage.leadership import write_choices, write_representatives
from services.storage.offices import take_office
from services.storage.record import write_record, write_regulations
from services.storage.sheets import write_sheets
from services.storage.year import block_of, unit_of, write_year, year_of

FOLDER = Path(__file__).parent / "templates" / "demonstration"
PROVINCES = FOLDER / "provinces"


def load_demonstration(session: Session, actor: Actor) -> None:
    """Add the blocks of the demonstration with all their years, marked as illustrative.

    Raises:
        DemonstrationPresent: a block of it is there already; nothing was changed.
    """
    require(session, actor, Permission.IMPORT_YEAR)
    facts, documents = _said(FOLDER / "facts.yaml"), year_documents()
    calendar = {year["year"]: year for year in _said(FOLDER / "calendar.yaml")["years"]}
    code = documents[-1].block.code
    block_id = _new_block(session, code, facts["labels"])
    for document, of_year in zip(documents, facts["years"], strict=True):
        _tell_events(session, [one for one in facts["events"] if _day(one).year == document.year])
        _write_year(session, document, of_year)
        write_calendar(session, year_of(session, block_id, document.year), calendar[document.year])
    _tell_who_led(session, block_id)
    _tell_record(session, block_id)
    _tell_three_provinces(session)
    _tell_sheets(session)
    _tell_conferences(session)
    years = [str(document.year) for document in documents]
    audit.record(session, actor, "load_demonstration", code, years=years)


def year_documents() -> list[YearDocument]:
    """The years of the block that the demonstration is about, oldest first."""
    return [year_document(file.read_bytes()) for file in sorted(FOLDER.glob("[0-9]*.yaml"))]


def _said(file: Path) -> dict[str, Any]:
    return plain_mapping(file.read_bytes())


def _new_block(session: Session, code: str, labels: Mapping[str, str]) -> int:
    block = Block(code=code, head_label=labels["head"], deputy_label=labels["deputy"])
    session.add(block)
    try:
        session.flush()
    except IntegrityError as taken:
        raise DemonstrationPresent(block=code) from taken
    return block.id or 0


def _write_year(session: Session, document: YearDocument, of_year: Mapping[str, Any]) -> None:
    row = year_of(session, block_of(session, document.block.code), document.year)
    row.state = YearState(of_year["state"])
    row.conference_on = date.fromisoformat(of_year["conference_on"]) if "conference_on" in of_year else None
    row.chaired_by = of_year.get("chaired_by", "")
    row.illustrative = True
    write_year(session, row, document)


def _tell_who_led(session: Session, block_id: int) -> None:
    facts = _said(FOLDER / "offices.yaml")
    rows = [year_of(session, block_id, said["year"]) for said in facts["years"]]
    for row, said in zip(rows, facts["years"], strict=True):
        write_choices(session, row, said, facts["rounds"])
    for before, row in pairwise(rows):
        take_office(session, before.id or 0, row.id or 0)
    write_representatives(session, block_id, facts["representatives"])


def _tell_record(session: Session, block_id: int) -> None:
    facts = _said(FOLDER / "record.yaml")
    for said in facts["years"]:
        write_record(session, year_of(session, block_id, said["year"]), said)
    write_regulations(session, block_id, facts["regulations"])


def _tell_three_provinces(session: Session) -> None:
    """The years of two more blocks and of a cluster, before and after three provinces became one."""
    facts = _said(PROVINCES / "facts.yaml")
    for block in facts["blocks"]:
        _new_block(session, block["code"], block)
    years = [(year_document((PROVINCES / year["file"]).read_bytes()), year) for year in facts["years"]]
    turn = _day(facts["events"][0])
    for document, of_year in years:
        if document.year < turn.year:
            _write_year(session, document, of_year)
    row = Reorganisation(title=facts["title"], applied_at=datetime.combine(turn, time(), UTC))
    session.add(row)
    session.flush()
    _tell_events(session, facts["events"], row.id)
    for document, of_year in years:
        if document.year >= turn.year:
            _write_year(session, document, of_year)


def _tell_sheets(session: Session) -> None:
    """Criteria go on from those of the year before; what was done with the sheets of the open years."""
    invented = select(BlockYear).where(col(BlockYear.illustrative))
    rows = session.exec(invented.order_by(col(BlockYear.block_id), col(BlockYear.year))).all()
    for before, row in pairwise(rows):
        if before.block_id == row.block_id:
            continue_from(session, row.id or 0, before.id or 0)
    for code, years in _said(FOLDER / "sheets.yaml").items():
        for said in years:
            write_sheets(session, year_of(session, block_of(session, code), said["year"]), said)


def _tell_conferences(session: Session) -> None:
    """Who came to the conferences, how they went, and what the next one is to vote on."""
    facts = _said(FOLDER / "conference.yaml")
    for code, said in facts["blocks"].items():
        for of_year in said["years"]:
            year = year_of(session, block_of(session, code), of_year["year"])
            write_conference(session, year, of_year, said["delegates"], facts["rounds"])


def _tell_events(
    session: Session, events: Iterable[Mapping[str, Any]], reorganisation_id: int | None = None
) -> None:
    for said in events:
        plan = _plan(session, said)
        blocks = [block_of(session, code) for code in said["before"]]
        changes = changes_of(plan, registry_of(session, blocks, plan.before))
        write_event(session, plan, changes, illustrative=True, reorganisation_id=reorganisation_id)


def _plan(session: Session, said: Mapping[str, Any]) -> EventPlan:
    before = [
        unit_of(session, block_of(session, block), unit)
        for block, units in said["before"].items()
        for unit in units
    ]
    made: Sequence[NewUnit] = [_new_unit(session, said["made"])] if "made" in said else ()
    style = UnitStyle(**said["style"]) if "style" in said else None
    return EventPlan(
        kind=UnitEventKind(said["kind"]),
        day=_day(said),
        document=said["document"],
        before=tuple(before),
        created=tuple(made),
        style=style,
    )


def _day(said: Mapping[str, Any]) -> date:
    return date.fromisoformat(said["effective_on"])


def _new_unit(session: Session, said: Mapping[str, Any]) -> NewUnit:
    return NewUnit(
        style=UnitStyle(said["name"], said["short_name"]),
        kind=UnitKind(said.get("kind", UnitKind.AGENCY)),
        block_id=block_of(session, said["block"]),
        code=said["code"],
    )
