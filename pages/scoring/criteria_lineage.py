"""The year's criteria beside those of a year before: what went on, what changed, what may be compared."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from models.enums import YearState
from pages.scoring.criteria_changes import FATES
from pages.scoring.criteria_lineage_rows import Drawn, drawn_of, said_in
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from services.criteria_ancestry import trace_criteria
from services.queries.criteria_years import CriteriaYear, ancestry_of, years_with_criteria
from services.rules.rights import Permission

_NAME = 60  # characters of a name in the list to choose from
_LOW, _HIGH = 14, 600


def draw(ctx: Context) -> None:
    """Choose the year before, see what became of it, say what was guessed wrong."""
    with ctx.reading() as session:
        years = {
            one.block_year_id: one
            for one in years_with_criteria(session, ctx.block_id)
            if one.year < ctx.year
        }
    if not years:
        st.info(_("No earlier year of the block has criteria, so there is nothing to compare with."))
        return
    earlier = _choose(years)
    with ctx.reading() as session:
        found = ancestry_of(session, ctx.block_year_id, earlier.block_year_id)
    form = f"criteria-lineage-{ctx.block_year_id}-{earlier.block_year_id}"
    key, _seen = opened_form(form, sum(found.versions.values()))
    # A grid tells edits by the place of the row, so what it was drawn from stays with it
    drawn: Drawn = st.session_state.setdefault(f"{key}-drawn", drawn_of(found))
    counts = Counter(line.descent for line in drawn.lines)
    st.caption(
        ", ".join(f"{_(FATES[fate]).lower()} {formats.count(counts[fate])}" for fate in FATES if counts[fate])
    )
    closed = ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    if closed or not ctx.may(Permission.EDIT_CRITERIA):
        st.dataframe(
            drawn.frame,
            hide_index=True,
            column_config=_columns(ctx, earlier, drawn),
            height="content" if len(drawn.lines) < _LOW else _HIGH,
            placeholder="",
        )
    else:
        _edit(ctx, earlier, drawn, key, form)


def _choose(years: Mapping[int, CriteriaYear]) -> CriteriaYear:
    if len(years) == 1:
        return next(iter(years.values()))
    chosen = st.selectbox(
        _("The year before"),
        list(years),
        format_func=lambda key: str(years[key].year),
        key="criteria_earlier",
        width=200,
    )
    return years[chosen]


def _columns(ctx: Context, earlier: CriteriaYear, drawn: Drawn) -> dict[str, Any]:
    options = {node.code: f"{node.code} {node.rule.name}"[:_NAME] for node in drawn.found.before}
    return {
        "after": st.column_config.TextColumn(str(ctx.year), width=330, pinned=True),
        "before": st.column_config.SelectboxColumn(
            _("Goes on from, in {year}").format(year=earlier.year),
            options=list(options),
            format_func=lambda code: options.get(str(code), ""),
            width=270,
        ),
        "fate": st.column_config.TextColumn(_("What became of it"), width=130),
        "comparable": st.column_config.CheckboxColumn(_("Comparable"), width=110),
        "changes": st.column_config.TextColumn(_("What is different"), width=360),
    }


def _edit(ctx: Context, earlier: CriteriaYear, drawn: Drawn, key: str, form: str) -> None:
    st.caption(
        _(
            "What is guessed was told by numbers and names; choose another where it is wrong, or none for a "
            "new one. Not comparable: the years do not stand in one line. It is no rule of scoring, so it "
            "can be said of frozen criteria too."
        )
    )
    edited = st.data_editor(
        drawn.frame,
        key=key,
        column_config=_columns(ctx, earlier, drawn),
        disabled=["after", "fate", "changes"],
        hide_index=True,
        height="content" if len(drawn.lines) < _LOW else _HIGH,
        on_change="ignore",
        placeholder="",  # Streamlit's own is English
    )
    if st.button(_("Save what goes on from what"), type="primary", key="criteria_trace"):
        done = _("It is said what goes on from what.")
        with ctx.acting(done, then=partial(close_form, form)) as session:
            said = said_in(drawn, edited)
            trace_criteria(session, ctx.actor, ctx.block_year_id, said, drawn.found.versions)
