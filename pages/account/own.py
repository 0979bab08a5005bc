"""The own account: name, password, telephone, and where one is signed in."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.account import entry, session_list, telephone
from pages.account.first_password import new_password, password_advice
from pages.shared.context import Context, is_proved
from pages.shared.i18n import _
from services import accounts, passwords
from services.queries.accounts import OwnAccount, own_account


def render(ctx: Context) -> None:
    """See and change what is one's own."""
    account_id = ctx.actor.account_id
    if account_id is None:
        return
    with ctx.reading() as session:
        own = own_account(session, account_id)
    st.title(_("My account"))
    name, password, second, where = st.tabs(
        [_("Name"), _("Password"), _("Code of the telephone"), _("Sessions")]
    )
    with name:
        _draw_name(ctx, own)
    with password:
        _draw_password(ctx)
    with second:
        telephone.draw(ctx.engine, ctx.actor, own)
    with where:
        session_list.draw(ctx, account_id)


def _draw_name(ctx: Context, own: OwnAccount) -> None:
    st.text(_("User name: {username}").format(username=own.username))
    with st.form("own_name"):
        display_name = st.text_input(_("Full name"), own.display_name, autocomplete="name")
        if st.form_submit_button(_("Save")):
            with ctx.acting(_("The name is changed.")) as session:
                accounts.change_own_name(session, ctx.actor, display_name)


def _draw_password(ctx: Context) -> None:
    st.write(password_advice())
    with st.form("own_password", clear_on_submit=True):
        old = st.text_input(_("Present password"), type="password", autocomplete="current-password")
        new = new_password()
        if st.form_submit_button(_("Set the new password")) and is_proved(ctx.engine, ctx.actor, old):
            done = _("The password is changed; your other sessions have ended.")
            tickets: list[str] = []
            with ctx.acting(done, then=partial(entry.keep_ticket, tickets)) as session:
                tickets.append(passwords.choose_password(session, ctx.actor, new, datetime.now(UTC)))
