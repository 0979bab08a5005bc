"""Writes a whole year into the tables: roll, criteria, rules, rounds, awards, plans."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, literal
from sqlmodel import Session, col, select, update

from models.conference import Conference
from models.enums import OfficeRole, OfficeTerm, YearState
from models.polls import Poll, PollBatch, PollBundle, PollOption, PollVoter, TellerCount
from models.registry import Block, Unit
from models.scoring import Criterion, Score, UnitTotal
from models.sheets import ScoringLock
from models.types import table_of
from models.year import Award, BlockOffice, BlockYear, YearTask, YearUnit
from services.errors.base import NotFound
from services.errors.scoring import ScoringIsLocked
from services.errors.years import YearLocked
from services.queries.criteria import criteria_of_year
from services.queries.registry import code_in_block, units_known_to
from services.rules import document as rules
from services.rules.exact import decimal_text
from services.rules.naming import BlockStyle, UnitStyle
from services.storage.beside_file import put_beside, take_beside
from services.storage.memberships import join_block
from services.storage.names import call_block, call_units
from services.storage.offices import Details, add_offices, office_details
from services.storage.polls import write_poll
from services.storage.ranking import write_ranking
from services.storage.scores import write_scores

_HELD = (
    select(BlockYear)
    .where(BlockYear.id == bindparam("key"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CLEARED = (Score, UnitTotal, Criterion, Award, YearTask, BlockOffice, YearUnit)


def block_of(session: Session, code: str) -> int:
    """The id of the block with that code, registered now if it was not."""
    found = session.exec(select(Block.id).where(Block.code == code)).first()
    if found is not None:
        return found
    block = Block(code=code)
    session.add(block)
    session.flush()
    return block.id or 0


def year_of(session: Session, block_id: int, year: int) -> BlockYear:
    """The row of a block's year, made now if there was none."""
    found = session.exec(
        select(BlockYear).where(BlockYear.block_id == block_id, BlockYear.year == year)
    ).first()
    if found is None:
        found = BlockYear(block_id=block_id, year=year)
        session.add(found)
        session.flush()
    return found


def hold_year(session: Session, block_year_id: int) -> BlockYear:
    """The year as it is now, kept from every other writer until the transaction ends.

    Raises:
        NotFound: there is no such year.
    """
    row = session.exec(_HELD, params={"key": block_year_id}).first()
    if row is None:
        raise NotFound(kind="year", name=str(block_year_id))
    return row


def lock_year(session: Session, block_year_id: int) -> BlockYear:
    """The year, held as by `hold_year`, that still takes changes.

    Raises:
        NotFound: there is no such year.
        YearLocked: it is published or archived.
    """
    row = hold_year(session, block_year_id)
    if row.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        raise YearLocked(year=row.year, state=row.state.value)
    return row


def lock_scores(session: Session, block_year_id: int) -> BlockYear:
    """The year, held as by `hold_year`, whose scores may still change.

    Raises:
        NotFound, YearLocked: see `lock_year`.
        ScoringIsLocked: its scoring is locked, so that it prints as it stands.
    """
    row = lock_year(session, block_year_id)
    if session.get(ScoringLock, block_year_id) is not None:
        raise ScoringIsLocked(year=row.year)
    return row


def write_year(
    session: Session, block_year: BlockYear, document: rules.YearDocument, *, keep_votes: bool = False
) -> None:
    """Make the tables say what the document says of this year, in place of what they said.

    `keep_votes`: of the votes they say it already.
    """
    key = block_year.id or 0
    details, plans = office_details(session, key), _task_details(session, key)
    beside = take_beside(session, key)
    _clear(session, key)
    if not keep_votes:
        _clear_votes(session, key)
    block = document.block
    call_block(
        session, block_year.block_id, document.year, BlockStyle(block.name, block.kind, block.province)
    )
    block_year.theme = document.theme
    block_year.version += 1
    units = _write_roll(session, block_year, document.units)
    _write_offices(session, key, document, units, details)
    write_criteria(session, key, document.criteria)
    put_beside(session, key, beside)
    lines = criteria_of_year(session, key)
    write_scores(session, key, document.scores, units, lines, document.ranking.tie_breaks)
    write_ranking(session, block_year, document.ranking, document.classification, document.quotas)
    for position, poll in enumerate(() if keep_votes else document.polls):
        write_poll(session, key, position, poll, units)
    _write_outcome(session, key, document, units)
    session.add_all(
        YearTask(block_year_id=key, position=position, text=text, **plans.get(text, {}))
        for position, text in enumerate(document.next.tasks if document.next else ())
    )


