"""What is posted of a sealed vote: its signed result, who has voted, and the codes of the ballots."""

from collections.abc import Sequence

import streamlit as st

from models.enums import PollState
from pages.conference import counting_box
from pages.shared.context import Context
from pages.shared.formats import count
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries.box_records import PostedCodes, posted_codes, who_voted
from services.queries.delegates import DelegateLine
from services.queries.polls import OUT, PollDetail
from services.rules.codes import as_groups
from services.rules.rights import Permission
from services.settings import settings

_SEALED = (PollState.DRAFT, PollState.OPEN)


def show(ctx: Context, detail: PollDetail) -> None:
    """What there is of it by now; nothing of a vote without a box."""
    if detail.mode is None or detail.state in _SEALED:
        return
    if detail.state in OUT or (detail.state is PollState.COUNTED and ctx.may(Permission.FOLLOW_COUNTS)):
        counting_box.offer_result(ctx, detail.poll_id)
    voted: list[DelegateLine] | None = None
    posted: list[PostedCodes] = []
    with ctx.asking() as session:
        voted = who_voted(session, ctx.actor, ctx.block_year_id, detail.poll_id, settings().data_folder)
        posted = posted_codes(session, ctx.actor, ctx.block_year_id)
    if voted is not None:
        _who(voted)
    codes([one for one in posted if one.poll_id == detail.poll_id])


def _who(voted: Sequence[DelegateLine]) -> None:
    label = ngettext("{count} has voted on a phone", "{count} have voted on a phone", len(voted))
    with st.expander(label.format(count=count(len(voted)))):
        st.caption(
            _("Whoever stands here and has not voted, or has voted and is missing, tells the tellers.")
        )
        for line in voted:
            st.markdown(f"- {plain(line.person)} ({plain(line.unit)})" if line.unit else plain(line.person))


def codes(posted: Sequence[PostedCodes]) -> None:
    """The codes of these votes, each to be looked for by who was given it."""
    for one in posted:
        label = _("Codes of the ballots: {title}").format(title=plain(one.title))
        with st.expander(label):
            st.caption(
                _("In the order of the alphabet. Whoever finds the own code knows the ballot counted.")
            )
            st.code("\n".join(map(as_groups, one.codes)), language=None)
