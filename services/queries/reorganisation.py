"""What a reorganisation sheet says, read against the registry as it is now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from sqlmodel import Session, col, select

from models.enums import UnitEventKind
from models.registry import Block, Unit
from services.queries.lineage import registry_of
from services.queries.registry import block_styles, units_known_to
from services.queries.scope import blocks_in_reach
from services.rules.directory import BlockFacts, Directory, UnitFacts
from services.rules.progress import Progress, unwatched
from services.rules.reorganisation_sheet import SheetReading, events_in
from services.rules.rights import Actor, Permission
from services.rules.text import sort_key
from services.workbooks.reading import read_sheet
from services.workbooks.tables import Table, columns_of, table_in
from services.workbooks.writing import workbook_of

SHEET = "reorganisation"
"""The layout of the sheet, in services/templates/sheets."""

_WORDS = Path(__file__).resolve().parents[1] / "templates" / "event_words.yaml"


@cache
def event_words() -> Mapping[UnitEventKind, tuple[str, ...]]:
    """How people write each event; the first is what the sheet offers."""
    words: Mapping[str, Sequence[str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {UnitEventKind(kind): tuple(spellings) for kind, spellings in words.items()}


def empty_sheet(labels: Iterable[str]) -> bytes:
    """The workbook to fill in, which offers those blocks."""
    return workbook_of(SHEET, (), lists={"new_block": tuple(labels)})


def table_of_workbook(data: bytes) -> Table:
    """The table of the workbook.

    Raises:
        WorkbookRefused: the file is not read at all.
        SheetRefused: its sheet is no such table; with everything that is wrong in it.
    """
    return table_in(read_sheet(data), columns_of(SHEET))


def events_of_table(
    session: Session, actor: Actor, table: Table, progress: Progress = unwatched
) -> SheetReading:
    """The events that the rows tell, judged by the blocks whose registry the actor may edit."""
    rows = {row.number: row.values for row in table.rows}
    return events_in(rows, event_words(), directory_of(session, actor), progress)


def directory_of(session: Session, actor: Actor) -> Directory:
    """The blocks whose registry the actor may edit, with all the units that they know.

    The number of statements depends on no blocks or units.
    """
    blocks = editable_blocks(session, actor)
    keys = [block.block_id for block in blocks]
    registry = registry_of(session, keys)
    rows = session.exec(select(col(Unit.id), col(Unit.code), col(Unit.kind)).where(units_known_to(*keys)))
    return Directory(registry, {key or 0: UnitFacts(code, kind) for key, code, kind in rows}, blocks)


def editable_blocks(session: Session, actor: Actor) -> list[BlockFacts]:
    """The blocks whose registry the actor may edit, each with its names over time."""
    reach = blocks_in_reach(session, actor, Permission.EDIT_REGISTRY)
    styles = block_styles(session)
    rows = session.exec(select(Block.id, Block.code).order_by(col(Block.code)))
    return [
        BlockFacts(key, code, tuple(styles.all_of(key)))
        for key, code in rows
        if key and styles.all_of(key) and (reach is None or key in reach)
    ]


def units_on(session: Session, block_ids: Collection[int], day: date) -> dict[int, str]:
    """The units that belong to those blocks on that day, called as then, in Vietnamese order."""
    registry = registry_of(session, block_ids)
    named = {key: past.name_on(day) for key, past in registry.items() if past.block_on(day) in block_ids}
    return dict(sorted(named.items(), key=lambda unit: (sort_key(unit[1]), unit[0])))
