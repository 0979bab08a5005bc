"""All that the registry and the years know of one unit, as far as the actor may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.enums import UnitKind
from models.registry import BlockMembership, Unit, UnitEvent, UnitName
from services.errors.base import NotFound
from services.queries.comparison import Comparison, TitleLine, UnitInYear, comparison_of_block
from services.queries.finality import Finality
from services.queries.offices import OfficeHeld
from services.queries.representatives import RepresentativeLine, representatives_of_unit
from services.queries.scope import blocks_in_reach
from services.queries.story import Story, story_of_unit
from services.queries.turns import block_styles_of
from services.rules.lineage import Lineage, lineage_of
from services.rules.naming import BlockStyle, UnitStyle, style_on
from services.rules.rights import Actor


@dataclass(frozen=True, slots=True)
class NameLine:
    """What the unit is called from a day on, and the document that says so."""

    since: date
    style: UnitStyle
    document: str


@dataclass(frozen=True, slots=True)
class Stay:
    """The block that the unit belongs to from a day on, styled as then; no block: it belongs to none.

    `seen`: the actor may look at that block.
    """

    since: date
    block: BlockStyle | None
    seen: bool
    document: str


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """What a block's years say of the unit; places and titles of released years only."""

    block_id: int
    block: str
    head_label: str
    deputy_label: str
    years: tuple[UnitInYear, ...]
    offices: tuple[OfficeHeld, ...]
    titles: tuple[TitleLine, ...]
    illustrative: bool
    marks: tuple[tuple[int, Finality], ...]


@dataclass(frozen=True, slots=True)
class UnitProfile:
    """A unit; names and stays oldest first, a record for each of its blocks that the actor may look at."""

    unit_id: int
    kind: UnitKind
    names: tuple[NameLine, ...]
    stays: tuple[Stay, ...]
    records: tuple[BlockRecord, ...]
    representatives: tuple[RepresentativeLine, ...]
    lineage: Lineage
    story: Story


def profile_of_unit(session: Session, actor: Actor, unit_id: int) -> UnitProfile:
    """The unit, in as many statements for many units and years as for few; more for each of its own blocks.

    Raises:
        NotFound: there is no such unit in a block that the actor may look at.
    """
    unit = session.get(Unit, unit_id)
    rows = session.exec(
        select(col(BlockMembership.valid_from), col(BlockMembership.block_id), col(UnitEvent.document_number))
        .join(UnitEvent, col(UnitEvent.id) == col(BlockMembership.event_id), isouter=True)
        .where(BlockMembership.unit_id == unit_id)
        .order_by(col(BlockMembership.valid_from))
    ).all()
    reach = blocks_in_reach(session, actor)
    known = [*dict.fromkeys(block for _, block, _ in rows if block is not None)]
    if unit is not None and unit.block_id not in known:
        known.append(unit.block_id)
    seen = [block for block in known if reach is None or block in reach]
    if unit is None or not seen:
        raise NotFound(kind="unit", name=str(unit_id))
    styles, story = block_styles_of(session, known), story_of_unit(session, actor, unit_id)
    stays = []
    for since, block, document in rows:
        style = (style_on(styles[block], since) or styles[block][0][1]) if block in styles else None
        stays.append(Stay(since, style, block in seen, document or ""))
    return UnitProfile(
        unit_id=unit_id,
        kind=unit.kind,
        names=tuple(_names(session, unit_id)),
        stays=tuple(stays),
        records=tuple(
            _record(block, styles[block][-1][1].name, unit_id, comparison_of_block(session, actor, block))
            for block in seen
        ),
        representatives=tuple(representatives_of_unit(session, unit_id)),
        lineage=lineage_of(unit_id, story.links()),
        story=story,
    )


def _names(session: Session, unit_id: int) -> Iterable[NameLine]:
    rows = session.exec(
        select(UnitName, col(UnitEvent.document_number))
        .join(UnitEvent, col(UnitEvent.id) == col(UnitName.event_id), isouter=True)
        .where(UnitName.unit_id == unit_id)
        .order_by(col(UnitName.valid_from))
    )
    for name, document in rows:
        yield NameLine(name.valid_from, UnitStyle(name.name, name.short_name), document or "")


def _record(block_id: int, name: str, unit_id: int, found: Comparison) -> BlockRecord:
    years = next((unit.years for unit in found.units if unit.unit_id == unit_id), ())
    own = {line.year for line in years}
    return BlockRecord(
        block_id=block_id,
        block=name,
        head_label=found.head_label,
        deputy_label=found.deputy_label,
        years=years,
        offices=tuple(line for line in found.offices if line.unit_id == unit_id),
        titles=tuple(line for line in found.titles if line.unit_id == unit_id),
        illustrative=found.illustrative,
        marks=tuple(mark for mark in found.marks if mark[0] in own),
    )
