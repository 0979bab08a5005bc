"""The display that the hall follows, in type for fifteen metres; or one round that the address names."""

import streamlit as st

from pages.conference import hall_head, hall_views
from pages.shared import display, live
from pages.shared.context import Context
from services.rules.rights import Actor


def render(ctx: Context) -> None:
    """Fill the screen with the display, and keep it fresh."""
    display.projector_style()
    watch = live.Watch(ctx.block_id, ctx.block_year_id, _round_to_follow(ctx))
    _follow(live.boards(ctx.engine), watch, ctx.actor, hall_head.heading_of(ctx))


@st.fragment(run_every="2s")
def _follow(boards: live.Boards, watch: live.Watch, actor: Actor, heading: hall_head.Heading) -> None:
    # A fragment reruns without the shell: who has lost the right since then is told so by the board itself.
    sight = boards.look(watch, actor.account_id, actor.link_id)
    if sight is None:
        display.big_sentence(hall_head.refusal_words(actor))
        return
    display.whole(hall_views.markup_of(sight, heading))


def _round_to_follow(ctx: Context) -> int | None:
    """The round that the address names; None for what cannot be an id, as anybody can type there.

    Who comes by a link follows the hall: nobody chooses rounds that have not been opened by an address.
    """
    text = "" if ctx.actor.link_id else st.query_params.get("poll", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
