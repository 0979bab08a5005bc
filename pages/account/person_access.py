"""Somebody's way in: one-time codes, the telephone, sessions, and the account closed or opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import streamlit as st

from pages.account import session_list
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services import accounts, passwords, second_factor
from services.queries.accounts import PersonLine, has_second_factor
from services.rules.codes import as_groups

_SHOWN = "code_shown"


@dataclass(slots=True)
class MadeCode:
    """A one-time code for somebody; it is read out once and kept nowhere."""

    name: str
    lives: timedelta
    code: str = ""


def show_next(made: MadeCode) -> None:
    """Show the code from the next run on, until it is put away."""
    st.session_state[_SHOWN] = made


def draw_code() -> None:
    """The code that was just made, to be read out or written down."""
    made: MadeCode | None = st.session_state.get(_SHOWN)
    if made is None:
        return
    st.warning(
        _("One-time code for {name}, good for {hours} hours. It is shown only now.").format(
            name=plain(made.name), hours=made.lives // timedelta(hours=1)
        )
        if made.lives >= timedelta(hours=1)
        else _("One-time code for {name}, good for {minutes} minutes. It is shown only now.").format(
            name=plain(made.name), minutes=made.lives // timedelta(minutes=1)
        )
    )
    st.code(as_groups(made.code), language=None)
    st.button(_("Put the code away"), on_click=st.session_state.pop, args=(_SHOWN, None))


def draw(ctx: Context, lines: Sequence[PersonLine]) -> None:
    """Choose somebody, and change how that person comes in."""
    by_id = {line.account_id: line for line in lines}
    chosen = st.selectbox(
        _("Person"),
        list(by_id),
        format_func=lambda key: f"{by_id[key].display_name} ({by_id[key].username})",
        key="person_chosen",
    )
    line = by_id[chosen]
    _draw_codes(ctx, line)
    _draw_telephone(ctx, chosen)
    _draw_door(ctx, line)
    st.subheader(_("Sessions"))
    session_list.draw(ctx, chosen)


def _draw_codes(ctx: Context, line: PersonLine) -> None:
    now, chosen = datetime.now(UTC), line.account_id
    for label, lives, act in (
        (_("Code for a new password"), passwords.CODE_LIVES, passwords.issue_code),
        (_("Let in once"), passwords.ENTRY_LIVES, passwords.let_in),
    ):
        if st.button(label, key=f"person-{act.__name__}-{chosen}"):
            made = MadeCode(line.display_name, lives)
            with ctx.acting(_("The code is made."), then=partial(show_next, made)) as session:
                made.code = act(session, ctx.actor, chosen, now)


def _draw_telephone(ctx: Context, chosen: int) -> None:
    with ctx.reading() as session:
        has_telephone = has_second_factor(session, chosen)
    if has_telephone and st.button(_("Take the telephone off"), key=f"person-telephone-{chosen}"):
        with ctx.acting(_("The telephone is taken off.")) as session:
            second_factor.remove_second_factor(session, ctx.actor, chosen)


def _draw_door(ctx: Context, line: PersonLine) -> None:
    label, done = (
        (_("Close the account"), _("The account is closed."))
        if line.active
        else (_("Open the account again"), _("The account is open again."))
    )
    if st.button(label, key=f"person-active-{line.account_id}-{line.active}"):
        with ctx.acting(done) as session:
            accounts.set_active(session, ctx.actor, line.account_id, active=not line.active)
