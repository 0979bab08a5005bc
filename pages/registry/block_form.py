"""The forms of a block: its name from a day on, and what its head and deputy are called."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from models.enums import BlockKind
from pages.shared import formats
from pages.shared.block_words import block_kind_name
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from services import blocks
from services.blocks import BlockStyleEntry
from services.queries.years import YearFacts
from services.rules.naming import BlockStyle, Dated
from services.rules.terms import CALENDAR
from services.rules.text import NAME_LIMIT

_HEADS = (N_("Head of the block"), N_("Block head"), N_("Head of the cluster"))
_DEPUTIES = (N_("Deputy head of the block"), N_("Deputy block head"), N_("Deputy head of the cluster"))


def style(ctx: Context, styles: Sequence[Dated[BlockStyle]]) -> None:
    """A name with its day; a day that has one gets this one in its place."""
    name = f"block-{ctx.block_id}"
    key, _seen = opened_form(name, 0)
    (_day, last), kinds = styles[-1], list(BlockKind)
    with st.form(f"{key}-form"):
        day = st.date_input(
            _("From the day"),
            date(ctx.year, 1, 1),
            *CALENDAR,
            key=f"{key}-day",
            format="DD/MM/YYYY",
        )
        entry = BlockStyleEntry(
            name=st.text_input(
                _("Name of the block or cluster"), last.name, key=f"{key}-name", max_chars=NAME_LIMIT
            ),
            kind=st.selectbox(
                _("Kind"),
                kinds,
                kinds.index(last.kind),
                format_func=block_kind_name,
                key=f"{key}-kind",
            ),
            province=st.text_input(
                _("Province"), last.province or "", key=f"{key}-province", max_chars=NAME_LIMIT
            ),
        )
        if st.form_submit_button(_("Save the name"), type="primary"):
            with ctx.acting(_("The name of the block is saved."), then=partial(close_form, name)) as session:
                blocks.style_block(session, ctx.actor, ctx.block_id, day, entry)
    if len(styles) > 1:
        _removal(ctx, styles)


def _removal(ctx: Context, styles: Sequence[Dated[BlockStyle]]) -> None:
    names = {day: f"{formats.day(day)}: {one.name}" for day, one in reversed(styles)}
    with st.popover(_("Take a name away")):
        day = st.selectbox(
            _("Name"), list(names), format_func=names.__getitem__, key=f"block-gone-{ctx.block_id}"
        )
        if st.button(_("Yes, take it away"), key=f"block-remove-{ctx.block_id}"):
            with ctx.acting(_("The name is taken away.")) as session:
                blocks.remove_block_style(session, ctx.actor, ctx.block_id, day)


def labels(ctx: Context, facts: YearFacts) -> None:
    """The words for the two offices: one of those in use, or any other."""
    with st.form(f"block-labels-{ctx.block_id}"):
        head = _label(_("What its head is called"), facts.head_label, _HEADS)
        deputy = _label(_("What its deputy is called"), facts.deputy_label, _DEPUTIES)
        if st.form_submit_button(_("Save the words"), type="primary"):
            with ctx.acting(_("Head and deputy are called so from now on.")) as session:
                blocks.label_offices(session, ctx.actor, ctx.block_id, head, deputy)


def _label(label: str, word: str, suggested: Sequence[str]) -> str:
    words = list(dict.fromkeys([*filter(None, [word]), *map(_, suggested)]))
    chosen = st.selectbox(
        label,
        words,
        0 if word else None,
        accept_new_options=True,
        placeholder=_("Choose a word, or type one"),
    )
    return chosen or ""
