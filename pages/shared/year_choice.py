"""Which block's year is looked at: chosen in the side bar and kept in the address."""

import streamlit as st

from models.enums import YearState
from pages.shared.address import chosen
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.database import Database, reading
from services.queries.years import YearLine, newest_years, year_line, years_of
from services.rules.rights import Actor

_STATES = {
    YearState.DRAFT: N_("In preparation"),
    YearState.SCORING: N_("Scoring"),
    YearState.CONFERENCE: N_("Conference"),
    YearState.PUBLISHED: N_("Published"),
    YearState.ARCHIVED: N_("Archived"),
}


def state_name(state: YearState) -> str:
    """Where a year stands, in a word."""
    return _(_STATES[state])


def choose(engine: Database, actor: Actor) -> Context | None:
    """The year that the side bar has chosen, at first the newest; None where the actor may look at none."""
    with reading(engine) as session:
        blocks = newest_years(session, actor)
        if not blocks:
            return None
        with st.sidebar:
            lines = years_of(session, actor, _block(blocks))
            if not lines:
                return None
            line = _year(lines)
    return _context(engine, actor, line)


def only_year(engine: Database, actor: Actor, block_id: int) -> Context | None:
    """The newest year of the block that the actor may look at, where there is nothing to choose."""
    with reading(engine) as session:
        lines = years_of(session, actor, block_id)
    return _context(engine, actor, lines[0]) if lines else None


def year_of(engine: Database, actor: Actor, block_year_id: int) -> Context:
    """That year, to who has come for it alone."""
    with reading(engine) as session:
        line = year_line(session, block_year_id)
    return _context(engine, actor, line)


def _context(engine: Database, actor: Actor, line: YearLine) -> Context:
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


def turn_to(year: int) -> None:
    """Look at that year of the same block from the next run on."""
    st.query_params["year"] = str(year)
    st.session_state.pop("year", None)


def _block(lines: list[YearLine]) -> int:
    names = {line.block_code: ", ".join(filter(None, (line.block_name, line.province))) for line in lines}
    codes = sorted(names)
    code = chosen("block", codes, codes[0])
    if len(codes) > 1:
        st.selectbox(_("Block"), codes, format_func=names.__getitem__, key="block")
    else:
        st.markdown(plain(names[code]))
    return next(line.block_id for line in lines if line.block_code == code)


def _year(lines: list[YearLine]) -> YearLine:
    by_year = {str(line.year): line for line in lines}
    years = list(by_year)
    year = chosen("year", years, years[0])
    st.selectbox(
        _("Year"),
        years,
        format_func=lambda one: f"{one} \u00b7 {state_name(by_year[one].state)}",
        key="year",
    )
    return by_year[year]
