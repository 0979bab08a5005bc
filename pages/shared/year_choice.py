"""Which block's year is looked at: chosen in the side bar and kept in the address."""

import streamlit as st

from pages.shared.address import chosen
from pages.shared.context import Context
from pages.shared.i18n import _
from services.access import Actor
from services.database import Database, reading
from services.queries.years import YearLine, years_of


def choose(engine: Database, actor: Actor) -> Context | None:
    """The year that the side bar has chosen, at first the newest; None where the actor may look at none."""
    with reading(engine) as session:
        lines = years_of(session, actor)
    if not lines:
        return None
    with st.sidebar:
        line = _year(_block(lines))
    return Context(
        engine=engine,
        actor=actor,
        block_id=line.block_id,
        block_name=line.block_name,
        block_year_id=line.block_year_id,
        year=line.year,
        state=line.state,
        illustrative=line.illustrative,
    )


def _block(lines: list[YearLine]) -> list[YearLine]:
    names = {
        line.block_code: f"{line.block_name}, {line.province or ''}".rstrip(", ") for line in reversed(lines)
    }
    codes = sorted(names)
    code = chosen("block", codes, codes[0])
    if len(codes) > 1:
        st.selectbox(_("Block"), codes, format_func=names.__getitem__, key="block")
    return [line for line in lines if line.block_code == code]


def _year(lines: list[YearLine]) -> YearLine:
    by_year = {str(line.year): line for line in lines}
    years = list(by_year)
    year = chosen("year", years, years[0])
    st.selectbox(_("Year"), years, key="year")
    return by_year[year]
