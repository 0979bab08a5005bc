"""The forms of the versions of the regulation and the criteria: one added, one changed or removed."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.enums import RegulationKind
from pages.shared import attached, formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from services import regulations
from services.queries.regulations import RegulationLine
from services.regulations import RegulationEntry
from services.rules.terms import CALENDAR
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT
from services.settings import settings

_KINDS = {RegulationKind.REGULATION: N_("Operating regulation"), RegulationKind.CRITERIA: N_("Criteria")}


def kind_name(kind: RegulationKind) -> str:
    """What is laid down, in a word."""
    return _(_KINDS[kind])


def render(ctx: Context, lines: Sequence[RegulationLine]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    labels = [_("Add a version"), *([_("Change a version")] if lines else [])]
    add, *edit = st.tabs(labels)
    with add:
        _add(ctx)
    for tab in edit:
        with tab:
            _edit(ctx, lines)


def _add(ctx: Context) -> None:
    name = f"regulation-new-{ctx.block_id}"
    key, _seen = opened_form(name, 0)
    with st.form(f"{key}-form"):
        entry = _entry(key, None)
        upload = attached.choose_file(f"{key}-file")
        if st.form_submit_button(_("Add the version"), type="primary"):
            with ctx.acting(_("The version is added."), then=partial(close_form, name)) as session:
                folder = settings().data_folder
                regulations.add_regulation(
                    session, ctx.actor, ctx.block_id, entry, folder=folder, upload=upload
                )


def _edit(ctx: Context, lines: Sequence[RegulationLine]) -> None:
    by_id = {line.id: line for line in reversed(lines)}
    chosen = st.selectbox(
        _("Version"),
        list(by_id),
        format_func=lambda key: f"{formats.day(by_id[key].valid_from)} \u00b7 {by_id[key].title}",
        key=f"regulation-edited-{ctx.block_id}",
    )
    line, name, folder = by_id[chosen], f"regulation-{chosen}", settings().data_folder
    key, seen = opened_form(name, line.version)
    with st.form(f"{key}-form"):
        entry = _entry(key, line)
        upload = attached.choose_file(f"{key}-file", line.file)
        drop = attached.drop_box(key, line.file)
        if st.form_submit_button(_("Save the version"), type="primary"):
            with ctx.acting(_("The version is saved."), then=partial(close_form, name)) as session:
                regulations.edit_regulation(
                    session,
                    ctx.actor,
                    chosen,
                    entry,
                    seen_version=seen,
                    folder=folder,
                    upload=upload,
                    drop_attached=drop,
                )
    with st.popover(_("Remove the version")):
        st.write(_("The version goes with its file; the one before it is in force on."))
        if st.button(_("Yes, remove the version"), key=f"{key}-remove"):
            with ctx.acting(_("The version is removed.")) as session:
                regulations.remove_regulation(session, ctx.actor, chosen, seen_version=seen, folder=folder)


def _entry(key: str, line: RegulationLine | None) -> RegulationEntry:
    kinds = list(_KINDS)
    kind = st.selectbox(
        _("Kind"), kinds, kinds.index(line.kind) if line else 0, format_func=kind_name, key=f"{key}-kind"
    )
    title = st.text_input(
        _("Document"), line.title if line else "", key=f"{key}-title", max_chars=SENTENCE_LIMIT
    )
    number = st.text_input(
        _("Number"), line.document_number if line else "", key=f"{key}-number", max_chars=NAME_LIMIT
    )
    issued, valid = st.columns(2)
    issued_on = issued.date_input(
        _("Issued on"), line.issued_on if line else None, *CALENDAR, key=f"{key}-issued", format="DD/MM/YYYY"
    )
    valid_from = valid.date_input(
        _("In force from"),
        line.valid_from if line else formats.today(),
        *CALENDAR,
        key=f"{key}-valid",
        format="DD/MM/YYYY",
    )
    return RegulationEntry(
        kind=kind, title=title, valid_from=valid_from, document_number=number, issued_on=issued_on
    )
