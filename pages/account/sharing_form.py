"""A new share link: what it shows, what it is for, and how long it works."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import streamlit as st

from models.enums import ShareView
from pages.account import sharing_made
from pages.account.sharing_views import VIEWS
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from services import sharing
from services.sharing import LONGEST, LinkEntry

_UNTIL_A_DAY = N_("Until the end of a day")
_LIVES: Mapping[str, timedelta | None] = {
    N_("1 hour"): timedelta(hours=1),
    N_("12 hours"): timedelta(hours=12),
    N_("3 days"): timedelta(days=3),
    N_("30 days"): timedelta(days=30),
    _UNTIL_A_DAY: None,
}
_USUAL = 1
_DAY = timedelta(days=1)


def draw(ctx: Context, now: datetime) -> None:
    """Ask for what a link needs, and make it."""
    key, _seen = opened_form(f"link-of-{ctx.block_year_id}", 0)
    view = st.segmented_control(
        _("What it shows"),
        list(VIEWS),
        format_func=lambda one: _(VIEWS[one].title),
        default=ShareView.PROJECTOR,
        required=True,
        key=f"{key}-view",
    )
    lives = st.selectbox(_("Works for"), list(_LIVES), _USUAL, format_func=_, key=f"{key}-lives")
    with st.form(f"{key}-form"):
        label = st.text_input(
            _("What it is for"), autocomplete="off", placeholder=_("Such as: screen of the hall")
        )
        length = _LIVES[lives]
        expires_at = now + length if length else _end_of(_ask_day())
        if st.form_submit_button(_("Make the link"), type="primary"):
            entry = LinkEntry(view=view, label=label, expires_at=expires_at)
            made = sharing_made.MadeLink(label, expires_at)
            done = partial(_done, made, ctx.block_year_id)
            with ctx.acting(_("The link is made."), then=done) as session:
                made.token = sharing.create_link(session, ctx.actor, ctx.block_year_id, entry, now)


def _ask_day() -> date:
    today = formats.today()
    return st.date_input(_("Last day"), today, today, today + LONGEST - _DAY, format="DD/MM/YYYY")


def _end_of(day: date) -> datetime:
    """The end of the day in Viet Nam."""
    return datetime.combine(day + _DAY, time(), formats.VIETNAM).astimezone(UTC)


def _done(made: sharing_made.MadeLink, block_year_id: int) -> None:
    close_form(f"link-of-{block_year_id}")
    sharing_made.show_next(made)
