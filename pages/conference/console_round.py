"""A vote on the chair's console: what to read aloud of it, and its one next step."""

from dataclasses import replace

import streamlit as st

from models.enums import PollKind, PollState
from pages.conference import console_reading, steps, words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries import attendance, conference, polls
from services.queries.polls import PollDetail
from services.rules.counting import left_over
from services.rules.document import Poll
from services.rules.tally import quorum_of, required_votes


def render(ctx: Context, poll_id: int) -> bool:
    """Draw the round with its next step; whether there is one to take."""
    with ctx.reading() as session:
        detail = polls.poll_detail(session, ctx.actor, ctx.block_year_id, poll_id)
        rehearsal = conference.is_rehearsing(session, ctx.block_year_id)
        roll = attendance.roll_now(session, ctx.block_year_id, rehearsal=rehearsal)
    poll = detail.poll
    if detail.state is PollState.DRAFT and roll.voters:
        there = roll.attendance
        poll = replace(poll, summoned=there.summoned, present=there.present, members=there.members)
    _card(detail, poll)
    if detail.state is PollState.COUNTED:
        console_reading.render(ctx, detail)
        return True
    if detail.state is PollState.CLOSED:
        st.info(_("The tellers are counting. What they find is shown to nobody before you read it out."))
    steps.offer(ctx, detail)
    return detail.state not in polls.OUT or _is_left(detail)


def _is_left(detail: PollDetail) -> bool:
    return not detail.followed and bool(left_over(detail.poll, detail.verdict)[0])


def _card(detail: PollDetail, poll: Poll) -> None:
    """What the chair says of the round, in sentences."""
    with st.container(border=True):
        st.caption(_("Read aloud"))
        st.markdown(f"#### {plain(poll.title)}")
        if detail.verdict is not None and detail.state in polls.OUT:
            sentence = words.verdict_words(poll.kind, poll.seats, poll.rule, detail.verdict, detail.names)
            st.markdown(f"**{plain(sentence)}**")
            return
        st.markdown(plain(f"{_(words.METHODS[poll.method])}. {_frame(poll)}."))
        for sentence in (_needed(poll), _quorum(poll)):
            if sentence:
                st.markdown(f"**{plain(sentence)}**")
        if poll.kind is not PollKind.MOTION and detail.state in (PollState.DRAFT, PollState.OPEN):
            standing = [detail.names[one.code] for one in poll.options if not one.withdrawn]
            st.markdown("\n".join(f"1. {plain(name)}" for name in standing))


def _frame(poll: Poll) -> str:
    return words.frame_words(poll.kind, poll.seats, poll.rule, poll.quorum)


def _needed(poll: Poll) -> str:
    """The number of votes that is needed, as far as it is known before the count."""
    if poll.rule is None:
        return ""
    basis = poll.count_of(poll.rule.basis)
    needed = formats.count(required_votes(poll.rule, basis))
    if poll.rule.basis in words.COUNTED_LATER and poll.issued is None:
        text = _("Needed: {needed} votes, if all {count} who are present give a valid ballot")
        return text.format(needed=needed, count=formats.count(basis))
    return _("Needed: {needed} votes of {count}").format(needed=needed, count=formats.count(basis))


def _quorum(poll: Poll) -> str:
    """How many have to be there for a decision, and how many are."""
    quorum = quorum_of(poll)
    if quorum is None:
        return ""
    text = _("Quorum: {required} needed, {have} present")
    if not quorum.reached:
        text = _("No quorum yet: {required} needed, {have} present")
    return text.format(required=formats.count(quorum.required), have=formats.count(quorum.have))
