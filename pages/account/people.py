"""The people who may sign in: who may do what, further people, closed accounts, new passwords."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from models.enums import Role
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import accounts
from services.queries import registry
from services.queries.accounts import PersonLine, people
from services.queries.registry import UnitLine

_ROLES = {
    Role.VIEWER: N_("Viewer"),
    Role.UNIT_EDITOR: N_("Unit editor"),
    Role.SECRETARY: N_("Secretary"),
    Role.ADMINISTRATOR: N_("Administrator"),
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
    _table(lines)
    add, change = st.tabs([_("Add a person"), _("Password and access")])
    with add:
        _add(ctx, roll)
    with change:
        _change(ctx, lines)


def _table(lines: Sequence[PersonLine]) -> None:
    frame = pd.DataFrame(
        {
            "name": line.display_name,
            "username": line.username,
            "role": _(_ROLES[line.role]),
            "reach": line.reach or _(_EVERYWHERE),
            "active": _("May sign in") if line.active else _("Account closed"),
        }
        for line in lines
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
        password = st.text_input(
            _("Password"),
            type="password",
            autocomplete="new-password",
            placeholder=_("At least 12 characters"),
        )
        if st.form_submit_button(_("Add the person"), type="primary"):
            done = _("{name} may sign in now.").format(name=plain(display_name))
            with ctx.acting(done, then=partial(close_form, "person-new")) as session:
                accounts.create_account(
                    session,
                    ctx.actor,
                    username=username,
                    display_name=display_name,
                    password=password,
                    role=role,
                    block_id=block_id,
                    unit_id=unit_id,
                )


def _ask_reach(ctx: Context, role: Role, roll: Sequence[UnitLine]) -> tuple[int | None, int | None]:
    """The block and the unit that the role is to hold for."""
    if role is Role.ADMINISTRATOR:
        return None, None
    if role is Role.UNIT_EDITOR:
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


def _change(ctx: Context, lines: Sequence[PersonLine]) -> None:
    by_id = {line.account_id: line for line in lines}
    chosen = st.selectbox(
        _("Person"),
        list(by_id),
        format_func=lambda key: f"{by_id[key].display_name} ({by_id[key].username})",
        key="person_chosen",
    )
    line = by_id[chosen]
    with st.form(f"person-password-{chosen}", clear_on_submit=True):
        password = st.text_input(
            _("New password"),
            type="password",
            autocomplete="new-password",
            placeholder=_("At least 12 characters"),
        )
        if st.form_submit_button(_("Set the new password")):
            with ctx.acting(_("The password is changed; the person signs in again.")) as session:
                accounts.reset_password(session, ctx.actor, chosen, password)
    label, done = (
        (_("Close the account"), _("The account is closed."))
        if line.active
        else (_("Open the account again"), _("The account is open again."))
    )
    if st.button(label, key=f"person-active-{chosen}-{line.active}"):
        with ctx.acting(done) as session:
            accounts.set_active(session, ctx.actor, chosen, active=not line.active)
