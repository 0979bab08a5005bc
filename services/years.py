"""Commands on the years of a block: opening one, what is recorded of it, its plans, its state."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.enums import BlockKind, OfficeRole, YearState
from models.polls import Poll
from models.registry import Block
from models.year import BlockYear
from services import audit
from services.access import require, require_fresh, require_in_year
from services.errors.accounts import NameTaken
from services.errors.typed import ReasonMissing
from services.errors.years import PollsOpen, StepNotOffered, YearExists, YearOutOfRange
from services.queries.archive import year_document
from services.queries.polls import UNDER_WAY
from services.queries.registry import block_styles
from services.queries.rolls import members_after
from services.rules.document import BlockIdentity, MemberUnit, YearDocument
from services.rules.rights import Actor, Permission
from services.rules.text import LABEL_LIMIT, SENTENCE_LIMIT, clean_name, clean_or_blank, code_for
from services.storage.criteria_origins import continue_from
from services.storage.groups import continue_groups
from services.storage.offices import take_office
from services.storage.versions import stale, take_version
from services.storage.year import block_of, hold_year, lock_year, write_year, year_of

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
STATES = tuple(YearState)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockEntry:
    """What people type of a block; the labels say what its head and deputy are called."""

    name: str
    kind: BlockKind
    province: str = ""
    code: str = ""
    head_label: str = ""
    deputy_label: str = ""


def open_block(session: Session, actor: Actor, entry: BlockEntry, year: int) -> int:
    """Register a block with its first year, and give the year's id.

    Raises:
        NameTaken: another block has that code.
        CodeUnfit, YearOutOfRange: what was typed cannot be used.
    """
    require(session, actor, Permission.EDIT_YEAR)
    name = clean_name(entry.name)
    code = code_for(name, entry.code)
    if session.exec(select(Block.id).where(Block.code == code)).first() is not None:
        raise NameTaken(name=code)
    row = _new_year(session, block_of(session, code), year)
    block = session.exec(select(Block).where(Block.id == row.block_id)).one()
    block.head_label = clean_or_blank(entry.head_label, LABEL_LIMIT)
    block.deputy_label = clean_or_blank(entry.deputy_label, LABEL_LIMIT)
    identity = BlockIdentity(
        code=code, name=name, kind=entry.kind, province=clean_or_blank(entry.province) or None
    )
    write_year(session, row, YearDocument(year=year, block=identity, units=()))
    audit.record(session, actor, "open_year", _subject(row), block=name, code=code, year=year)
    return row.id or 0


def open_year(session: Session, actor: Actor, copy_from: int, year: int) -> int:
    """Open another year with the roll, criteria and rules of an existing one, and give its id.

    Units that have left the block by then make room for those that came out of them; all are called as in
    the new year. When the years follow each other, those chosen as next head and deputies take their offices.

    Raises:
        YearExists: the block has that year already.
        YearOutOfRange: no block works in such a year.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, copy_from)
    before = hold_year(session, copy_from)
    row = _new_year(session, before.block_id, year)
    old = year_document(session, before)
    succeeds = year == before.year + 1
    members = members_after(session, before.block_id, copy_from, before.year, year)
    style = block_styles(session, before.block_id).at(before.block_id, year)
    write_year(
        session,
        row,
        replace(
            old,
            year=year,
            block=replace(old.block, name=style.name, kind=style.kind, province=style.province),
            theme=None,
            units=tuple(_successor(old, unit) for unit in members) if succeeds else tuple(members),
            scores=(),
            polls=(),
            awards=(),
            next=None,
        ),
    )
    continue_from(session, row.id or 0, copy_from)
    continue_groups(session, actor.account_id, row, copy_from)
    if succeeds:
        take_office(session, copy_from, row.id or 0)
    row.illustrative = before.illustrative
    audit.record(session, actor, "open_year", _subject(row), copy_from=before.year, year=year)
    return row.id or 0


def edit_year(
    session: Session,
    actor: Actor,
    block_year_id: int,
    *,
    seen_version: int,
    theme: str,
    conference_on: date | None,
    conference_place: str,
    chaired_by: str,
) -> None:
    """Record the year's theme and its conference.

    Raises:
        Stale: somebody has changed the year since `seen_version` was read.
    """
    row = _unlocked_year(session, actor, block_year_id, seen_version)
    before = audit.state_of(row)
    row.theme = clean_or_blank(theme, SENTENCE_LIMIT) or None
    row.conference_on = conference_on
    row.conference_place = clean_or_blank(conference_place)
    row.chaired_by = clean_or_blank(chaired_by)
    after = audit.state_of(row)
    audit.record(session, actor, "edit_year", _subject(row), year=row.year, before=before, after=after)


def move_year(
    session: Session, actor: Actor, block_year_id: int, seen: YearState, wanted: YearState, reason: str = ""
) -> None:
    """Move the year one step on, or one step back with a reason.

    Raises:
        Stale: the year does not stand at `seen` any more.
        StepNotOffered: `wanted` is no neighbour of `seen`.
        ReasonMissing: a step back without a reason.
        PollsOpen: it would be published while votes are open.
        PasswordNeeded: a step back, and the password was given too long ago.
    """
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    row = hold_year(session, block_year_id)
    if row.state is not seen:
        raise stale(session, _subject(row))
    step = STATES.index(wanted) - STATES.index(seen)
    if step not in (1, -1):
        raise StepNotOffered(state=seen.value, wanted=wanted.value)
    why = clean_or_blank(reason, SENTENCE_LIMIT)
    if step < 0 and not why:
        raise ReasonMissing()
    if step < 0:
        require_fresh(session, actor)
    if wanted is YearState.PUBLISHED and step > 0:
        _refuse_open_polls(session, block_year_id)
    row.state = wanted
    facts = {"before": {"state": seen.value}, "after": {"state": wanted.value}}
    audit.record(session, actor, "move_year", _subject(row), year=row.year, reason=why, **facts)


def _new_year(session: Session, block_id: int, year: int) -> BlockYear:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise YearOutOfRange(year=year, earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    taken = select(BlockYear.id).where(BlockYear.block_id == block_id, BlockYear.year == year)
    if session.exec(taken).first() is not None:
        raise YearExists(year=year)
    return year_of(session, block_id, year)


def _successor(old: YearDocument, unit: MemberUnit) -> MemberUnit:
    """The unit with the office that the old year's plan gives it; with none where the plan names nobody."""
    if old.next and unit.code == old.next.head:
        return replace(unit, office=OfficeRole.HEAD)
    chosen = old.next is not None and unit.code in old.next.deputies
    return replace(unit, office=OfficeRole.DEPUTY if chosen else None)


def _unlocked_year(session: Session, actor: Actor, block_year_id: int, seen_version: int) -> BlockYear:
    require_in_year(session, actor, Permission.EDIT_YEAR, block_year_id)
    row = lock_year(session, block_year_id)
    take_version(session, BlockYear, block_year_id, seen_version, _subject(row))
    session.refresh(row)
    return row


def _refuse_open_polls(session: Session, block_year_id: int) -> None:
    titles = session.exec(
        select(Poll.title).where(Poll.block_year_id == block_year_id, col(Poll.state).in_(UNDER_WAY))
    ).all()
    if titles:
        raise PollsOpen(titles=tuple(titles))


def _subject(row: BlockYear) -> str:
    return f"year {row.id}"
