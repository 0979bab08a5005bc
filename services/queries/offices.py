"""Who has led a block over the years, how they were chosen and handed over; and whose turn it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import not_
from sqlmodel import Session, col, select

from models.enums import Chosen, OfficeRole, OfficeTerm
from models.polls import Poll
from models.year import BlockOffice, BlockYear
from services.queries.polls import OUT, options_of
from services.queries.registry import UnitLine, unit_styles
from services.queries.scope import as_of_now, units_shown_to
from services.rules.naming import UnitStyle
from services.rules.rights import Actor, Permission
from services.rules.tally import verdict_from


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """A unit in an office of `year`, called as in it; `chosen_ahead`: the block has not opened that year yet.

    `block_year_id` and `term` name the year that says so; `round` is the title of the vote that chose it.
    """

    year: int
    role: OfficeRole
    unit_id: int
    name: str
    brief: str
    block_year_id: int
    term: OfficeTerm
    chosen_ahead: bool
    illustrative: bool
    chosen: Chosen | None
    poll_code: str | None
    round: str | None
    document_number: str
    document_on: date | None
    handed_over_on: date | None
    handover_note: str


@dataclass(frozen=True, slots=True)
class UnitTurns:
    """The years in which a unit has been head and deputy, oldest first."""

    unit_id: int
    name: str
    head: tuple[int, ...]
    deputy: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChoosingRound:
    """A round that is out with the units that it chose, in the order of its verdict."""

    poll_id: int
    code: str
    title: str
    unit_ids: tuple[int, ...]


def offices_of_block(session: Session, actor: Actor, block_id: int) -> list[OfficeHeld]:
    """Who led in each year, the newest first, heads before deputies.

    Of a year that is not open yet stand those whom the year before has chosen, if the actor may see what it
    voted; it takes as many statements for many years as for few.
    """
    rows = session.exec(select(BlockYear).where(BlockYear.block_id == block_id)).all()
    live = as_of_now(session, actor)
    if not live.may(Permission.VIEW, block_id):
        return []
    years, ids = {row.id or 0: row for row in rows}, {row.year: row.id or 0 for row in rows}
    held = session.exec(
        select(BlockOffice)
        .where(col(BlockOffice.block_year_id).in_(years))
        .order_by(col(BlockOffice.position), col(BlockOffice.unit_id))
    ).all()
    ahead = {row.block_year_id for row in held if row.term is OfficeTerm.NEXT}
    told = {
        key
        for key in ahead
        if years[key].year + 1 not in ids
        and units_shown_to(live, block_id, years[key].year, years[key].state) is None
    }
    titles, styles = _titles(session, years), unit_styles(session, block_id)
    lines = []
    for row in held:
        said_in, chosen_ahead = years[row.block_year_id], row.term is OfficeTerm.NEXT
        if chosen_ahead and row.block_year_id not in told:
            continue
        year = said_in.year + chosen_ahead
        round_of = titles.get((ids.get(year - 1, 0), row.poll_code))
        lines.append(_line(row, said_in, styles.at(row.unit_id, year), round_of))
    return sorted(lines, key=lambda line: (-line.year, line.role is OfficeRole.DEPUTY))


def _line(row: BlockOffice, said_in: BlockYear, style: UnitStyle, title: str | None) -> OfficeHeld:
    chosen_ahead = row.term is OfficeTerm.NEXT
    return OfficeHeld(
        year=said_in.year + chosen_ahead,
        name=style.name,
        brief=style.brief,
        chosen_ahead=chosen_ahead,
        illustrative=said_in.illustrative,
        round=title,
        **row.model_dump(exclude={"position"}),
    )


def _titles(session: Session, years: Collection[int]) -> Mapping[tuple[int, str | None], str]:
    """The titles of the rounds that are out, by their year and code."""
    rows = session.exec(
        select(Poll.block_year_id, Poll.code, Poll.title).where(
            col(Poll.block_year_id).in_(years), col(Poll.state).in_(OUT), not_(col(Poll.rehearsal))
        )
    )
    return {(key, code): title for key, code, title in rows}


def turns_of(offices: Sequence[OfficeHeld], roll: Sequence[UnitLine], year: int) -> list[UnitTurns]:
    """How often the units on the roll of a year had led by then, or are chosen to lead after it.

    First those who have never been head, then those for whom it is longest ago; equal ones by the protocol.
    """
    by_then = sorted((line for line in offices if line.year <= year + 1), key=lambda line: line.year)

    def held(unit: UnitLine, role: OfficeRole) -> tuple[int, ...]:
        return tuple(line.year for line in by_then if (line.unit_id, line.role) == (unit.unit_id, role))

    turns = [
        UnitTurns(unit.unit_id, unit.name, held(unit, OfficeRole.HEAD), held(unit, OfficeRole.DEPUTY))
        for unit in roll
    ]
    return sorted(turns, key=lambda unit: (unit.head[-1:], unit.deputy[-1:]))


def rounds_that_chose(session: Session, block_id: int, year: int, term: OfficeTerm) -> list[ChoosingRound]:
    """The rounds that can have given the offices of that term: of the year before the term's."""
    voted_in = year if term is OfficeTerm.NEXT else year - 1
    rows = session.exec(
        select(Poll)
        .join(BlockYear, col(BlockYear.id) == col(Poll.block_year_id))
        .where(
            BlockYear.block_id == block_id,
            BlockYear.year == voted_in,
            col(Poll.state).in_(OUT),
            not_(col(Poll.rehearsal)),
        )
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    rounds = []
    for row in rows:
        won = verdict_from(row.verdict).chosen if row.verdict else ()
        units = {option.code: option.unit_id for option in options[row.id or 0] if option.unit_id}
        chosen = tuple(units[code] for code in won if code in units)
        rounds.append(ChoosingRound(row.id or 0, row.code, row.title, chosen))
    return rounds