def _task_details(session: Session, key: int) -> dict[str, dict[str, Any]]:
    """What is known of each task beside its text."""
    rows = session.exec(select(YearTask).where(YearTask.block_year_id == key))
    return {row.text: row.model_dump(exclude={"block_year_id", "position", "text"}) for row in rows}


def _clear(session: Session, key: int) -> None:
    for table in _CLEARED:
        columns = table_of(table).c
        session.exec(delete(table).where(columns.block_year_id == key))


def _clear_votes(session: Session, key: int) -> None:
    polls = select(Poll.id).where(Poll.block_year_id == key)
    session.exec(update(Conference).where(col(Conference.poll_id).in_(polls)).values(poll_id=None))
    for part in (PollOption, PollVoter, PollBatch, PollBundle, TellerCount):
        session.exec(delete(part).where(table_of(part).c.poll_id.in_(polls)))
    session.exec(delete(Poll).where(col(Poll.block_year_id) == key))


def unit_of(session: Session, block_id: int, code: str) -> int:
    """The id of the unit that the block knows by that code, registered now if it knows none."""
    return _units_of(session, block_id, [code])[code]


def _units_of(session: Session, block_id: int, codes: Sequence[str]) -> dict[str, int]:
    code = code_in_block(literal(block_id))
    known = select(code, Unit.id).where(code.in_(codes), units_known_to(block_id))
    found = {code: unit_id or 0 for code, unit_id in session.exec(known)}
    added = [Unit(block_id=block_id, code=code) for code in codes if code not in found]
    session.add_all(added)
    session.flush()
    return found | {unit.code: unit.id or 0 for unit in added}


def _write_roll(
    session: Session, block_year: BlockYear, members: Sequence[rules.MemberUnit]
) -> dict[str, int]:
    key = block_year.id or 0
    units = _units_of(session, block_year.block_id, [member.code for member in members])
    styles = {units[member.code]: UnitStyle(member.name, member.short_name) for member in members}
    call_units(session, styles, block_year.year)
    join_block(session, block_year.block_id, list(styles), block_year.year)
    for position, member in enumerate(members):
        unit_id = units[member.code]
        session.add(
            YearUnit(
                block_year_id=key,
                unit_id=unit_id,
                position=position,
                scored=member.scored,
                votes=member.votes,
            )
        )
    return units


def _write_offices(
    session: Session, key: int, document: rules.YearDocument, units: Mapping[str, int], details: Details
) -> None:
    held = [(unit.office, units[unit.code]) for unit in document.units if unit.office]
    add_offices(session, key, OfficeTerm.CURRENT, held, details)
    plan = document.next or rules.NextYear()
    chosen = [(OfficeRole.HEAD, units[plan.head])] if plan.head else []
    chosen += [(OfficeRole.DEPUTY, units[code]) for code in plan.deputies]
    add_offices(session, key, OfficeTerm.NEXT, chosen, details)


def write_criteria(session: Session, key: int, criteria: Iterable[rules.Criterion]) -> dict[str, int]:
    """Add the nodes, parents first, to a year that has none of their codes; their ids by code."""
    ids: dict[str, int] = {}
    for position, node in enumerate(criteria):
        row = Criterion(
            block_year_id=key, code=node.code, position=position, name=node.name, method=node.method
        )
        row.parent_id = ids[node.parent] if node.parent else None
        set_figures(row, node)
        session.add(row)
        session.flush()
        ids[node.code] = row.id or 0
    return ids


def set_figures(row: Criterion, node: rules.Criterion) -> None:
    """Give the row the figures of the node: those of its method, None for the others."""
    row.maximum, row.step, row.floor, row.cap = node.max, node.step, node.floor, node.cap
    row.per_item = None if node.per_item is None else decimal_text(node.per_item)
    row.bonus = None if node.bonus is None else decimal_text(node.bonus)
    row.penalty = None if node.penalty is None else decimal_text(node.penalty)


def _write_outcome(
    session: Session, key: int, document: rules.YearDocument, units: Mapping[str, int]
) -> None:
    session.add_all(
        Award(
            block_year_id=key,
            position=position,
            award=award.award,
            unit_id=units[award.unit],
            stage=award.stage,
            document_number=award.number,
            decided_on=award.date,
        )
        for position, award in enumerate(document.awards)
    )
