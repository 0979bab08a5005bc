"""Taking back, from its entry in the trail, what may safely be taken back: scores, and events of units."""

import re

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import SHEETS, screen_link
from services import reorganisation, scoring
from services.rules.rights import Permission
from services.rules.trail import Entry

_EVENT = re.compile(r"event (\d+)")


def offer(ctx: Context, entry: Entry) -> None:
    """A button that takes back what the entry tells, where that can be; doing so is an entry of its own."""
    if saving := scoring.saving_of(entry):
        _offer_scores(ctx, entry, saving)
    elif entry.action == "record_event" and (event := _EVENT.fullmatch(entry.subject)):
        _offer_event(ctx, entry, int(event[1]))
    elif entry.action == "apply_reorganisation" and ctx.may(Permission.EDIT_REGISTRY):
        screen_link(SHEETS, _("Reorganisation sheet"))


def _offer_scores(ctx: Context, entry: Entry, saving: scoring.Saving) -> None:
    if ctx.block_id not in entry.blocks or not ctx.may(Permission.ENTER_SCORES):
        return
    st.caption(_("Refused where a cell was changed since; the trail keeps both entries."))
    if st.button(_("Take these scores back"), icon=":material/undo:", key=f"take_back-{entry.number}"):
        with ctx.acting(done=_("What stood there before stands there again.")) as session:
            scoring.take_back_cells(session, ctx.actor, saving.block_year_id, saving.stage, saving.saved_at)


def _offer_event(ctx: Context, entry: Entry, event_id: int) -> None:
    if not all(ctx.actor.may(Permission.EDIT_REGISTRY, block_id) for block_id in entry.blocks):
        return
    with st.popover(_("Undo it"), icon=":material/undo:"):
        st.caption(_("Names, blocks and units that it made go with it, as if it had never been recorded."))
        st.caption(_("Refused where something rests on it by now; the trail keeps both entries."))
        if st.button(_("Yes, undo it"), key=f"undo-{entry.number}"):
            with ctx.acting(done=_("The event is undone.")) as session:
                reorganisation.undo_event(session, ctx.actor, event_id)
