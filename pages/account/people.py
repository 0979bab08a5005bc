"""The people who may sign in: who may do what, further people, closed accounts, new passwords."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from models.enums import Role
from pages.account import person_access
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import accounts, passwords
from services.access import FOR_A_UNIT
from services.accounts import PersonEntry, RoleEntry
from services.queries import registry
from services.queries.accounts import PersonLine, people
from services.queries.registry import UnitLine

_ROLES = {
    Role.VIEWER: N_("Viewer"),
    Role.VOTER: N_("Voter"),
    Role.UNIT_EDITOR: N_("Unit editor"),
    Role.REVIEWER: N_("Reviewer"),
    Role.TELLER: N_("Teller"),
    Role.CHAIR: N_("Chair"),
    Role.SECRETARY: N_("Secretary"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.DISPLAY: N_("Display"),
}
_EVERYWHERE = N_("All blocks")


def render(ctx: Context) -> None:
    """See everybody, let somebody in, keep somebody out."""
    with ctx.reading() as session:
        lines = people(session, ctx.year)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    count = len({line.account_id for line in lines if line.active})
    st.title(
        ngettext("{count} person may sign in", "{count} people may sign in", count).format(
            count=formats.count(count)
        )
    )
    with st.container():  # a place in every run, so that the tabs below keep theirs
        person_access.draw_code()
    _table(lines)
    add, change = st.tabs([_("Add a person"), _("Password and access")])
    with add:
        _add(ctx, roll)
    with change:
        person_access.draw(ctx, lines)


def _table(lines: Sequence[PersonLine]) -> None:
    frame = pd.DataFrame(
        {
            "name": line.display_name,
            "username": line.username,
            "role": _(_ROLES[role.role]),
            "reach": role.unit or role.block or _(_EVERYWHERE),
            "active": _("May sign in") if line.active else _("Account closed"),
        }
        for line in lines
        for role in line.roles
    )
    columns = {
        "name": st.column_config.TextColumn(_("Full name")),
        "username": st.column_config.TextColumn(_("User name")),
        "role": st.column_config.TextColumn(_("Role")),
        "reach": st.column_config.TextColumn(_("Where")),
        "active": st.column_config.TextColumn(_("Access")),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _add(ctx: Context, roll: Sequence[UnitLine]) -> None:
    key, _seen = opened_form("person-new", 0)
    role = st.segmented_control(
        _("Role"),
        list(_ROLES),
        format_func=lambda one: _(_ROLES[one]),
        default=Role.VIEWER,
        required=True,
        key=f"{key}-role",
    )
    with st.form(f"{key}-form"):
        block_id, unit_id = _ask_reach(ctx, role, roll)
        display_name = st.text_input(_("Full name"), autocomplete="off")
        username = st.text_input(
            _("User name"), autocomplete="off", placeholder=_("3 to 60 of a-z, 0-9, dot, dash")
        )
        if st.form_submit_button(_("Add the person"), type="primary"):
            done = _("{name} may sign in now.").format(name=plain(display_name))
            made = person_access.MadeCode(display_name, passwords.CODE_LIVES)
            with ctx.acting(done, then=partial(_added, made)) as session:
                person = PersonEntry(display_name, [RoleEntry(role, block_id, unit_id)])
                account_id = accounts.create_account(session, ctx.actor, username, person)
                made.code = passwords.issue_code(session, ctx.actor, account_id, datetime.now(UTC))


def _added(made: person_access.MadeCode) -> None:
    close_form("person-new")
    person_access.show_next(made)


def _ask_reach(ctx: Context, role: Role, roll: Sequence[UnitLine]) -> tuple[int | None, int | None]:
    """The block and the unit that the role is to hold for."""
    if role is Role.ADMINISTRATOR:
        return None, None
    if role in FOR_A_UNIT:
        units = {unit.unit_id: unit.name for unit in roll}
        chosen = st.selectbox(
            _("Unit"), list(units), None, format_func=units.__getitem__, placeholder=_("Choose a unit")
        )
        return ctx.block_id, chosen
    reach = st.selectbox(
        _("Where"),
        [ctx.block_id, None],
        format_func=lambda one: ctx.block_name if one else _(_EVERYWHERE),
    )
    return reach, None
