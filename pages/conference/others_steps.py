"""Has a page that waits for somebody else's step go on by itself: nobody reloads in the middle of a vote."""

import streamlit as st

from pages.shared.ballot_watch import AskedForAll, Marks, vote_steps
from pages.shared.context import Context, telling
from services.database import Database


def marks_now(ctx: Context) -> Marks:
    """How far the votes are, to be asked before what is drawn: what comes between is then drawn twice."""
    marks: Marks = ()
    with telling(ctx.engine):
        marks = vote_steps(ctx.engine).now(ctx.block_year_id)
    return marks


def follow(ctx: Context, marks: Marks) -> None:
    """Draw the page anew once somebody has taken a step since these marks."""
    _follow(vote_steps(ctx.engine), ctx.engine, ctx.block_year_id, marks)


@st.fragment(run_every="2s")
def _follow(steps: AskedForAll, engine: Database, block_year_id: int, drawn: Marks) -> None:
    now = drawn
    with telling(engine):
        now = steps.of_year(block_year_id)
    if now != drawn:
        st.rerun()
