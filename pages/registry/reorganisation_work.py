"""What is done with a reorganisation sheet away from the screen: nothing in here draws or knows who looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pages.shared.file_steps import Upload
from services.database import Database, reading, writing
from services.queries.events import AppliedSheet
from services.queries.reorganisation import (
    editable_blocks,
    empty_sheet,
    events_of_table,
    table_of_workbook,
)
from services.reorganisation import apply_reorganisation, undo_reorganisation
from services.rules.directory import BlockFacts
from services.rules.progress import Progress
from services.rules.reorganisation_sheet import SheetReading
from services.rules.rights import Actor
from services.workbooks.tables import Table


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose table could be read, what it says, and the blocks that it may name."""

    file: Upload[None]
    table: Table
    found: SheetReading
    blocks: Mapping[int, BlockFacts]


def template(engine: Database, actor: Actor, day: date) -> bytes:
    """The empty workbook, which offers the actor's blocks as they are called on that day."""
    with reading(engine) as session:
        return empty_sheet([block.label_on(day) for block in editable_blocks(session, actor)])


def check(engine: Database, actor: Actor, file: Upload[None], progress: Progress) -> Checked:
    """What the file says; every refusal of the file itself is raised."""
    progress(0, 0)
    table = table_of_workbook(file.data)
    progress(0, 0)
    with reading(engine) as session:
        blocks = {block.block_id: block for block in editable_blocks(session, actor)}
        return Checked(file, table, events_of_table(session, actor, table, progress), blocks)


def apply(engine: Database, actor: Actor, checked: Checked, title: str, progress: Progress) -> None:
    """Record what the file was shown to say, in one transaction."""
    plans, seen = checked.found.plans, [event.lines for event in checked.found.events]
    with writing(engine) as session:
        apply_reorganisation(session, actor, title, plans, seen=seen, progress=progress)


def undo(engine: Database, actor: Actor, sheet: AppliedSheet, progress: Progress) -> None:
    """Take back what an applied sheet has recorded, in one transaction."""
    with writing(engine) as session:
        undo_reorganisation(session, actor, sheet.sheet_id, progress)
