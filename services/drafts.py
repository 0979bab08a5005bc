"""The command that keeps what somebody has typed into a grid and not saved, so that nothing is lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.sheets import SheetDraft
from services.access import require_in_year, require_own
from services.errors.scoring import DraftTooLarge
from services.rules.cell_edits import CellEdit
from services.rules.rights import Actor, Permission

MOST_CELLS = 20_000
LONGEST_TEXT = 200


def keep_draft(
    session: Session, actor: Actor, block_year_id: int, view: str, edits: Sequence[CellEdit], now: datetime
) -> None:
    """Keep what the actor has typed into that grid and not saved, in place of what was kept.

    Raises:
        NotAllowed: the session has ended, or the year is none that the actor looks at.
        DraftTooLarge: more cells than a grid has.
    """
    account_id = require_own(session, actor)
    require_in_year(session, actor, Permission.VIEW, block_year_id)
    if len(edits) > MOST_CELLS:
        raise DraftTooLarge(most=MOST_CELLS)
    row = session.get(SheetDraft, (account_id, block_year_id, view), populate_existing=True)
    if not edits:
        if row is not None:
            session.delete(row)
        return
    row = row or SheetDraft(account_id=account_id, block_year_id=block_year_id, view=view, kept_at=now)
    row.cells = [
        {
            "unit": edit.unit_id,
            "criterion": edit.criterion_id,
            "text": edit.text[:LONGEST_TEXT],
            "seen": edit.seen_version,
        }
        for edit in edits
    ]
    row.kept_at = now
    session.add(row)
