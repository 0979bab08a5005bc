"""How the block is styled: its names over time, and what its head and deputy are called."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import OfficeRole
from pages.registry import block_form
from pages.shared import formats
from pages.shared.block_words import block_kind_name
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.leadership import office_labels
from pages.shared.plain import plain
from services.queries import years
from services.queries.blocks import styles_of_block
from services.queries.years import YearFacts
from services.rules.naming import BlockStyle, Dated
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show the names with their days; whoever keeps the registry changes them."""
    with ctx.reading() as session:
        styles = styles_of_block(session, ctx.block_id)
        facts = years.year_facts(session, ctx.block_year_id)
    st.title(_finding(styles))
    _names(styles)
    _labels(facts)
    if ctx.may(Permission.EDIT_REGISTRY):
        with st.expander(_("Name the block from a day on")):
            block_form.style(ctx, styles)
        with st.expander(_("What head and deputy are called")):
            block_form.labels(ctx, facts)


def _finding(styles: Sequence[Dated[BlockStyle]]) -> str:
    day, style = styles[-1]
    return _("{block} since {day}").format(block=plain(style.name), day=formats.day(day))


def _names(styles: Sequence[Dated[BlockStyle]]) -> None:
    rows = [
        {
            _("From the day"): formats.day(day),
            _("Name"): plain(style.name),
            _("Kind"): block_kind_name(style.kind),
            _("Province"): plain(style.province or ""),
        }
        for day, style in reversed(styles)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    st.caption(_("A year is printed under the name of its last day."))


def _labels(facts: YearFacts) -> None:
    labels = office_labels(facts.head_label, facts.deputy_label)
    said = _("Its head is called **{head}**, its deputy **{deputy}**.")
    head, deputy = (plain(labels[role]) for role in OfficeRole)
    st.markdown(said.format(head=head, deputy=deputy))
