"""Commands on the offices of a block: which units lead it, how they were chosen, when they handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.enums import Chosen, OfficeRole, OfficeTerm
from models.polls import Poll
from models.year import BlockOffice, BlockYear
from services import audit
from services.access import require_in_year
from services.errors.base import NotFound
from services.errors.outcome import RoundChoseNobody
from services.errors.registry import BothOffices, OfficeVoteUnfit, OneHead
from services.queries.offices import ChoosingRound, rounds_that_chose
from services.queries.polls import require_round
from services.queries.registry import roll_of_year
from services.queries.years import name_in_year
from services.rules.rights import Actor, Permission
from services.rules.terms import choice_days, day_within, handover_days
from services.rules.text import SENTENCE_LIMIT, clean_or_blank
from services.storage.offices import CHOICE, Details, add_offices, office_details
from services.storage.year import hold_year, lock_year


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """A unit in an office; `poll_code` names the closed round that chose it, where one did."""

    unit_id: int
    role: OfficeRole
    chosen: Chosen | None = field(default=None, kw_only=True)
    poll_code: str | None = field(default=None, kw_only=True)
    document_number: str = field(default="", kw_only=True)
    document_on: date | None = field(default=None, kw_only=True)


def set_offices(
    session: Session, actor: Actor, block_year_id: int, term: OfficeTerm, seats: Sequence[OfficeEntry]
) -> None:
    """Say which units lead the block in the year, or in the next, and how they came to it.

    A handover that was noted stays with whoever stays in office.

    Raises:
        BothOffices, OneHead: a unit would hold two offices, or two units would be head.
        OfficeVoteUnfit: the round that is named is not closed, or did not choose the unit.
        DayOutsideYear: a document is not of the year that is led or of the one before.
    """
    require_in_year(session, actor, Permission.EDIT_ROLL, block_year_id)
    year = lock_year(session, block_year_id)
    # Each unit once in an office, in the order in which it was named
    held = {(entry.role, entry.unit_id): entry for entry in seats}
    names = _names(session, year, list(held.values()))
    rounds = rounds_that_chose(session, year.block_id, year.year, term)
    details = office_details(session, block_year_id)
    choices = {
        (term, role, unit_id): {**details.get((term, role, unit_id), {}), **_choice(year, term, entry)}
        for (role, unit_id), entry in held.items()
    }
    for entry in held.values():
        _refuse_other_vote(entry, rounds, names[entry.unit_id])
    session.exec(
        delete(BlockOffice).where(
            col(BlockOffice.block_year_id) == block_year_id, col(BlockOffice.term) == term
        )
    )
    add_offices(session, block_year_id, term, held, choices)
    before, after = _told(details, term, names), _told(choices, term, names)
    facts: dict[str, audit.Fact] = {"year": year.year, "term": term.value, "before": before, "after": after}
    audit.record(session, actor, "set_offices", _subject(block_year_id), **facts)


def write_offices(session: Session, actor: Actor, poll_id: int, role: OfficeRole) -> None:
    """Have the units that a round has chosen lead the block in the year that follows, in that office.

    They take the place of who stood there; deputies whom another round has chosen stay beside them.

    Raises:
        RoundChoseNobody: its result was not read out, it is void or rehearsed, or it chose no unit.
        BothOffices, OneHead, YearLocked: as `set_offices` does.
    """
    key = require_round(session, actor, Permission.EDIT_ROLL, poll_id)
    year = lock_year(session, key)
    rounds = rounds_that_chose(session, year.block_id, year.year, OfficeTerm.NEXT)
    chose = next((one for one in rounds if one.poll_id == poll_id and one.unit_ids), None)
    if chose is None:
        title = session.exec(select(Poll.title).where(Poll.id == poll_id)).one()
        raise RoundChoseNobody(title=title)
    wanted = (BlockOffice.block_year_id == key, BlockOffice.term == OfficeTerm.NEXT)
    held = session.exec(select(BlockOffice).where(*wanted).order_by(col(BlockOffice.position))).all()
    stay = [
        OfficeEntry(
            row.unit_id,
            row.role,
            chosen=row.chosen,
            poll_code=row.poll_code,
            document_number=row.document_number,
            document_on=row.document_on,
        )
        for row in held
        if row.role is not role or (role is OfficeRole.DEPUTY and row.poll_code not in (None, chose.code))
    ]
    taken = [
        OfficeEntry(unit_id, role, chosen=Chosen.VOTE, poll_code=chose.code) for unit_id in chose.unit_ids
    ]
    set_offices(session, actor, key, OfficeTerm.NEXT, [*stay, *taken])


def hand_over(
    session: Session, actor: Actor, block_year_id: int, unit_id: int, on: date | None, note: str
) -> None:
    """Note when a unit that led in the year handed over, or, without a day, that it has not.

    A closed year takes it too: offices are handed over when their year is done.

    Raises:
        NotFound: the unit holds no office in the year.
        DayOutsideYear: the day is neither in the year nor in the next.
    """
    require_in_year(session, actor, Permission.EDIT_ROLL, block_year_id)
    year = hold_year(session, block_year_id)
    row = session.exec(
        select(BlockOffice).where(
            BlockOffice.block_year_id == block_year_id,
            BlockOffice.term == OfficeTerm.CURRENT,
            BlockOffice.unit_id == unit_id,
        )
    ).first()
    if row is None:
        raise NotFound(kind="office", name=str(year.year))
    before = audit.state_of(row)
    row.handed_over_on = day_within(on, handover_days(year.year)) if on else None
    row.handover_note = clean_or_blank(note, SENTENCE_LIMIT)
    audit.record(
        session,
        actor,
        "hand_over",
        _subject(block_year_id),
        year=year.year,
        unit=name_in_year(session, block_year_id, unit_id),
        before=before,
        after=audit.state_of(row),
    )


def _names(session: Session, year: BlockYear, seats: Sequence[OfficeEntry]) -> Mapping[int, str]:
    """The names of those who are to lead, who are all on the roll and hold one office each."""
    roll = {line.unit_id: line.name for line in roll_of_year(session, year.block_id, year.id or 0, year.year)}
    for entry in seats:
        if entry.unit_id not in roll:
            raise NotFound(kind="unit", name=str(entry.unit_id))
    heads = [entry.unit_id for entry in seats if entry.role is OfficeRole.HEAD]
    if len(heads) > 1:
        raise OneHead(names=tuple(roll[unit_id] for unit_id in heads))
    for entry in seats:
        if entry.role is OfficeRole.DEPUTY and entry.unit_id in heads:
            raise BothOffices(name=roll[entry.unit_id])
    return roll


def _choice(year: BlockYear, term: OfficeTerm, entry: OfficeEntry) -> dict[str, object]:
    days = choice_days(year.year + (term is OfficeTerm.NEXT))
    return {
        "chosen": entry.chosen,
        "poll_code": entry.poll_code,
        "document_number": clean_or_blank(entry.document_number),
        "document_on": day_within(entry.document_on, days) if entry.document_on else None,
    }


def _told(offices: Details, wanted: OfficeTerm, names: Mapping[int, str]) -> dict[str, audit.Fact]:
    """Who leads in that term, by name, each with how it was chosen."""
    told: dict[str, dict[str, audit.Fact]] = {"head": {}, "deputies": {}}
    for (term, role, unit_id), known in offices.items():
        if term is wanted:
            side = "head" if role is OfficeRole.HEAD else "deputies"
            told[side][names[unit_id]] = {name: str(known[name]) for name in CHOICE if known.get(name)}
    return dict(told)


def _refuse_other_vote(entry: OfficeEntry, rounds: Sequence[ChoosingRound], name: str) -> None:
    if entry.poll_code is None:
        return
    chose = any(one.code == entry.poll_code and entry.unit_id in one.unit_ids for one in rounds)
    if entry.chosen is not Chosen.VOTE or not chose:
        raise OfficeVoteUnfit(name=name, poll=entry.poll_code)


def _subject(block_year_id: int) -> str:
    return f"year {block_year_id}"
