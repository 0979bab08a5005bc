"""The course of the conference for who chairs it: the step that is next, notes, and incidents."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from models.conference_enums import HallView
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import agenda_steps, hall, incidents
from services.queries.agenda import Agenda, AgendaLine, AgendaWords, IncidentLine, titles_of
from services.rules.text import SENTENCE_LIMIT, SPEECH_LIMIT


def render(
    ctx: Context, found: Agenda, words: Mapping[int, AgendaWords], noted: Sequence[IncidentLine]
) -> None:
    """What is read aloud now, the next step, and what has to go into the minutes."""
    read_aloud(found.current or found.next, words)
    steps(ctx, found)
    with st.expander(_("Notes for the minutes")):
        discussion(ctx, found, words)
        note_incidents(ctx, noted)


def read_aloud(item: AgendaLine | None, words: Mapping[int, AgendaWords]) -> None:
    """What the chair reads at that point, in paragraphs."""
    text = words[item.id].read_aloud if item and item.id in words else ""
    if text:
        with st.container(border=True):
            st.caption(_("Read aloud"))
            for line in text.splitlines():
                st.markdown(plain(line))


def steps(ctx: Context, found: Agenda) -> None:
    """Begin the point that is next, end the one that is under way, or go elsewhere."""
    current, following = found.current, found.next
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if following is not None:
            label = _("Begin: {title}").format(title=plain(following.title))
            if st.button(label, type="primary", key=f"start-{following.id}-{following.version}"):
                _start(ctx, following)
        if current is not None:
            key = f"finish-{current.id}-{current.version}"
            if st.button(_("End this point"), type="secondary" if following else "primary", key=key):
                with ctx.acting(_("The point has ended.")) as session:
                    agenda_steps.finish_item(session, ctx.actor, current.id, seen_version=current.version)
        with st.popover(_("Another point")):
            _elsewhere(ctx, found)


def _elsewhere(ctx: Context, found: Agenda) -> None:
    items, titles = {item.id: item for item in found.items}, titles_of(found.items)
    chosen = items[
        st.selectbox(
            _("Point"), list(items), format_func=titles.__getitem__, key=f"item-course-{ctx.block_year_id}"
        )
    ]
    key = f"{chosen.id}-{chosen.version}"
    if chosen.id != found.current_id and st.button(_("Begin this point"), key=f"begin-{key}"):
        _start(ctx, chosen)
    if chosen.started_at is not None and st.button(_("It was begun by mistake"), key=f"back-{key}"):
        with ctx.acting(_("The point has not begun.")) as session:
            agenda_steps.take_back_item(session, ctx.actor, chosen.id, seen_version=chosen.version)


def _start(ctx: Context, item: AgendaLine) -> None:
    with ctx.acting(_("The point has begun.")) as session:
        agenda_steps.start_item(session, ctx.actor, item.id, seen_version=item.version)
        hall.show_in_hall(session, ctx.actor, ctx.block_year_id, HallView.AGENDA)


def discussion(ctx: Context, found: Agenda, words: Mapping[int, AgendaWords]) -> None:
    """What the discussion of a point came to; the one under way stands first."""
    begun = {item.id: item for item in found.items if item.started_at is not None}
    if not begun:
        st.caption(_("Notes can be taken as soon as a point has begun."))
        return
    order, titles = list(begun), titles_of(found.items)
    chosen = st.selectbox(
        _("Notes of which point"),
        order,
        order.index(found.current_id) if found.current_id in begun else len(order) - 1,
        format_func=titles.__getitem__,
        key=f"noted-{ctx.block_year_id}-{found.current_id}",
    )
    name, stands = f"notes-{chosen}", words[chosen].notes if chosen in words else ""
    key, seen = opened_form(name, begun[chosen].version)
    with st.form(f"{key}-form"):
        notes = st.text_area(
            _("What the discussion came to"), stands, key=f"{key}-text", max_chars=SPEECH_LIMIT, height=160
        )
        if st.form_submit_button(_("Save the notes")):
            with ctx.acting(_("The notes are saved."), then=partial(close_form, name)) as session:
                agenda_steps.note_discussion(session, ctx.actor, chosen, notes, seen_version=seen)


def note_incidents(ctx: Context, noted: Sequence[IncidentLine]) -> None:
    """What has happened out of the ordinary, and a line for more."""
    for line in noted:
        at = formats.hour(line.noted_at)
        where = f" ({plain(line.item)})" if line.item else ""
        st.markdown(f"- {at}: {plain(line.text)}{where}")
    name = f"incident-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        text = st.text_input(_("Something out of the ordinary"), key=f"{key}-text", max_chars=SENTENCE_LIMIT)
        if st.form_submit_button(_("Note the incident")):
            with ctx.acting(_("The incident is noted."), then=partial(close_form, name)) as session:
                incidents.note_incident(session, ctx.actor, ctx.block_year_id, text)
