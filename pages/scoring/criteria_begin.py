"""The first criteria of a year: copied from another, taken from Excel, or typed."""

import streamlit as st

from pages.scoring import criteria_edit
from pages.scoring.criteria_rows import Drawn
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import screen_link
from services import criteria_versions
from services.queries.criteria_years import CriteriaYear, years_with_criteria


def draw(ctx: Context, now: Drawn) -> None:
    """The three ways, the shortest first."""
    with ctx.reading() as session:
        others = [
            one
            for one in years_with_criteria(session, ctx.block_id)
            if one.block_year_id != ctx.block_year_id
        ]
    st.info(
        _("The year has no criteria yet. Choose how to begin; everything can be changed until the freeze.")
    )
    if others:
        _copy(ctx, {one.block_year_id: one for one in others})
    screen_link("tieu-chi-excel", _("Bring them in from an Excel or Word table"))
    with st.expander(_("Type them in a grid"), expanded=not others):
        criteria_edit.draw(ctx, now, None)


def _copy(ctx: Context, years: dict[int, CriteriaYear]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Copy the criteria of"),
            list(years),
            format_func=lambda key: _("{year}, {count} rows").format(
                year=years[key].year, count=formats.count(years[key].count)
            ),
            key="criteria_copied",
            width=260,
        )
        if st.button(_("Copy"), type="primary", key="criteria_copy"):
            with ctx.acting(_("The criteria are copied; each goes on from its own.")) as session:
                criteria_versions.copy_criteria(session, ctx.actor, ctx.block_year_id, chosen)
