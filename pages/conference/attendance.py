"""Who has come: the big count, the badge that is scanned at the door, and the list that is ticked."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.conference_enums import AttendanceState
from models.enums import YearState
from pages.conference import attendance_list, rehearsing
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import screen_link
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import attendance as commands
from services.queries import attendance, conference
from services.queries.attendance import AttendanceLine, Presence
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """Show how many are here and who; the secretary marks them."""
    with ctx.reading() as session:
        now = conference.conference_now(session, ctx.block_year_id)
        lines = attendance.attendance_of_year(session, ctx.block_year_id, rehearsal=now.rehearsing)
    rehearsing.bar(now.rehearsing)
    there = attendance.presence_of(lines)
    st.title(_finding(ctx, there))
    if not lines:
        st.info(_("Nobody is summoned yet."))
        screen_link("dai-bieu", _("Delegates"))
        return
    _figures(there)
    may_mark = ctx.may(Permission.PREPARE_POLLS) and ctx.state not in (
        YearState.PUBLISHED,
        YearState.ARCHIVED,
    )
    if may_mark:
        _check_in(ctx, lines)
        if there.unseen:
            _all_here(ctx, lines, there.unseen)
    attendance_list.render(ctx, lines, may_mark=may_mark)


def _finding(ctx: Context, there: Presence) -> str:
    if not there.summoned:
        return _("Attendance at the conference of {year}").format(year=ctx.year)
    return _("Present {part}").format(part=formats.part_of(there.present, there.summoned))


def _figures(there: Presence) -> None:
    with st.container(horizontal=True):
        st.metric(_("Votes present"), formats.part_of(there.voters_present, there.voters), width="content")
        st.metric(_("Absent"), formats.count(there.absent), width="content")
        st.metric(_("Left"), formats.count(there.left), width="content")
        st.metric(_("Not seen yet"), formats.count(there.unseen), width="content")


def _check_in(ctx: Context, lines: Sequence[AttendanceLine]) -> None:
    """One field for the number of a badge; a scanner types it and presses Enter by itself."""
    name = f"badge-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        badge = st.text_input(
            _("Number of the badge"), key=f"{key}-badge", placeholder=_("Scan or type"), max_chars=20
        )
        if st.form_submit_button(_("Let in"), type="primary"):
            with ctx.acting(_("The delegate is here."), then=partial(close_form, name)) as session:
                commands.check_in(session, ctx.actor, ctx.block_year_id, badge)
    marked = [line for line in lines if line.marked_at is not None]
    if marked:
        last = max(marked, key=lambda line: line.marked_at.timestamp() if line.marked_at else 0)
        st.caption(
            _("Marked last, {time}: {name} ({state})").format(
                time=formats.hour(last.marked_at) if last.marked_at else "",
                name=plain(last.delegate.person),
                state=attendance_list.state_name(last.state),
            )
        )


def _all_here(ctx: Context, lines: Sequence[AttendanceLine], unseen: int) -> None:
    with st.popover(_("All others are here ({count})").format(count=unseen)):
        st.write(_("Everybody who was not seen yet is marked as present."))
        if st.button(_("Yes, all are here"), key="all-here"):
            with ctx.acting(_("All are marked as present.")) as session:
                keys = [line.delegate.id for line in lines if line.state is None]
                commands.mark_attendance(session, ctx.actor, ctx.block_year_id, keys, AttendanceState.PRESENT)
