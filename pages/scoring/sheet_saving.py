"""What is kept and saved of a grid: a draft at each edit, cells at the button; and what can be undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from models.enums import Stage
from pages.scoring.sheet_views import View
from pages.shared.context import Context
from pages.shared.grid import Sheet
from services import drafts, scoring
from services.database import Session
from services.errors.base import DomainError
from services.errors.scoring import CellsRefused
from services.queries.accounts import last_entry_on
from services.rules.cell_edits import CellEdit
from services.rules.pasted_block import Place
from services.rules.score_grid import JudgedCell
from services.scoring import Saved

_DESK, _ROUND = "sheet_desk", "sheet_round"


@dataclass(frozen=True, slots=True)
class LastSaving:
    """What of the own savings can be undone: how many cells, and when."""

    cells: int
    saved_at: datetime


@dataclass(slots=True)
class Desk:
    """A sheet that somebody works on, in the year and the view that it was opened for.

    `restored_at`: what was found typed and not saved was kept then; `kept`: the server may have such a draft.
    `drawn` is the key under which the grid was drawn last. `refusal` is still to be said.
    """

    block_year_id: int
    stage: Stage
    sheet: Sheet
    last: LastSaving | None = None
    restored_at: datetime | None = None
    kept: bool = False
    drawn: str = ""
    refusal: DomainError | None = None

    def serves(self, block_year_id: int, view: View) -> bool:
        """Whether it is of that view, with the same units and criteria, and what was typed is at hand.

        Streamlit forgets a grid once another screen is drawn.
        """
        sheet = self.sheet
        cells = tuple(sheet.criterion_ids.values()), tuple(sheet.unit_ids.values())
        same = (self.block_year_id, sheet.view, cells) == (block_year_id, view.name, view.cells)
        return same and (sheet.key in st.session_state or sheet.key != self.drawn)

    def draw_anew(self, typed: Mapping[Place, str]) -> None:
        """Have the grid drawn with those texts typed in."""
        self.sheet.draw_anew(typed, _next_round())

    def typed(self) -> dict[Place, str]:
        """What was typed and is not saved, by what the browser has sent last."""
        return self.sheet.typed_in(st.session_state.get(self.sheet.key, {}).get("edited_rows", {}))

    def waiting(self) -> list[JudgedCell]:
        """What was typed and is not saved, as it is understood."""
        return self.sheet.judged(self.typed())

    def refuse(self, refusal: DomainError) -> None:
        """Take note of what was refused, to say it."""
        self.refusal = refusal
        if isinstance(refusal, CellsRefused):
            self.sheet.fail(refusal.faults)


def desk_of(ctx: Context, view: View, opened: Callable[[], tuple[Sheet, datetime | None]]) -> Desk:
    """The desk of the view: the one that is there, while its grid lives, or one that is opened now."""
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is not None and desk.serves(ctx.block_year_id, view):
        return desk
    sheet, kept_at = opened()
    sheet.round = _next_round()
    last = _last_saving(ctx, view.stage)
    desk = Desk(ctx.block_year_id, view.stage, sheet, last, kept_at, kept=kept_at is not None)
    st.session_state[_DESK] = desk
    return desk


def _next_round() -> int:
    """A number that no grid of this session has had: under an old key Streamlit finds what was typed then."""
    number: int = st.session_state.get(_ROUND, -1) + 1
    st.session_state[_ROUND] = number
    return number


def close() -> None:
    """Have everything read anew the next time."""
    st.session_state.pop(_DESK, None)


def _last_saving(ctx: Context, stage: Stage) -> LastSaving | None:
    """The last saving of the actor at the stage, unless it was one that took another back."""
    if ctx.actor.account_id is None:
        return None
    with ctx.reading() as session:
        entry = last_entry_on(session, f"{ctx.block_year_id}/{stage.value}", ctx.actor.account_id)
        if entry is None or entry.action != scoring.SAVE:
            return None
        return LastSaving(int(entry.facts["cells"]), datetime.fromisoformat(entry.facts["saved_at"]))


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
