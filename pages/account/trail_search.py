"""What is looked for in the trail: whose, what, about what, on which days, of one block or of all."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import streamlit as st

from pages.account.trail_actions import ACTIONS
from pages.account.trail_words import action_words, general_words, subject_meant
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.trail import TrailFilter, Writer
from services.rules.rights import Permission

SUBJECT = "trail_subject"
_SCOPES = {"all": N_("Everything"), "block": N_("The block")}


def sees_all(ctx: Context) -> bool:
    """Whether the trail of the whole installation is theirs to see, not only the block's."""
    return ctx.actor.may(Permission.MANAGE_ACCOUNTS)


def ask_scope(ctx: Context) -> int | None:
    """The block whose trail is wanted; None for all that there is."""
    if not sees_all(ctx):
        st.caption(plain(ctx.block_name))
        return ctx.block_id
    chosen = st.segmented_control(
        _("Trail of"),
        list(_SCOPES),
        format_func=lambda one: _(_SCOPES[one]),
        default="all",
        required=True,
        key="trail_scope",
    )
    return ctx.block_id if chosen == "block" else None


def ask_filter(block_id: int | None, people: Sequence[Writer]) -> TrailFilter:
    """What else the entries are to be like."""
    who, what, about = st.columns(3)
    first, last, _rest = st.columns(3)
    names = {one.account_id: f"{one.display_name} ({one.username})" for one in people}
    account_id = who.selectbox(
        _("By whom"),
        list(names),
        None,
        format_func=names.__getitem__,
        placeholder=_("Anybody"),
        key="trail_who",
    )
    action = what.selectbox(
        _("What was done"),
        sorted(ACTIONS, key=action_words),
        None,
        format_func=action_words,
        placeholder=_("Anything"),
        key="trail_what",
    )
    subject = about.text_input(_("About"), key=SUBJECT, placeholder=_example())
    since = first.date_input(_("From the day"), None, format="DD/MM/YYYY", key="trail_first")
    until = last.date_input(_("To the day"), None, format="DD/MM/YYYY", key="trail_last")
    return TrailFilter(
        block_id=block_id,
        account_id=account_id,
        action=action or "",
        subject=subject_meant(subject),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _example() -> str:
    return _("such as: {subject}").format(subject=general_words("poll 3"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), formats.VIETNAM)
