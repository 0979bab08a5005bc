"""The hall on the chair's console: a small picture of what it sees, and what it is to see."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from models.conference_enums import HallView
from models.enums import PollState
from pages.conference import hall_head, hall_round, hall_views
from pages.shared import display, formats, live
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import version_seen
from pages.shared.plain import plain
from services import hall, poll_steps
from services.queries.hall import HallNow, LedRound
from services.queries.polls import OUT


def render(ctx: Context, shown: HallNow, rounds: Sequence[LedRound]) -> None:
    """The picture, then the buttons that change it; each says so where somebody was first."""
    seen = version_seen(f"hall-{ctx.block_year_id}", shown.version)
    display.framed_style()
    watch = live.Watch(ctx.block_id, ctx.block_year_id, None)
    st.subheader(_("What the hall sees"))
    _picture(ctx, live.boards(ctx.engine), watch, hall_head.heading_of(ctx))
    _views(ctx, shown, seen, rounds)
    with st.container(horizontal=True):
        _standings(ctx, shown, seen)
        _freeze(ctx, shown, seen)
        st.link_button(_("Projector"), _projector_address(), icon=":material/open_in_new:")
    _held_back(ctx, seen, rounds)


@st.fragment(run_every="2s")
def _picture(ctx: Context, boards: live.Boards, watch: live.Watch, heading: hall_head.Heading) -> None:
    sight = boards.look(watch, ctx.actor.account_id, ctx.actor.link_id)
    if sight is None or sight.hall is None:
        st.caption(hall_head.refusal_words(ctx.actor) if sight is None else _("Waiting for the data"))
        return
    figures = [(_("Present"), hall_views.present_words(sight.hall))] if sight.hall.attendance.summoned else []
    for board in sight.hall.rounds:
        if turnout := hall_round.turnout_words(board):
            figures.append((_("Voted"), turnout))
    with st.container(horizontal=True):
        for label, figure in figures:
            st.metric(label, figure, width="content")
    display.framed(hall_views.markup_of(sight, heading))


def _views(ctx: Context, shown: HallNow, seen: int, rounds: Sequence[LedRound]) -> None:
    with st.container(horizontal=True):
        for view, label in hall_views.VIEWS.items():
            here = view is shown.view and shown.poll_id is None
            icon = ":material/visibility:" if here else None
            if st.button(_(label), icon=icon, disabled=here, key=f"hall-{view.value}", width="stretch"):
                _act(ctx, partial(hall.show_in_hall, view=view), seen)
    finished = {line.poll_id: line.title for line in rounds if line.state in OUT}
    if not finished:
        return
    with st.popover(_("Show an earlier result")):
        chosen = st.selectbox(
            _("Vote"), list(finished), format_func=finished.__getitem__, key=f"earlier-{ctx.block_year_id}"
        )
        if st.button(_("Show it in the hall"), key="hall-earlier"):
            _act(ctx, partial(hall.show_in_hall, view=HallView.POLL, poll_id=chosen), seen)


def _standings(ctx: Context, shown: HallNow, seen: int) -> None:
    if shown.standings_shown:
        if st.button(_("Take the standings back"), key="hall-withhold"):
            _act(ctx, hall.withhold_standings, seen)
        return
    with st.popover(_("Release the standings")):
        st.write(_("The hall and every board by a link may show the standings from then on."))
        if st.button(_("Yes, release them"), key="hall-release"):
            _act(ctx, hall.release_standings, seen)


def _freeze(ctx: Context, shown: HallNow, seen: int) -> None:
    if shown.frozen_at is None:
        if st.button(_("Hold the displays"), icon=":material/pause:", key="hall-freeze"):
            _act(ctx, partial(hall.freeze_hall, now=datetime.now(UTC)), seen)
        return
    st.warning(_("The displays stand still since {time}.").format(time=formats.clock(shown.frozen_at)))
    if st.button(_("Let the displays follow again"), icon=":material/play_arrow:", key="hall-unfreeze"):
        _act(ctx, hall.unfreeze_hall, seen)


def _held_back(ctx: Context, seen: int, rounds: Sequence[LedRound]) -> None:
    """Results that were counted and kept, to be shown together."""
    kept = {line.poll_id: line for line in rounds if line.state is PollState.COUNTED}
    if len(kept) < 2:
        return
    with st.popover(_("Show {count} results together").format(count=len(kept))):
        for line in kept.values():
            st.markdown(f"- {plain(line.title)}")
        if st.button(_("Yes, show all of them"), key="hall-together"):
            with ctx.acting(_("The results are read out.")) as session:
                for line in kept.values():
                    poll_steps.publish_poll(session, ctx.actor, line.poll_id, seen_version=line.version)
                hall.show_in_hall(session, ctx.actor, ctx.block_year_id, HallView.RESULTS, seen_version=seen)


def _act(ctx: Context, act: Callable[..., None], seen: int) -> None:
    with ctx.acting(_("The displays are set.")) as session:
        act(session, ctx.actor, ctx.block_year_id, seen_version=seen)


def _projector_address() -> str:
    """Beside this page, of the same block and year, without Streamlit's own bars."""
    return "trinh-chieu?" + urlencode({**st.query_params.to_dict(), "embed": "true"})
