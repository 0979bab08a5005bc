"""What somebody typed into a grid and did not save, for the next time that it is opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.sheets import SheetDraft
from services.rules.cell_edits import CellEdit


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts as they were typed over the versions that were seen then, and when they were last kept."""

    edits: tuple[CellEdit, ...]
    kept_at: datetime


def draft_of(session: Session, account_id: int | None, block_year_id: int, view: str) -> Draft | None:
    """What the account has left in that grid; the command line types into none."""
    row = session.get(SheetDraft, (account_id, block_year_id, view)) if account_id is not None else None
    if row is None:
        return None
    edits = (CellEdit(one["unit"], one["criterion"], one["text"], one["seen"]) for one in row.cells)
    return Draft(tuple(edits), row.kept_at)
