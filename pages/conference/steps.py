"""The steps of a vote, each for whom it is: prepare, open, count, close, repeat, declare void."""

import streamlit as st

from models.enums import PollState
from pages.conference import ballot, draft
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import opened_form
from pages.shared.plain import plain
from services import voting
from services.queries.polls import PollDetail
from services.rules.counting import Attendance, left_over, uncounted
from services.rules.rights import Permission


def offer(ctx: Context, detail: PollDetail) -> None:
    """Draw what the actor can do with the round as it stands."""
    name = f"poll-{detail.poll_id}-{detail.state}"
    key, seen = opened_form(name, detail.version)
    prepares, chairs = ctx.may(Permission.PREPARE_POLLS), ctx.may(Permission.CHAIR_POLLS)
    if detail.state is PollState.DRAFT:
        if chairs and detail.poll.options:
            _open(ctx, detail, key, seen)
        elif not detail.poll.options:
            st.info(_("Nobody is on the ballot yet: choose the units below, then open the vote."))
        if prepares:
            with st.expander(_("Change the draft"), expanded=not detail.poll.options):
                draft.change(ctx, detail, key, seen, name)
    if detail.state is PollState.OPEN and ctx.may(Permission.COUNT_VOTES):
        ballot.count(ctx, detail, key, seen, name)
    if prepares and detail.state in (PollState.CLOSED, PollState.VOID):
        _repeat(ctx, detail, key, seen)
    with st.container(horizontal=True):
        if chairs and detail.state is PollState.OPEN:
            _close(ctx, detail, key, seen)
        if prepares and detail.state in (PollState.DRAFT, PollState.OPEN):
            ballot.withdraw(ctx, detail, key, seen, name)
        if chairs and detail.state is not PollState.VOID:
            _void(ctx, detail, key, seen)


def _open(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    poll = detail.poll
    with st.form(f"{key}-opening"):
        first, second, third = st.columns(3)
        members = first.number_input(
            _("Members"),
            0,
            None,
            poll.summoned if poll.members is None else poll.members,
            key=f"{key}-members",
        )
        summoned = second.number_input(_("Summoned"), 0, None, poll.summoned, key=f"{key}-summoned")
        present = third.number_input(_("Present now"), 0, None, poll.present, key=f"{key}-present")
        if st.form_submit_button(_("Open the vote"), type="primary"):
            with ctx.acting(_("The vote is open.")) as session:
                there = Attendance(summoned=summoned, present=present, members=members)
                voting.open_poll(session, ctx.actor, detail.poll_id, there, seen_version=seen)


def _close(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    if any(uncounted(detail.poll)):
        st.caption(_("The vote can be closed once every count is saved."))
        return
    with st.popover(_("Close the vote"), type="primary", key=f"{key}-closing"):
        st.write(_("These saved counts are read out and decide; they cannot be changed afterwards."))
        counted = [option for option in detail.poll.options if not option.withdrawn]
        st.markdown(
            "\n".join(f"- {plain(detail.names[one.code])}: **{formats.count(one.votes)}**" for one in counted)
        )
        if st.button(_("Yes, close it for good"), type="primary", key=f"{key}-close"):
            with ctx.acting(_("The vote is closed.")) as session:
                voting.close_poll(session, ctx.actor, detail.poll_id, seen_version=seen)


def _repeat(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    left, _seats = left_over(detail.poll, detail.verdict)
    if detail.followed or not left:
        return
    st.write(
        _("Left for the next round: {names}").format(
            names=", ".join(plain(detail.names[code]) for code in left)
        )
    )
    if st.button(_("Prepare the next round"), type="primary", key=f"{key}-repeat"):
        title = _("{title}, round {number}").format(title=detail.first_title, number=detail.round + 1)
        with ctx.acting(_("The next round is prepared.")) as session:
            voting.prepare_next_round(session, ctx.actor, detail.poll_id, title, seen_version=seen)


def _void(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("Declare void"), key=f"{key}-voiding"):
        reason = st.text_area(_("Reason, as it will stand beside the vote"), key=f"{key}-reason")
        if st.button(_("Yes, declare it void"), key=f"{key}-void"):
            with ctx.acting(_("The vote is void.")) as session:
                voting.void_poll(session, ctx.actor, detail.poll_id, reason, seen_version=seen)
