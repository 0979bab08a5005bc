"""The list of delegates at the door, found without tones and marked with the thumb."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.conference_enums import AttendanceState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import attendance
from services.queries.attendance import AttendanceLine
from services.rules.text import NAME_LIMIT, search_fold

STATES = {
    None: N_("Not seen yet"),
    AttendanceState.PRESENT: N_("Present"),
    AttendanceState.LATE: N_("Late"),
    AttendanceState.LEFT: N_("Left"),
    AttendanceState.ABSENT: N_("Absent"),
}
_ICONS = {
    None: ":material/radio_button_unchecked:",
    AttendanceState.PRESENT: ":material/check_circle:",
    AttendanceState.LATE: ":material/schedule:",
    AttendanceState.LEFT: ":material/logout:",
    AttendanceState.ABSENT: ":material/cancel:",
}
# What is next for somebody, the first of them with one touch
_NEXT = {
    None: AttendanceState.PRESENT,
    AttendanceState.ABSENT: AttendanceState.LATE,
    AttendanceState.LEFT: AttendanceState.PRESENT,
    AttendanceState.PRESENT: AttendanceState.LEFT,
    AttendanceState.LATE: AttendanceState.LEFT,
}
_ACTS = {
    AttendanceState.PRESENT: N_("Is here"),
    AttendanceState.LATE: N_("Came late"),
    AttendanceState.LEFT: N_("Has left"),
    AttendanceState.ABSENT: N_("Is absent"),
}


def state_name(state: AttendanceState | None) -> str:
    """Where somebody is, in a word."""
    return _(STATES[state])


def render(ctx: Context, lines: Sequence[AttendanceLine], *, may_mark: bool) -> None:
    """The delegates, or those who were searched, each with what can be said of them."""
    asked = st.text_input(
        _("Find a delegate"), key="find-delegate", placeholder=_("Name or unit, without tones too")
    )
    words = search_fold(asked)
    shown = [line for line in lines if words in search_fold(f"{line.delegate.person} {line.delegate.unit}")]
    if not shown:
        st.info(_("No delegate is called so."))
    for line in shown:
        _line(ctx, line, may_mark)


def _line(ctx: Context, line: AttendanceLine, may_mark: bool) -> None:
    person = line.delegate
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"delegate-{person.id}"):
        about = [plain(person.unit) or _("Guest"), _("votes") if person.is_voter else "", plain(person.post)]
        state = f"{_ICONS[line.state]} {state_name(line.state)}"
        if line.marked_at:
            state += " " + formats.hour(line.marked_at)
        said = [
            f"**{plain(person.person)}**",
            " \u00b7 ".join(filter(None, about)),
            state,
            plain(line.reason),
        ]
        st.markdown("  \n".join(filter(None, said)), width="stretch")
        if may_mark:
            _marks(ctx, line)


def _marks(ctx: Context, line: AttendanceLine) -> None:
    """One touch for what is most likely next, and the rest behind another."""
    key, following = f"{line.delegate.id}-{line.state}", _NEXT[line.state]
    if st.button(_(_ACTS[following]), key=f"next-{key}", width=150):
        _mark(ctx, line, following, "")
    with st.popover(_("Something else"), key=f"more-{key}"):
        name = f"marking-{line.delegate.id}"
        field, _seen = opened_form(name, 0)
        reason = st.text_input(_("Why"), line.reason, key=f"{field}-{key}-why", max_chars=NAME_LIMIT)
        for state in AttendanceState:
            if st.button(_(_ACTS[state]), key=f"{state}-{key}", width="stretch"):
                _mark(ctx, line, state, reason, name)
        if line.state is not None and st.button(
            _("Not seen after all"), key=f"unseen-{key}", width="stretch"
        ):
            _mark(ctx, line, None, "", name)


def _mark(
    ctx: Context, line: AttendanceLine, state: AttendanceState | None, reason: str, form: str = ""
) -> None:
    said = _("{name}: {state}").format(name=plain(line.delegate.person), state=state_name(state))
    with ctx.acting(said, then=partial(close_form, form) if form else None) as session:
        attendance.mark_attendance(session, ctx.actor, ctx.block_year_id, [line.delegate.id], state, reason)
