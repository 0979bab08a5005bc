"""What is kept and saved of a grid: a draft at each edit, the cells at the button."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pages.scoring.sheet_desk import Desk, LastSaving, close
from pages.shared.context import Context
from services import drafts, scoring
from services.database import Session
from services.rules.cell_edits import CellEdit
from services.rules.score_grid import JudgedCell
from services.scoring import Saved


def keep(ctx: Context, desk: Desk) -> None:
    """Keep what is typed and not saved on the server, so that a lost connection loses none of it."""
    typed = desk.typed()
    desk.sheet.note(typed)
    desk.kept = _keep(ctx, desk, desk.sheet.edits(typed)) or desk.kept


def throw_away(ctx: Context, desk: Desk) -> None:
    """Forget what is typed and not saved, here and on the server."""
    _keep(ctx, desk, [])
    close()


def _keep(ctx: Context, desk: Desk, edits: Sequence[CellEdit]) -> bool:
    """Whether the server has these now as what is typed and not saved."""

    def kept(session: Session) -> bool:
        now = datetime.now(UTC)
        drafts.keep_draft(session, ctx.actor, desk.block_year_id, desk.sheet.view, edits, now)
        return True

    return bool(ctx.carried_out(kept, desk.refuse))


def save(
    ctx: Context, desk: Desk, ready: Sequence[JudgedCell], rest: Sequence[JudgedCell], *, take_valid: bool
) -> Saved | None:
    """Save the cells that are ready, and keep the others as the draft; None if nothing could be saved."""
    sheet = desk.sheet
    sheet.faults.clear()
    desk.restored_at = None
    wanted = sheet.edits({(cell.criterion, cell.column): cell.after for cell in ready})
    left = sheet.edits({(cell.criterion, cell.column): cell.text for cell in rest})

    def saved(session: Session) -> Saved:
        outcome = scoring.save_cells(
            session, ctx.actor, desk.block_year_id, desk.stage, wanted, take_valid=take_valid
        )
        if desk.kept:
            failed = {(fault.unit_id, fault.criterion_id) for fault in outcome.refused}
            again = [edit for edit in wanted if (edit.unit_id, edit.criterion_id) in failed]
            now = datetime.now(UTC)
            drafts.keep_draft(session, ctx.actor, desk.block_year_id, sheet.view, [*left, *again], now)
        return outcome

    outcome = ctx.carried_out(saved, desk.refuse)
    if outcome is None:
        return None
    sheet.fail(outcome.refused)
    taken = [cell for cell in ready if (cell.criterion, cell.column) not in sheet.faults]
    sheet.take(taken)
    if any(cell.doubts for cell in taken):  # so that the grid shows what was understood
        desk.draw_anew({(cell.criterion, cell.column): cell.text for cell in desk.waiting()})
    if outcome.saved_at is not None:
        desk.last = LastSaving(outcome.cells, outcome.saved_at)
    return outcome
