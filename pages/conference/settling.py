"""The steps of who counts: the counts are settled, or counted again before they are read out."""

import streamlit as st

from models.enums import PollState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import COUNTING, screen_link
from pages.shared.plain import plain
from services import poll_steps
from services.queries.polls import PollDetail
from services.rules.counting import is_by_ballot, uncounted


def offer(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    """Draw the step of the count that is next, where there is one."""
    if detail.state is PollState.CLOSED:
        _settle(ctx, detail, key, seen)
    elif detail.state is PollState.COUNTED:
        _recount(ctx, detail, key, seen)


def _settle(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    if is_by_ballot(detail.poll):
        screen_link(COUNTING, _("Ballot counting"))
        return
    if any(uncounted(detail.poll)):
        st.caption(_("The count can be settled once every count is saved."))
        return
    with st.popover(_("Settle the count"), type="primary", key=f"{key}-settling"):
        st.write(_("These saved counts decide. The chair reads the result out afterwards."))
        counted = [option for option in detail.poll.options if not option.withdrawn]
        st.markdown(
            "\n".join(f"- {plain(detail.names[one.code])}: **{formats.count(one.votes)}**" for one in counted)
        )
        if st.button(_("Yes, the count is right"), type="primary", key=f"{key}-settle"):
            with ctx.acting(_("The count is settled.")) as session:
                poll_steps.settle_poll(session, ctx.actor, detail.poll_id, seen_version=seen)


def _recount(ctx: Context, detail: PollDetail, key: str, seen: int) -> None:
    with st.popover(_("Count again"), key=f"{key}-recounting"):
        reason = st.text_input(_("Why it is counted again"), key=f"{key}-why")
        if st.button(_("Yes, count again"), key=f"{key}-recount"):
            with ctx.acting(_("The vote is counted again.")) as session:
                poll_steps.recount_poll(session, ctx.actor, detail.poll_id, reason, seen_version=seen)
