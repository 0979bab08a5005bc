"""The field of a draft that says at which point of the agenda it is voted on."""

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from services.queries.agenda import agenda_of_year, titles_of
from services.queries.polls import PollDetail


def ask(ctx: Context, detail: PollDetail | None, key: str) -> int | None:
    """The point; for a new vote first the one that the address names, else the one under way."""
    with ctx.reading() as session:
        agenda = agenda_of_year(session, ctx.block_year_id)
    if not agenda.items:
        return None
    titles = titles_of(agenda.items)
    points: list[int | None] = [None, *titles]
    named = st.query_params.get("point", "")
    before = int(named) if named.isdecimal() and len(named) < 10 else agenda.current_id
    if detail is not None:
        before = detail.item_id
    return st.selectbox(
        _("At which point of the agenda"),
        points,
        points.index(before) if before in points else 0,
        format_func=lambda one: _("At none") if one is None else titles[one],
        key=f"{key}-point",
    )
