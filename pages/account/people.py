"""The people who may sign in: who may do what, further people, closed accounts, new passwords."""

from datetime import UTC, datetime

import streamlit as st

from pages.account import people_add, people_cards, people_grid, people_table, person_access
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from services.queries import registry
from services.queries.accounts import people, ways_in


def render(ctx: Context) -> None:
    """See everybody, let somebody in, keep somebody out."""
    now = datetime.now(UTC)
    with ctx.reading() as session:
        lines, ways = people(session, ctx.year), ways_in(session, now)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    count = len([line for line in lines if line.active])
    st.title(
        ngettext("{count} person may sign in", "{count} people may sign in", count).format(
            count=formats.count(count)
        )
    )
    with st.container():  # a place in every run, so that the tabs below keep theirs
        person_access.draw_code()
        people_cards.draw_offer()
    table, add, grid, cards, access = st.tabs(
        [
            _("List"),
            _("Add a person"),
            _("Edit many at once"),
            _("Codes on cards"),
            _("Password and access"),
        ]
    )
    with table:
        people_table.draw(lines, ways, now)
    with add:
        people_add.draw(ctx, roll)
    with grid:
        people_grid.draw(ctx, lines)
    with cards:
        people_cards.draw(ctx, lines, ways, now)
    with access:
        person_access.draw(ctx, lines)
