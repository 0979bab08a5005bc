"""The check before the day: what is done, what is still to be done and where, and the rehearsal."""

from datetime import UTC, datetime

import streamlit as st

from models.enums import YearState
from pages.conference import check_lines, clock, clock_warning, rehearsing
from pages.shared import display
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import screen_link
from services import rehearsal
from services.database import last_backup
from services.queries.readiness import readiness
from services.rules.rights import Permission
from services.settings import settings


def render(ctx: Context) -> None:
    """Show each thing to be checked with its state; the secretary begins and ends the rehearsal."""
    now = datetime.now(UTC)
    with ctx.reading() as session:
        found = readiness(session, ctx.block_year_id, now)
    lines = check_lines.lines_of(found, last_backup(ctx.engine), now)
    rehearsing.bar(found.rehearsing)
    clock_warning.tell(ctx)
    todo = sum(not line.done for line in lines)
    st.title(
        _("Everything is ready")
        if not todo
        else _("{done} of {count} checks are done").format(done=len(lines) - todo, count=len(lines))
    )
    for line in lines:
        _line(ctx, line)
    with st.container(border=True):
        st.markdown(":material/schedule: **" + _("Clocks") + "**")
        st.caption(
            _("This device / the server, and how far apart: more than 5 seconds is marked with a cross.")
        )
        display.small_frame(clock.PATH, height=30)
    if ctx.may(Permission.PREPARE_POLLS):
        _rehearsal(ctx, found.rehearsing)


def _line(ctx: Context, line: check_lines.CheckLine) -> None:
    """One check: its state in a sign and a word, what was found, and the way to where it is mended."""
    state = (
        ":material/check_circle: " + _("Done") if line.done else ":material/pending: **" + _("To do") + "**"
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{line.title}** \u00b7 {state}  \n{line.found}", width="stretch")
        if line.path is not None and ctx.may(line.permission):
            with st.container(width="content"):
                screen_link(line.path, _(line.screen))


def _rehearsal(ctx: Context, rehearsing_now: bool) -> None:
    st.subheader(_("Rehearsal"))
    if rehearsing_now:
        st.write(_("What is rehearsed is marked everywhere and counts nowhere. Its end wipes all of it."))
        with st.popover(_("End the rehearsal"), type="primary"):
            st.write(_("Votes, attendance, notes and incidents of the rehearsal are gone for good."))
            if st.button(_("Yes, end and wipe it"), type="primary", key="end-rehearsal"):
                with ctx.acting(_("The rehearsal is wiped.")) as session:
                    folder = settings().data_folder
                    rehearsal.end_rehearsal(session, ctx.actor, ctx.block_year_id, folder=folder)
        return
    st.write(_("Try everything with copies of the votes that are prepared. Nothing of it is kept."))
    if ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED) and st.button(
        _("Begin a rehearsal"), key="begin-rehearsal"
    ):
        with ctx.acting(_("The rehearsal has begun.")) as session:
            rehearsal.begin_rehearsal(session, ctx.actor, ctx.block_year_id)
