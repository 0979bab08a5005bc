"""The forms of the agenda: a point added, changed, moved, removed."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from models.conference_enums import AgendaKind
from pages.conference import agenda_kinds
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import point_link
from pages.shared.opened import close_form, opened_form
from services import agenda
from services.agenda import MOST_MINUTES, ItemEntry
from services.queries.agenda import Agenda, AgendaLine, AgendaWords, titles_of
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT, SPEECH_LIMIT

_USUAL_MINUTES = 15


def render(ctx: Context, found: Agenda, words: Mapping[int, AgendaWords]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    if not found.items:
        with st.expander(_("Add a point")):
            _add(ctx)
        return
    add, edit = st.tabs([_("Add a point"), _("Change a point")])
    with add:
        _add(ctx)
    with edit:
        _edit(ctx, found, words)


def _add(ctx: Context) -> None:
    name = f"item-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        entry = _entry(key, None, "")
        if st.form_submit_button(_("Add the point")):
            with ctx.acting(_("The point is on the agenda."), then=partial(close_form, name)) as session:
                agenda.add_item(session, ctx.actor, ctx.block_year_id, entry)


def _edit(ctx: Context, found: Agenda, words: Mapping[int, AgendaWords]) -> None:
    items, titles = {item.id: item for item in found.items}, titles_of(found.items)
    chosen = st.selectbox(
        _("Point"), list(items), format_func=titles.__getitem__, key=f"item-edited-{ctx.block_year_id}"
    )
    item, name = items[chosen], f"item-{chosen}"
    key, seen = opened_form(name, item.version)
    read_aloud = words[chosen].read_aloud if chosen in words else ""
    with st.form(f"{key}-form"):
        entry = _entry(key, item, read_aloud)
        if st.form_submit_button(_("Save the point"), type="primary"):
            with ctx.acting(_("The point is saved."), then=partial(close_form, name)) as session:
                agenda.edit_item(session, ctx.actor, chosen, entry, seen_version=seen)
    point_link(chosen, _("Prepare a vote at this point"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.number_input(
            _("Place on the agenda"), 1, len(items), item.place, key=f"{key}-place", width=200
        )
        if st.button(_("Move the point there"), key=f"{key}-move", disabled=place == item.place):
            with ctx.acting(_("The point is moved."), then=partial(close_form, name)) as session:
                agenda.move_item(session, ctx.actor, chosen, place, seen_version=seen)
        with st.popover(_("Remove the point")):
            if st.button(_("Yes, remove the point"), key=f"{key}-remove"):
                with ctx.acting(_("The point is removed.")) as session:
                    agenda.remove_item(session, ctx.actor, chosen, seen_version=seen)


def _entry(key: str, item: AgendaLine | None, read_aloud: str) -> ItemEntry:
    kinds = list(AgendaKind)
    about, long = st.columns([3, 1])
    kind = about.selectbox(
        _("What it is about"),
        kinds,
        kinds.index(item.kind) if item else kinds.index(AgendaKind.OTHER),
        format_func=lambda one: _(agenda_kinds.KINDS[one]),
        key=f"{key}-kind",
    )
    minutes = long.number_input(
        _("Minutes"), 1, MOST_MINUTES, item.minutes if item else _USUAL_MINUTES, key=f"{key}-minutes"
    )
    title = st.text_input(
        _("Title of the point"), item.title if item else "", key=f"{key}-title", max_chars=SENTENCE_LIMIT
    )
    owner = st.text_input(
        _("Who speaks"), item.owner if item else "", key=f"{key}-owner", max_chars=NAME_LIMIT
    )
    aloud = st.text_area(
        _("What is read aloud"), read_aloud, key=f"{key}-aloud", max_chars=SPEECH_LIMIT, height=140
    )
    return ItemEntry(kind=kind, title=title, minutes=minutes, owner=owner, read_aloud=aloud)
