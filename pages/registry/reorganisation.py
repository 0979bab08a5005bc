"""A reorganisation from one sheet: take the template, choose the file, look at all of it, apply it whole."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.registry import (
    reorganisation_applied,
    reorganisation_preview,
    reorganisation_work,
)
from pages.registry.reorganisation_work import Checked
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload
from pages.shared.i18n import N_, _, ngettext
from pages.shared.jobs import jobs
from services.errors.base import DomainError
from services.errors.workbooks import SheetRefused, WorkbookRefused
from services.queries.events import AppliedSheet, sheets_seen
from services.queries.reorganisation import SHEET
from services.rules.text import NAME_LIMIT


def render(ctx: Context) -> None:
    """Three steps, one below the other; nothing is applied while any row is refused."""
    steps = _steps(ctx)
    _say_done(steps)
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
    steps.render(title)
    if sheets:
        reorganisation_applied.render(sheets, steps.owner, partial(_undo, ctx, steps))


def _finding(sheets: Sequence[AppliedSheet]) -> str:
    if not sheets:
        return _("Reorganise many units from one sheet")
    return ngettext("{count} sheet is applied", "{count} sheets are applied", len(sheets)).format(
        count=formats.count(len(sheets))
    )


def _say_done(steps: FileSteps[None]) -> None:
    """Say once what a job has changed; then the screen begins anew."""
    job = jobs().of(steps.owner)
    if job is None or job.running or job.future.exception() or isinstance(job.future.result(), Checked):
        return
    undone = isinstance(job.about, AppliedSheet)
    st.toast(_("The sheet is undone.") if undone else _("The sheet is applied."))
    steps.begin_anew()


def _steps(ctx: Context) -> FileSteps[None]:
    def came_to(_file: Upload[None], checked: object) -> str:
        if not isinstance(checked, Checked):  # it was applied while this run drew
            st.rerun()
        reorganisation_preview.render(checked)
        if not checked.found.faults:
            _offer(ctx, steps, checked)
        return reorganisation_preview.finding(checked.found)

    steps = FileSteps(
        "reorganisation",
        (ctx.actor.account_id, SHEET),
        None,
        partial(reorganisation_work.check, ctx.engine, ctx.actor),
        came_to,
        refused=_not_applied,
        heading="",
        again=N_("Choose another file"),
    )
    return steps


def _not_applied(refusal: DomainError) -> str:
    unread = isinstance(refusal, SheetRefused | WorkbookRefused)
    return _("The sheet cannot be read") if unread else _("Nothing has been applied")


def _offer(ctx: Context, steps: FileSteps[None], checked: Checked) -> None:
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
        args=(ctx, steps, checked, key),
    )


def _apply(ctx: Context, steps: FileSteps[None], checked: Checked, key: str) -> None:
    work = partial(reorganisation_work.apply, ctx.engine, ctx.actor, checked, st.session_state[key])
    jobs().start(steps.owner, work, checked.file)


def _undo(ctx: Context, steps: FileSteps[None], sheet: AppliedSheet) -> None:
    steps.begin_anew()
    jobs().start(steps.owner, partial(reorganisation_work.undo, ctx.engine, ctx.actor, sheet), sheet)
