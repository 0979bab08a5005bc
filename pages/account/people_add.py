"""A person is added: a name, a role with its reach, and a code that is read out or printed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from models.enums import Role
from pages.account import person_access
from pages.account.people_words import EVERYWHERE, ROLES
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import accounts, passwords
from services.accounts import PersonEntry, RoleEntry
from services.queries.registry import UnitLine
from services.rules.roles import FOR_A_UNIT


def draw(ctx: Context, roll: Sequence[UnitLine]) -> None:
    """The form; further roles are given in the grid."""
    key, _seen = opened_form("person-new", 0)
    role = st.segmented_control(
        _("Role"),
        list(ROLES),
        format_func=lambda one: _(ROLES[one]),
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
        units = {unit.unit_id: unit.name for unit in roll}
        home = st.selectbox(
            _("Comes from"), list(units), None, format_func=units.__getitem__, placeholder=_("Choose a unit")
        )
        if st.form_submit_button(_("Add the person"), type="primary"):
            done = _("{name} may sign in now.").format(name=plain(display_name))
            made = person_access.MadeCode(display_name, passwords.CODE_LIVES)
            with ctx.acting(done, then=partial(_added, made)) as session:
                person = PersonEntry(display_name, [RoleEntry(role, block_id, unit_id)], home)
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
        format_func=lambda one: ctx.block_name if one else _(EVERYWHERE),
    )
    return reach, None
