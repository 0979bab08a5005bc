"""A reorganisation from one sheet: take the template, choose the file, look at all of it, apply it whole."""

from collections.abc import Hashable, Sequence
from functools import partial

import streamlit as st

from pages.registry import (
    reorganisation_applied,
    reorganisation_preview,
    reorganisation_work,
)
from pages.registry.reorganisation_work import Checked, SheetFile
from pages.shared import formats, marks
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.jobs import Job, jobs, watch
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.errors.workbooks import SheetRefused, WorkbookRefused
from services.queries.events import AppliedSheet, sheets_seen
from services.queries.reorganisation import SHEET
from services.rules.text import NAME_LIMIT

_ROUND = "reorganisation_round"


def render(ctx: Context) -> None:
    """Three steps, one below the other; nothing is applied while any row is refused."""
    owner = (ctx.actor.account_id, SHEET)
    _say_done(owner)
    job = jobs().of(owner)
    with ctx.reading() as session:
        sheets = sheets_seen(session, ctx.actor)
    title = st.empty()
    title.title(_finding(sheets))
    st.subheader(_("1. Take the template"))
    st.download_button(
        _("Empty template"),
        partial(reorganisation_work.template, ctx.engine, ctx.actor, formats.today()),
        "mau-sap-xep-don-vi.xlsx",
        on_click="ignore",
        icon=":material/download:",
    )
    st.subheader(_("2. Choose the filled-in file"))
    key = f"reorganisation-{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        _("Excel workbook (.xlsx)"),
        ["xlsx"],
        key=key,
        disabled=job is not None and job.running,
        on_change=_chosen,
        args=(ctx, owner, key),
    )
    if job and isinstance(job.about, SheetFile):
        st.caption(plain(job.about.name))
        if job.running:
            watch(owner, _("Under way"))
        else:
            title.title(_came_to(ctx, owner, job, job.about))
            st.button(_("Choose another file"), on_click=_begin_anew, args=(owner,))
    if sheets:
        reorganisation_applied.render(sheets, owner, partial(_undo, ctx, owner))


def _finding(sheets: Sequence[AppliedSheet]) -> str:
    if not sheets:
        return _("Reorganise many units from one sheet")
    return ngettext("{count} sheet is applied", "{count} sheets are applied", len(sheets)).format(
        count=formats.count(len(sheets))
    )


def _say_done(owner: Hashable) -> None:
    """Say once what a job has changed; then the screen begins anew."""
    job = jobs().of(owner)
    if job is None or job.running or job.future.exception() or isinstance(job.future.result(), Checked):
        return
    undone = isinstance(job.about, AppliedSheet)
    st.toast(_("The sheet is undone.") if undone else _("The sheet is applied."))
    _begin_anew(owner)


def _begin_anew(owner: Hashable) -> None:
    jobs().forget(owner)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _chosen(ctx: Context, owner: Hashable, key: str) -> None:
    jobs().forget(owner)
    if (file := st.session_state[key]) is not None:
        _check(ctx, owner, SheetFile(file.name, file.getvalue()))


def _check(ctx: Context, owner: Hashable, file: SheetFile) -> None:
    jobs().start(owner, partial(reorganisation_work.check, ctx.engine, ctx.actor, file), file)


def _came_to(ctx: Context, owner: Hashable, job: Job, file: SheetFile) -> str:
    """Show what the work has come to, and what is next; the finding in a line."""
    if job.refusal:
        st.error(sentence_of(job.refusal))
        marks.offer_faults(file.name, file.data, job.refusal)
        unread = isinstance(job.refusal, SheetRefused | WorkbookRefused)
        st.button(_("Check the file again"), on_click=_check, args=(ctx, owner, file))
        return _("The sheet cannot be read") if unread else _("Nothing has been applied")
    checked = job.future.result()
    if not isinstance(checked, Checked):  # it was applied while this run drew
        st.rerun()
    reorganisation_preview.render(checked)
    if not checked.found.faults:
        _offer(ctx, owner, checked)
    return reorganisation_preview.finding(checked.found)


def _offer(ctx: Context, owner: Hashable, checked: Checked) -> None:
    key = f"reorganisation-title-{id(checked)}"
    title = st.text_input(
        _("Title under which it can be undone"),
        checked.file.name.rsplit(".", 1)[0][:NAME_LIMIT],
        key=key,
        max_chars=NAME_LIMIT,
    )
    label = ngettext("Apply {count} event", "Apply {count} events", len(checked.found.events))
    st.button(
        label.format(count=formats.count(len(checked.found.events))),
        type="primary",
        disabled=not title.strip(),
        on_click=_apply,
        args=(ctx, owner, checked, key),
    )


def _apply(ctx: Context, owner: Hashable, checked: Checked, key: str) -> None:
    work = partial(reorganisation_work.apply, ctx.engine, ctx.actor, checked, st.session_state[key])
    jobs().start(owner, work, checked.file)


def _undo(ctx: Context, owner: Hashable, sheet: AppliedSheet) -> None:
    _begin_anew(owner)
    jobs().start(owner, partial(reorganisation_work.undo, ctx.engine, ctx.actor, sheet), sheet)
