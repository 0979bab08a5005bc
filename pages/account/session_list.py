"""Where somebody is signed in, with a button to end each."""

from datetime import UTC, datetime

import streamlit as st

from models.enums import SessionEnd
from pages.account.devices import device_name
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from services import sessions
from services.queries.sessions import SessionLine, sessions_of

_ENDS = {
    SessionEnd.SIGNED_OUT: N_("signed out"),
    SessionEnd.ENDED_BY_OWNER: N_("ended by its owner"),
    SessionEnd.ENDED_BY_ADMINISTRATOR: N_("ended by an administrator"),
    SessionEnd.PASSWORD_CHANGED: N_("ended by a new password"),
    SessionEnd.ACCOUNT_CLOSED: N_("ended when the account was closed"),
    SessionEnd.TOO_MANY: N_("ended by signing in elsewhere, since three at a time are enough"),
}


def draw(ctx: Context, account_id: int) -> None:
    """The account's newest sessions; those that live can be ended, one or all."""
    now = datetime.now(UTC)
    with ctx.reading() as session:
        lines = sessions_of(session, account_id, now)
    live = [line for line in lines if line.live]
    for line in live:
        _draw_live(ctx, line, now)
    if not live:
        st.info(_("Signed in nowhere."))
    elif st.button(_("Sign out everywhere"), key=f"sessions-end-{account_id}"):
        with ctx.acting(_("Every session has ended.")) as session:
            sessions.end_sessions_of(session, ctx.actor, account_id, now)
    ended = [line for line in lines if not line.live]
    if ended:
        with st.expander(_("Ended sessions")):
            for line in ended:
                why = _(_ENDS[line.ended_why]) if line.ended_why else _("run out")
                st.text(_described(line, why))


def _draw_live(ctx: Context, line: SessionLine, now: datetime) -> None:
    told, way_out = st.columns([4, 1], vertical_alignment="center")
    own = line.session_id == ctx.actor.session_id
    told.text(_described(line, _("this session") if own else ""))
    if not own and way_out.button(_("End"), key=f"session-end-{line.session_id}"):
        with ctx.acting(_("The session has ended.")) as session:
            sessions.end_session(session, ctx.actor, line.session_id, now)


def _described(line: SessionLine, remark: str = "") -> str:
    seen = _("last seen {moment}").format(moment=formats.moment(line.last_seen_at))
    device = device_name(line.device) or _("unknown device")
    return ", ".join(filter(None, (device, line.address, seen, remark)))
