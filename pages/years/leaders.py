"""Who stands at the top of the year, as far as the places are released, and whether that is final."""

from collections.abc import Sequence

import streamlit as st

from pages.shared import finality, formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries import standings
from services.queries.finality import finality_of_years
from services.queries.registry import UnitLine

_SHOWN = 3  # places


def render(ctx: Context, roll: Sequence[UnitLine], *, scored: bool) -> None:
    """The first three places; `scored`: the year has criteria."""
    with ctx.reading() as session:
        placed = standings.released_standings(session, ctx.actor, ctx.block_year_id)
        final = finality_of_years(session, [ctx.block_year_id])[ctx.block_year_id]
    st.subheader(_("At the top"))
    if placed is None:
        st.write(_("The standings of this year have not been released yet."))
        return
    top = [line for line in placed if scored and line.rank is not None and line.rank <= _SHOWN]
    if not top:
        st.write(_("No unit has a complete score sheet yet."))
        return
    finality.show_mark(final)
    names = {unit.code: unit.name for unit in roll}
    st.markdown(
        "\n".join(
            f"- **{plain(names[line.unit])}**: {formats.place(line.rank, tied=line.tied)}, "
            f"{formats.points(line.points)} ({formats.percent(line.percent)})"
            for line in top
        )
    )
