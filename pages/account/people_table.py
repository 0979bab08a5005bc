"""The table of the people, and what narrows it: a name without tones, a role, a block."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from models.enums import Role
from pages.account.people_words import ROLES, access_words, role_words
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.accounts import PersonLine, WayIn
from services.rules.text import search_fold, sort_key

_PAGE = 50


def draw(lines: Sequence[PersonLine], ways: Mapping[int, WayIn], now: datetime) -> None:
    """The people that are looked for, by full name, fifty at a time."""
    found = _narrowed(lines)
    if not found:
        st.info(_("Nobody fits that. Look for less, or for another role or block."))
        return
    pages = -(-len(found) // _PAGE)
    number = 1
    if pages > 1:
        st.caption(_("{count} people").format(count=formats.count(len(found))))
        number = st.pagination(pages, key=f"people_page-{len(found)}")
    shown = found[(number - 1) * _PAGE : number * _PAGE]
    st.table(
        pd.DataFrame(_row(line, ways.get(line.account_id, WayIn()), now) for line in shown),
        border="horizontal",
        hide_index=True,
    )


def _row(line: PersonLine, way: WayIn, now: datetime) -> dict[str, str]:
    return {
        _("Full name"): plain(line.display_name),
        _("User name, unit"): "  \n".join(plain(one) for one in (line.username, line.unit) if one),
        _("Roles"): "  \n".join(map(role_words, line.roles)),
        _("Access"): access_words(line, way, now),
    }


def _narrowed(lines: Sequence[PersonLine]) -> list[PersonLine]:
    blocks = {role.block_id: role.block for line in lines for role in line.roles if role.block_id}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(_("Look for a name"), key="people_name", autocomplete="off", width=260)
        role = st.selectbox(
            _("Role"),
            list(ROLES),
            None,
            format_func=lambda one: _(ROLES[one]),
            placeholder=_("All roles"),
            key="people_role",
            width=220,
        )
        block = None
        if len(blocks) > 1:
            block = st.selectbox(
                _("Block"),
                list(blocks),
                None,
                format_func=lambda one: blocks[one] or "",
                placeholder=_("All blocks"),
                key="people_block",
                width=280,
            )
    wanted = search_fold(typed)
    found = [line for line in lines if _fits(line, wanted, role, block)]
    return sorted(found, key=lambda line: (sort_key(line.display_name), line.username))


def _fits(line: PersonLine, wanted: str, role: Role | None, block: int | None) -> bool:
    """Whether one of the roles is the one that is looked for, in the block or everywhere."""
    named = wanted in search_fold(line.display_name) or wanted in line.username
    return named and any(
        role in (None, one.role) and (block is None or one.block_id in (None, block)) for one in line.roles
    )
