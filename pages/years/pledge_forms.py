"""The forms of the pledges: one signed, one changed or removed."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.shared import attached, formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from services import pledges
from services.pledges import PledgeEntry
from services.queries.pledges import PledgeFacts, PledgeLine
from services.rules.terms import pledge_days
from services.rules.text import SENTENCE_LIMIT
from services.settings import settings


def render(ctx: Context, lines: Sequence[PledgeLine]) -> None:
    """A pledge of a unit that has none, or a change of one that is there."""
    new = [line for line in lines if not line.pledge]
    old = [line for line in lines if line.pledge]
    labels = [_("Write a pledge down")] * bool(new) + [_("Change a pledge")] * bool(old)
    tabs = list(st.tabs(labels))
    if new:
        with tabs.pop(0):
            _sign(ctx, new)
    if old:
        with tabs.pop(0):
            _edit(ctx, old)


def _sign(ctx: Context, lines: Sequence[PledgeLine]) -> None:
    name = f"pledge-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    names = {line.unit_id: line.name for line in lines}
    with st.form(f"{key}-form"):
        unit_id = st.selectbox(_("Unit"), list(names), format_func=names.__getitem__, key=f"{key}-unit")
        entry = _entry(ctx, key, None)
        upload = attached.choose_file(f"{key}-file")
        if st.form_submit_button(_("Save the new pledge"), type="primary"):
            with ctx.acting(_("The pledge is written down."), then=partial(close_form, name)) as session:
                pledges.sign_pledge(
                    session,
                    ctx.actor,
                    ctx.block_year_id,
                    unit_id,
                    entry,
                    folder=settings().data_folder,
                    upload=upload,
                )


def _edit(ctx: Context, lines: Sequence[PledgeLine]) -> None:
    known = {line.pledge.id: (line.name, line.pledge) for line in lines if line.pledge}
    chosen = st.selectbox(
        _("Unit"),
        list(known),
        format_func=lambda key: known[key][0],
        key=f"pledge-edited-{ctx.block_year_id}",
    )
    name, pledge = f"pledge-{chosen}", known[chosen][1]
    key, seen = opened_form(name, pledge.version)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, pledge)
        upload = attached.choose_file(f"{key}-file", pledge.file)
        drop = attached.drop_box(key, pledge.file)
        if st.form_submit_button(_("Save the pledge"), type="primary"):
            with ctx.acting(_("The pledge is saved."), then=partial(close_form, name)) as session:
                pledges.edit_pledge(
                    session,
                    ctx.actor,
                    chosen,
                    entry,
                    seen_version=seen,
                    folder=settings().data_folder,
                    upload=upload,
                    drop_attached=drop,
                )
    with st.popover(_("Remove the pledge")):
        st.write(_("The pledge goes with its file; the unit then counts as not having pledged."))
        if st.button(_("Yes, remove the pledge"), key=f"{key}-remove"):
            with ctx.acting(_("The pledge is removed.")) as session:
                pledges.remove_pledge(
                    session, ctx.actor, chosen, seen_version=seen, folder=settings().data_folder
                )


def _entry(ctx: Context, key: str, pledge: PledgeFacts | None) -> PledgeEntry:
    first, last = pledge_days(ctx.year)
    signed_on = st.date_input(
        _("Signed on"),
        pledge.signed_on if pledge else min(max(formats.today(), first), last),
        first,
        last,
        key=f"{key}-day",
        format="DD/MM/YYYY",
    )
    titles = st.text_area(
        _("Titles registered for, one a line"),
        "\n".join(pledge.titles) if pledge else "",
        key=f"{key}-titles",
        max_chars=SENTENCE_LIMIT,
    )
    text = st.text_area(
        _("What is pledged"), pledge.text if pledge else "", key=f"{key}-text", max_chars=SENTENCE_LIMIT
    )
    return PledgeEntry(signed_on=signed_on, titles=titles.splitlines(), text=text)
