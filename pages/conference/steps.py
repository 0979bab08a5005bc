"""The steps of a vote, each for whom it is: prepare, open, count, close, repeat, declare void."""

import streamlit as st

from models.enums import PollState
from pages.conference import ballot, draft, opening, settling
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import opened_form
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services import poll_steps, voting
from services.errors.ballots import BoxLost
from services.queries.ballots import lost_boxes
from services.queries.polls import OUT, PollDetail
from services.rules.counting import is_by_ballot, left_over
from services.rules.rights import Permission
from services.settings import settings


def offer(ctx: Context, detail: PollDetail) -> None:
    """Draw what the actor can do with the round as it stands."""
    _tell_lost_box(ctx, detail)
    name = f"poll-{detail.poll_id}-{detail.state}"
    key, seen = opened_form(name, detail.version)
    prepares, chairs = ctx.may(Permission.PREPARE_POLLS), ctx.may(Permission.CHAIR_POLLS)
    if detail.state is PollState.DRAFT:
        if chairs and detail.poll.options:
            opening.offer(ctx, detail, key, seen)
        elif not detail.poll.options:
            st.info(_("Nobody is on the ballot yet: choose the units below, then open the vote."))
        if prepares:
            with st.expander(_("Change the draft"), expanded=not detail.poll.options):
                draft.change(ctx, detail, key, seen, name)
    if detail.state is PollState.OPEN:
        opening.show_frozen(detail)
    hands = not is_by_ballot(detail.poll)
    if detail.state is PollState.CLOSED and hands and ctx.may(Permission.COUNT_VOTES):
        ballot.count(ctx, detail, key, seen, name)
    if (prepares or chairs) and detail.state in (*OUT, PollState.VOID):
        _repeat(ctx, detail, key, seen)
    with st.container(horizontal=True):
        if chairs and detail.state is PollState.OPEN:
            _close(ctx, detail, key, seen)
        if chairs and detail.state is PollState.COUNTED:
            _publish(ctx, detail, key, seen)
        if chairs and detail.state is PollState.PUBLISHED:
            _certify(ctx, detail, key, seen)
        if ctx.may(Permission.COUNT_VOTES):
            settling.offer(ctx, detail, key, seen)
        if prepares and detail.state in (PollState.DRAFT, PollState.OPEN):
            ballot.withdraw(ctx, detail, key, seen, name)
        if chairs and detail.state not in (PollState.VOID, PollState.CERTIFIED):
            _void(ctx, detail, key, seen)


def _tell_lost_box(ctx: Context, detail: PollDetail) -> None:
    """Say what to do about a round whose box did not come back with the data."""
    if detail.mode is None or detail.state not in (PollState.OPEN, PollState.CLOSED):
        return
    with ctx.reading() as session:
        lost = lost_boxes(session, settings().data_folder)
    if detail.poll_id in lost:
        st.error(sentence_of(BoxLost(title=detail.poll.title)))


def _close(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("End the voting"), type="primary", key=f"{key}-closing"):
        st.write(_("Nobody can vote afterwards; then the votes are counted."))
        if st.button(_("Yes, end the voting"), type="primary", key=f"{key}-close"):
            with ctx.acting(_("The voting has ended.")) as session:
                poll_steps.close_poll(
                    session, ctx.actor, detail.poll_id, seen_version=seen, folder=settings().data_folder
                )


def _publish(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("Read the result out"), type="primary", key=f"{key}-publishing"):
        st.write(_("The hall and everybody who may look at the block sees the result from then on."))
        if st.button(_("Yes, show the result"), type="primary", key=f"{key}-publish"):
            with ctx.acting(_("The result is read out.")) as session:
                poll_steps.publish_poll(session, ctx.actor, detail.poll_id, seen_version=seen)


def _certify(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("Certify the result"), key=f"{key}-certifying"):
        st.write(_("Once the minutes are signed. Nothing can be changed any more, nor declared void."))
        if detail.mode is not None:
            st.write(_("The ballots in the box and its key are destroyed; the signed result is kept."))
        if st.button(_("Yes, certify it"), type="primary", key=f"{key}-certify"):
            with ctx.acting(_("The result is certified.")) as session:
                poll_steps.certify_poll(
                    session, ctx.actor, detail.poll_id, seen_version=seen, folder=settings().data_folder
                )


def _repeat(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    left, _seats = left_over(detail.poll, detail.verdict)
    if detail.followed or not left:
        return
    st.write(
        _("Left for the next round: {names}").format(
            names=", ".join(plain(detail.names[code]) for code in left)
        )
    )
    if not ctx.may(Permission.PREPARE_POLLS):
        st.info(_("The secretary prepares the next round under Vote rounds. The console shows it by itself."))
    elif st.button(_("Prepare the next round"), type="primary", key=f"{key}-repeat"):
        title = _("{title}, round {number}").format(title=detail.first_title, number=detail.round + 1)
        with ctx.acting(_("The next round is prepared.")) as session:
            voting.prepare_next_round(session, ctx.actor, detail.poll_id, title, seen_version=seen)


def _void(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("Declare void"), key=f"{key}-voiding"):
        reason = st.text_area(_("Reason, as it will stand beside the vote"), key=f"{key}-reason")
        if st.button(_("Yes, declare it void"), key=f"{key}-void"):
            with ctx.acting(_("The vote is void.")) as session:
                poll_steps.void_poll(
                    session,
                    ctx.actor,
                    detail.poll_id,
                    reason,
                    seen_version=seen,
                    folder=settings().data_folder,
                )
