"""Many people at once, as in a spreadsheet: a row for each role, saved whole or not at all."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.account import people_conflicts
from pages.account.people_rows import Drawn, drawn_of, edits_of
from pages.account.people_words import EVERYWHERE, ROLES
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from services import accounts
from services.queries import people_sheet
from services.queries.accounts import PersonLine
from services.queries.people_sheet import PeopleScope

_ROUND = "people_round"  # counts up when the grid is to be drawn anew
_LOW = 15  # rows that are shown without a bar of their own


def draw(ctx: Context, lines: Sequence[PersonLine]) -> None:
    """Type, then save; nothing is saved before the button."""
    scope = PeopleScope(ctx.year, ctx.block_id)
    key = f"people-{ctx.block_year_id}-{st.session_state.get(_ROUND, 0)}"
    drawn = _drawn(ctx, scope, f"{key}-drawn")
    st.caption(
        _(
            "Each row is a role. For a further role add a row with the same user name; delete a row to take "
            "the role away. Nothing is saved before the button."
        )
    )
    edited = _edited(drawn, key)
    rows, seen = edits_of(drawn, edited)
    save = st.button(_("Save the people"), type="primary", key="people_save")
    now = {line.account_id: line for line in lines}
    if moved := [now[one] for one, version in seen.items() if now[one].version != version]:
        people_conflicts.show(ctx, moved, rows)
        if st.button(_("Save my entries over theirs"), key="people_mine"):
            seen, save = {one: now[one].version for one in seen}, True
        st.button(_("Take their entries"), key="people_theirs", on_click=_draw_anew)
    if save and not rows and not seen:
        st.info(_("Nothing was typed that is not saved already."))
    elif save:
        done = ngettext("{count} person saved.", "{count} people saved.", len(seen))
        with ctx.acting(done.format(count=formats.count(len(seen))), then=_draw_anew) as session:
            accounts.edit_people(session, ctx.actor, scope, rows, seen=seen)


def _drawn(ctx: Context, scope: PeopleScope, key: str) -> Drawn:
    """What the grid was drawn from at first: Streamlit tells edits by the place of the row."""
    if key not in st.session_state:
        with ctx.reading() as session:
            register = people_sheet.register_of(session, ctx.actor, scope)
            choices = people_sheet.sheet_choices(session, register)
        st.session_state[key] = drawn_of(register, choices)
    found: Drawn = st.session_state[key]
    return found


def _edited(drawn: Drawn, key: str) -> pd.DataFrame:
    roles = {word: ROLES[role] for word, role in people_sheet.sheet_words().roles.items()}
    everywhere = people_sheet.sheet_words().everywhere
    columns: dict[str, Any] = {
        "username": st.column_config.TextColumn(_("User name"), pinned=True, width=130),
        "name": st.column_config.TextColumn(_("Full name"), width=190, max_chars=400),
        "home": st.column_config.SelectboxColumn(_("Comes from"), options=drawn.units, width=190),
        "role": st.column_config.SelectboxColumn(
            _("Role"), options=list(roles), format_func=lambda one: _(roles[str(one)]), width=150
        ),
        "unit": st.column_config.SelectboxColumn(_("For the unit"), options=drawn.units, width=190),
        "block": st.column_config.SelectboxColumn(
            _("Block"),
            options=drawn.blocks,
            format_func=lambda one: _(EVERYWHERE) if one == everywhere else str(one),
            width=190,
        ),
        "year": st.column_config.TextColumn(_("Year"), width=70, max_chars=10),
    }
    return st.data_editor(
        drawn.frame,
        key=key,
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
        height="content" if len(drawn.frame) < _LOW else 560,
        on_change="ignore",
    )


def _draw_anew() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
