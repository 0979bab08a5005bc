"""Commands on how a block is styled: its dated names, and what its head and deputy are called."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import BlockKind, YearState
from models.registry import Block, BlockName
from models.year import BlockYear
from services import audit
from services.access import require
from services.errors.base import NotFound
from services.errors.registry import LastName
from services.errors.years import YearLocked
from services.queries.blocks import styles_of_block
from services.rules.naming import BlockStyle, Dated, style_in, style_on
from services.rules.rights import Actor, Permission
from services.rules.terms import CALENDAR, day_within
from services.rules.text import LABEL_LIMIT, clean_name, clean_or_blank


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStyleEntry:
    """What people type of how a block is styled."""

    name: str
    kind: BlockKind
    province: str = ""


def style_block(
    session: Session, actor: Actor, block_id: int, valid_from: date, entry: BlockStyleEntry
) -> None:
    """Have the block styled so from that day until its next name; a day that has a name gets this one.

    Raises:
        YearLocked: a published or archived year would be called otherwise.
        DayOutsideYear: the day is in no calendar.
    """
    before = _held_styles(session, actor, block_id)
    day_within(valid_from, CALENDAR)
    style = BlockStyle(clean_name(entry.name), entry.kind, clean_or_blank(entry.province) or None)
    after = sorted({**dict(before), valid_from: style}.items())
    _refuse_closed_years(session, block_id, before, after)
    session.merge(
        BlockName(
            block_id=block_id,
            valid_from=valid_from,
            name=style.name,
            kind=style.kind,
            province=style.province,
        )
    )
    audit.record(
        session,
        actor,
        "style_block",
        _subject(block_id),
        valid_from=valid_from.isoformat(),
        before=_told(before, valid_from),
        after=asdict(style),
    )


def remove_block_style(session: Session, actor: Actor, block_id: int, valid_from: date) -> None:
    """Take away the name that begins on that day; the one before goes on.

    Raises:
        NotFound: no name begins on that day.
        LastName: it is the only one.
        YearLocked: a published or archived year would be called otherwise.
    """
    before = _held_styles(session, actor, block_id)
    row = session.get(BlockName, (block_id, valid_from))
    if row is None:
        raise NotFound(kind="block name", name=valid_from.isoformat())
    if len(before) == 1:
        raise LastName(name=row.name)
    after = [(day, style) for day, style in before if day != valid_from]
    _refuse_closed_years(session, block_id, before, after)
    session.delete(row)
    audit.record(
        session,
        actor,
        "remove_block_style",
        _subject(block_id),
        valid_from=valid_from.isoformat(),
        before=_told(before, valid_from),
        after=_told(after, valid_from),
    )


def label_offices(session: Session, actor: Actor, block_id: int, head_label: str, deputy_label: str) -> None:
    """Say what the head and the deputy of the block are called; blank, by the common words."""
    block = _held_block(session, actor, block_id)
    before = audit.state_of(block)
    block.head_label = clean_or_blank(head_label, LABEL_LIMIT)
    block.deputy_label = clean_or_blank(deputy_label, LABEL_LIMIT)
    audit.record(
        session,
        actor,
        "label_offices",
        _subject(block_id),
        before=before,
        after=audit.state_of(block),
    )


def _held_styles(session: Session, actor: Actor, block_id: int) -> list[Dated[BlockStyle]]:
    _held_block(session, actor, block_id)
    return styles_of_block(session, block_id)


def _held_block(session: Session, actor: Actor, block_id: int) -> Block:
    """The block, kept from every other writer, for whoever keeps its registry."""
    require(session, actor, Permission.EDIT_REGISTRY, block_id=block_id)
    block = session.exec(select(Block).where(Block.id == block_id).with_for_update()).first()
    if block is None:
        raise NotFound(kind="block", name=str(block_id))
    return block


def _refuse_closed_years(
    session: Session, block_id: int, before: Sequence[Dated[BlockStyle]], after: Sequence[Dated[BlockStyle]]
) -> None:
    """A closed year has been printed under its name."""
    closed = select(BlockYear).where(
        BlockYear.block_id == block_id, col(BlockYear.state).in_((YearState.PUBLISHED, YearState.ARCHIVED))
    )
    for row in session.exec(closed.order_by(col(BlockYear.year))):
        if before and style_in(before, row.year) != style_in(after, row.year):
            raise YearLocked(year=row.year, state=row.state.value)


def _told(styles: Sequence[Dated[BlockStyle]], day: date) -> dict[str, audit.Fact] | None:
    """How the block is styled on that day, if it is."""
    style = style_on(styles, day)
    return asdict(style) if style else None


def _subject(block_id: int) -> str:
    return f"block {block_id}"
