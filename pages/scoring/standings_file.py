"""The standings as an Excel workbook, for whoever sees them on the screen."""

from functools import partial

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from services.database import Database, reading
from services.queries.standings_file import standings_workbook
from services.rules.rights import Actor


def offer(ctx: Context) -> None:
    """Offer the workbook; it is made at the click, by what the database says then."""
    st.download_button(
        _("Standings in Excel"),
        partial(_made, ctx.engine, ctx.actor, ctx.block_year_id),
        f"xep-hang-{ctx.year}.xlsx",
        on_click="ignore",
        icon=":material/download:",
    )


def _made(engine: Database, actor: Actor, block_year_id: int) -> bytes:
    with reading(engine) as session:
        return standings_workbook(session, actor, block_year_id)
