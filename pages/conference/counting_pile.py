"""A pile of ballots on the tellers' screen: begun, typed, finished, compared, settled."""

from dataclasses import replace

import streamlit as st

from pages.conference import counting_acts, counting_ballots, counting_compare
from pages.conference.ballot import options_typed
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import opened_form
from services import paper_counts
from services.queries.counting import BatchState, Counting, OwnCount
from services.rules.counting import Counts, with_counts
from services.rules.rights import Permission
from services.rules.typed_count import TypedCount


def offer(ctx: Context, counting: Counting, batch: BatchState) -> None:
    """The step of the count that is next for the actor."""
    own = batch.own
    if ctx.may(Permission.CHAIR_POLLS) and batch.tellers:
        _release(ctx, counting, batch)
    if not ctx.may(Permission.ACT_AS_TELLER):
        return
    if counting.tellers < 2:
        st.warning(_("Two tellers type the ballots, each alone. Ask the administrator to name another one."))
    elif own is None and len(batch.tellers) == 2:
        st.info(_("Two tellers type these ballots already."))
    elif own is None or not own.finished:
        counting_compare.differences(counting, batch)
        _type(ctx, counting, batch, own)
    elif batch.differing:
        counting_compare.differences(counting, batch)
        counting_compare.mend(ctx, counting, batch, own)
    elif batch.is_finished:
        counting_compare.settle(ctx, counting, batch, own)
    else:
        st.success(_("You have finished. The other teller types the same ballots, and does not see yours."))
        counting_compare.mend(ctx, counting, batch, own)


def _type(ctx: Context, counting: Counting, batch: BatchState, own: OwnCount | None) -> None:
    key, seen = opened_form(counting_acts.form_name(counting, batch), own.version if own else 0)
    if own is None:
        _begin(ctx, counting, batch, key, seen)
    elif own.typed.totals is None:
        counting_ballots.offer(ctx, counting, batch, own.typed, key, seen)
    else:
        _totals(ctx, counting, batch, own.typed, key, seen)


def _begin(ctx: Context, counting: Counting, batch: BatchState, key: str, seen: int) -> None:
    one, all_ = _("Ballot by ballot"), _("Their totals")
    with st.form(f"{key}-beginning"):
        issued, collected = counting_acts.pile_typed(batch, batch.roll.voters, batch.roll.voters, key)
        way = st.radio(_("What you type"), [one, all_], horizontal=True, key=f"{key}-way")
        if st.form_submit_button(_("Begin"), type="primary"):
            totals = None if way == one else Counts()
            typed = TypedCount(issued=issued, collected=collected, totals=totals)
            counting_acts.keep(ctx, counting, batch, typed, seen, _("The count is begun."))


def _totals(
    ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, key: str, seen: int
) -> None:
    poll = with_counts(counting.form.poll, typed.totals or Counts())
    with st.form(f"{key}-totals"):
        issued, collected = counting_acts.pile_typed(batch, typed.issued, typed.collected, key)
        invalid = st.number_input(_("Invalid ballots"), 0, None, poll.invalid or 0, key=f"{key}-invalid")
        options = options_typed(poll, counting.names, key)
        if st.form_submit_button(_("Finish my count"), type="primary"):
            totals = Counts(options=options, invalid=invalid)
            whole = replace(typed, issued=issued, collected=collected, totals=totals)
            counting_acts.finish(ctx, counting, batch, seen, whole)


def _release(ctx: Context, counting: Counting, batch: BatchState) -> None:
    key = f"release-{counting.poll_id}-{batch.kind}"
    names = {teller.account_id: teller.name for teller in batch.tellers}
    with st.popover(_("A teller cannot go on"), key=key):
        st.write(_("What that teller has typed is taken away, and another one types it."))
        who = st.selectbox(_("Teller"), list(names), format_func=names.__getitem__, key=f"{key}-who")
        reason = st.text_input(_("Reason"), key=f"{key}-why")
        if st.button(_("Take the typing away"), key=f"{key}-go"):
            with ctx.acting(_("The typing is taken away.")) as session:
                paper_counts.release_teller(session, ctx.actor, counting.poll_id, batch.kind, who, reason)
