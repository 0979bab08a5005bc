"""The reading of a count on the chair's console: ballot by ballot, paused, gone on with, shown as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.conference import hall_round
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import version_seen
from services import hall, poll_steps
from services.queries.board import PollBoard, Reading, board_of
from services.queries.polls import PollDetail
from services.rules.counting import is_by_ballot

_SEVERAL = 5


def render(ctx: Context, detail: PollDetail) -> None:
    """Say how far the reading is, with its one next step."""
    with ctx.reading() as session:
        board = board_of(session, ctx.block_year_id, detail.poll_id)
    seen = version_seen(f"reading-{detail.poll_id}", detail.version)
    step = _Step(ctx, detail.poll_id, seen)
    reading = board.reading if board else None
    if reading is None:
        st.success(_("The tellers have counted. The hall has not seen anything of it yet."))
        ballots = is_by_ballot(detail.poll)  # of hands the hall has seen as much as there is to see
        with st.container(horizontal=True):
            if ballots:
                step.offer("begin", _("Read out ballot by ballot"), hall.begin_reading, primary=True)
            step.publish(primary=not ballots)
        return
    _how_far(ctx, detail.poll_id)
    with st.container(horizontal=True):
        if reading.read == reading.ballots:
            step.publish(primary=True)
            return
        if reading.goes_on:
            step.offer("go", _("Pause the reading"), hall.pause_reading, primary=True)
        else:
            _by_hand(step, reading)
        step.offer("all", _("Show all ballots now"), hall.finish_reading)
        step.publish(primary=False)


def _by_hand(step: "_Step", reading: Reading) -> None:
    step.offer("go", _("Go on reading"), hall.resume_reading, primary=True)
    step.offer("next", _("Next ballot"), partial(hall.read_next, number=1))
    if reading.ballots - reading.read >= _SEVERAL:
        label = _("{count} ballots more").format(count=_SEVERAL)
        step.offer("several", label, partial(hall.read_next, number=_SEVERAL))


@dataclass(frozen=True, slots=True)
class _Step:
    """Takes the steps of a reading, each on the version that was seen."""

    ctx: Context
    poll_id: int
    seen: int

    def offer(self, name: str, label: str, act: Callable[..., None], *, primary: bool = False) -> None:
        """A button that takes the reading on; one that keeps its name tells who comes late that it was."""
        key = f"reading-{self.poll_id}-{name}"
        if st.button(label, type="primary" if primary else "secondary", key=key):
            with self.ctx.acting(_("The hall sees it.")) as session:
                act(session, self.ctx.actor, self.poll_id, seen_version=self.seen)

    def publish(self, *, primary: bool) -> None:
        """Show the result, once it is confirmed."""
        key = f"reading-{self.poll_id}-publish"
        with st.popover(_("Show the result"), type="primary" if primary else "secondary", key=f"{key}ing"):
            st.write(_("The hall and everybody who may look at the block sees the result from then on."))
            if st.button(_("Yes, show the result"), type="primary", key=key):
                with self.ctx.acting(_("The result is read out.")) as session:
                    poll_steps.publish_poll(session, self.ctx.actor, self.poll_id, seen_version=self.seen)


@st.fragment(run_every="1s")
def _how_far(ctx: Context, poll_id: int) -> None:
    """How many ballots the hall has seen; once it has seen all of them the page takes its next step."""
    with ctx.reading() as session:
        board: PollBoard | None = board_of(session, ctx.block_year_id, poll_id)
    if board is None or board.reading is None:
        return
    reading = board.reading
    text = f"{hall_round.state_words(board)}: {hall_round.read_words(board)}"
    st.progress(reading.read / reading.ballots if reading.ballots else 1.0, text)
    ended = reading.read == reading.ballots
    if st.session_state.get(f"read-of-{poll_id}") is False and ended:
        st.session_state[f"read-of-{poll_id}"] = True
        st.rerun()
    st.session_state[f"read-of-{poll_id}"] = ended
