"""The desk on which somebody types criteria: what the grid was drawn from, and what was typed into it.

Streamlit tells edits by the place of the row, so the frame of a grid is kept for as long as its key lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from pages.scoring.criteria_rows import Drawn, Texts, frame_of, texts_drawn
from pages.shared.context import Context

_ROUND = "criteria_round"  # counts up when a grid is to be drawn from another frame


@dataclass(slots=True)
class Desk:
    """`frame` is what the grid began with; `typed` are its rows as they stood when it was drawn last.

    `stored` are the rows of what is stored, as they would be typed.
    """

    drawn: Drawn
    frame: pd.DataFrame
    stored: Sequence[Texts]
    typed: list[Texts] = field(default_factory=list)

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that differs from what is stored."""
        return bool(self.typed) and self.typed != self.stored

    def follow(self, now: Drawn) -> None:
        """Take what is stored now for what was drawn; what was typed stays."""
        self.drawn, self.stored = now, texts_drawn(now)

    def lay_out(self, texts: Sequence[Texts]) -> None:
        """Have the grid begin with these rows."""
        self.typed = list(texts)
        self.frame = frame_of(texts)
        turn_round()


def desk_of(ctx: Context, now: Drawn) -> Desk:
    """The desk of the year; what was typed before another view was looked at is laid out again.

    Where nothing was typed, or nothing else has changed but the versions, it follows what is stored `now`.
    """
    key = _key(ctx)
    desk: Desk | None = st.session_state.get(key)
    if desk is None or not desk.has_unsaved:
        if desk is not None and desk.drawn.seen == now.seen:
            return desk
        if desk is not None:
            turn_round()
        texts = texts_drawn(now)
        st.session_state[key] = desk = Desk(now, frame_of(texts), texts)
        return desk
    if desk.drawn.register.tree == now.register.tree:
        desk.follow(now)
    if grid_key(ctx) not in st.session_state:
        desk.lay_out(desk.typed)
    return desk


def clear_desk(ctx: Context) -> None:
    """Have the grid be drawn from what is stored."""
    st.session_state.pop(_key(ctx), None)
    turn_round()


def grid_key(ctx: Context) -> str:
    """The key of the grid as it is laid out now."""
    return f"criteria-{ctx.block_year_id}-{st.session_state.get(_ROUND, 0)}"


def turn_round() -> None:
    """Let the grid have another key, and with it another frame."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key(ctx: Context) -> str:
    return f"criteria_desk-{ctx.block_year_id}"
