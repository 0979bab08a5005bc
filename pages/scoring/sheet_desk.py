"""What somebody works on: a sheet as it was opened, as long as its grid is there, and what can be undone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from models.enums import Stage
from pages.scoring.sheet_views import View
from pages.shared.context import Context
from pages.shared.grid import Sheet
from services import scoring
from services.errors.base import DomainError
from services.errors.scoring import CellsRefused
from services.queries.accounts import last_entry_on
from services.rules.pasted_block import Place
from services.rules.score_grid import JudgedCell

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
