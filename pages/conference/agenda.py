"""The agenda of the conference: what comes when, who speaks, and how far it is."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

import pandas as pd
import streamlit as st

from models.enums import YearState
from pages.conference import agenda_course, agenda_forms, agenda_kinds, rehearsing, words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services import agenda as commands
from services.queries import agenda, polls
from services.queries.agenda import Agenda, AgendaLine
from services.queries.polls import PollLine
from services.rules.rights import Permission

_USUAL_BEGIN = time(8)


def render(ctx: Context) -> None:
    """Show the agenda; the secretary writes it, the chair goes through it."""
    with ctx.reading() as session:
        found = agenda.agenda_of_year(session, ctx.block_year_id)
        said = agenda.agenda_words(session, ctx.actor, ctx.block_year_id)
        others = agenda.years_with_agenda(session, ctx.block_id, but=ctx.block_year_id)
        incidents = agenda.incidents_of_year(
            session, ctx.actor, ctx.block_year_id, rehearsal=found.rehearsing
        )
        votes = polls.polls_of_year(session, ctx.block_year_id)
    rehearsing.bar(found.rehearsing)
    st.title(_finding(ctx, found))
    open_year = ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED)
    may_prepare = ctx.may(Permission.PREPARE_POLLS) and open_year
    if not found.items:
        _nothing(ctx, others, may_prepare)
    else:
        _table(found, votes)
    if found.items and ctx.may(Permission.CHAIR_POLLS) and open_year:
        agenda_course.render(ctx, found, said, incidents)
    if may_prepare:
        agenda_forms.render(ctx, found, said)
        if found.items:
            _beginnings(ctx, others, first=False)


def _finding(ctx: Context, found: Agenda) -> str:
    if not found.items:
        return _("Agenda of the conference of {year}").format(year=ctx.year)
    if current := found.current:
        return _("Now: {title}").format(title=plain(current.title))
    return ngettext(
        "{count} point on the agenda, {minutes} minutes",
        "{count} points on the agenda, {minutes} minutes",
        len(found.items),
    ).format(count=len(found.items), minutes=formats.count(found.minutes))


def _nothing(ctx: Context, others: Mapping[int, int], may_prepare: bool) -> None:
    if may_prepare:
        st.info(
            _("The agenda is still empty. Begin with the customary points, then change what is different.")
        )
        _beginnings(ctx, others, first=True)
    else:
        st.info(_("The agenda is still empty."))


def _table(found: Agenda, votes: Sequence[PollLine]) -> None:
    """The points in lines that break, with the times that follow from when it begins."""
    begins = _beginning(found)
    rows = [
        {
            _("Time"): _planned(begins, item),
            _("Point"): "  \n".join(
                filter(
                    None, [f"**{item.place}. {plain(item.title)}**", plain(item.owner), *_votes(item, votes)]
                )
            ),
            _("State"): _state(found, item),
        }
        for item in found.items
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    end = _clock(begins, found.minutes)
    st.caption(
        _("{minutes} minutes in all: the conference ends at {end}.").format(
            minutes=formats.count(found.minutes), end=end
        )
    )


def _beginning(found: Agenda) -> time:
    """When the conference has begun; before that, what whoever looks on supposes."""
    if begun := [item.started_at for item in found.items if item.started_at]:
        return time.fromisoformat(formats.hour(min(begun)))
    label = _("If the conference begins at")
    step = timedelta(minutes=5)
    return st.time_input(label, _USUAL_BEGIN, key="agenda-begins", step=step, width=220) or _USUAL_BEGIN


def _votes(item: AgendaLine, votes: Sequence[PollLine]) -> list[str]:
    """What is voted on at the point, with where each vote stands."""
    return [
        f":material/how_to_vote: {plain(line.title)} ({_(words.STATES[line.state])})"
        for line in votes
        if line.item_id == item.id
    ]


def _planned(begins: time, item: AgendaLine) -> str:
    span = f"{_clock(begins, item.starts_after)}\u2013{_clock(begins, item.starts_after + item.minutes)}"
    minutes = _("{minutes} min").format(minutes=item.minutes)
    return f"{span}  \n{minutes} \u00b7 {_(agenda_kinds.KINDS[item.kind])}"


def _clock(begins: time, minutes: int) -> str:
    hours, rest = divmod(begins.hour * 60 + begins.minute + minutes, 60)
    return f"{hours % 24:02d}:{rest:02d}"


def _state(found: Agenda, item: AgendaLine) -> str:
    if item.started_at is None:
        return _("To come")
    since = formats.hour(item.started_at)
    if item.id == found.current_id:
        return ":material/play_circle: " + _("Under way since {time}").format(time=since)
    if item.finished_at is None:
        return _("Begun at {time}").format(time=since)
    return ":material/check: " + _("{begin} to {end}").format(begin=since, end=formats.hour(item.finished_at))


def _beginnings(ctx: Context, others: Mapping[int, int], *, first: bool) -> None:
    """The customary points, and the agenda of another year, to begin with or to fill up from."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = _("Begin with the customary points") if first else _("Add customary points that are missing")
        if st.button(label, type="primary" if first else "secondary", key="customary-items"):
            with ctx.acting(_("The customary points are on the agenda.")) as session:
                commands.add_customary_items(session, ctx.actor, ctx.block_year_id)
        if others:
            with st.popover(_("Copy from another year")):
                year = st.selectbox(_("Year"), list(others), key="agenda-copied")
                st.write(_("What is not there yet is added; the years that it names are moved on."))
                if st.button(_("Copy the agenda"), key="copy-agenda"):
                    with ctx.acting(_("The agenda is copied.")) as session:
                        commands.copy_agenda(session, ctx.actor, ctx.block_year_id, others[year])
