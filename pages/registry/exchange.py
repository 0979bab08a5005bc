"""Units by Excel: take the template or the list, choose the filled-in file, look at it, take it over."""

from collections.abc import Hashable
from functools import partial

import streamlit as st

from models.enums import YearState
from pages.registry import exchange_preview, exchange_work
from pages.registry.exchange_work import Checked, Upload
from pages.shared import formats, marks, preview
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.jobs import Job, jobs, watch
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.queries import unit_sheet
from services.queries.unit_sheet import LAYOUT, SheetScope
from services.unit_import import ImportedUnits

_SCOPES = {"block": N_("This block"), "all": N_("All blocks that you may change")}
_ROUND = "units_file_round"


def render(ctx: Context) -> None:
    """Three steps, one below the other; the last shows what would change before anything does."""
    owner = (ctx.actor.account_id, LAYOUT)
    title = st.empty()
    title.title(_("Units by Excel"))
    scope = _scope(ctx)
    _take(ctx, scope)
    if scope.block_year_id and ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        st.info(_("This year is closed, so nothing is taken over into it."))
        return
    st.subheader(_("2. Choose the filled-in file"))
    key = f"units_file-{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        _("Excel workbook (.xlsx)"), ["xlsx"], key=key, on_change=_chosen, args=(ctx, scope, owner, key)
    )
    job = jobs().of(owner)
    if job and isinstance(job.about, Upload) and job.about.scope == scope:
        st.subheader(_("3. Look at it, then take it over"))
        st.caption(plain(job.about.name))
        if job.running:
            watch(owner, _("Under way"))
            return
        if finding := _came_to(ctx, owner, job, job.about):
            title.title(finding)
        st.button(_("Take over another file"), on_click=_begin_anew, args=(owner,))


def _scope(ctx: Context) -> SheetScope:
    with ctx.reading() as session:
        blocks = unit_sheet.blocks_to_edit(session, ctx.actor)
    chosen = "block"
    if len(blocks) > 1:
        chosen = st.segmented_control(
            _("Blocks"),
            list(_SCOPES),
            format_func=lambda one: _(_SCOPES[one]),
            default="block",
            required=True,
            key="units_scope",
        )
    if chosen == "all":
        st.caption(
            _("The registry as on 31/12/{year}. New units join their blocks; no roll changes.").format(
                year=ctx.year
            )
        )
        return SheetScope(year=ctx.year, block_ids=blocks)
    st.caption(
        _("{block}, {year}. New units join the block and stand on the roll of the year.").format(
            block=plain(ctx.block_name), year=ctx.year
        )
    )
    return SheetScope(year=ctx.year, block_ids=(ctx.block_id,), block_year_id=ctx.block_year_id)


def _take(ctx: Context, scope: SheetScope) -> None:
    st.subheader(_("1. Take the empty template, or the list as it stands"))
    workbooks = {
        f"mau-don-vi-{ctx.year}.xlsx": (_("Empty template"), exchange_work.template),
        f"don-vi-{ctx.year}.xlsx": (_("Current list"), exchange_work.current_list),
    }
    with st.container(horizontal=True):
        for name, (label, made) in workbooks.items():
            st.download_button(label, partial(made, ctx.engine, scope), name, on_click="ignore")


def _chosen(ctx: Context, scope: SheetScope, owner: Hashable, key: str) -> None:
    jobs().forget(owner)
    if (file := st.session_state[key]) is not None:
        _check(ctx, owner, Upload(scope, file.name, file.getvalue()))


def _check(ctx: Context, owner: Hashable, upload: Upload) -> None:
    jobs().start(owner, partial(exchange_work.check, ctx.engine, upload), upload)


def _came_to(ctx: Context, owner: Hashable, job: Job, upload: Upload) -> str:
    """Show what the work has come to, and what is next; the finding in a line, where there is one."""
    if job.refusal:
        st.error(sentence_of(job.refusal))
        marks.offer_faults(upload.name, upload.data, job.refusal)
        st.button(_("Check the file again"), on_click=_check, args=(ctx, owner, upload))
    elif isinstance(found := job.future.result(), ImportedUnits):
        done = _("Taken over: {new} new, {changed} changed, {unchanged} unchanged.")
        counts = {"new": found.new, "changed": found.changed, "unchanged": found.unchanged}
        st.success(done.format(**{name: formats.count(number) for name, number in counts.items()}))
    elif isinstance(found, Checked):
        if exchange_preview.render(found):
            work = partial(exchange_work.take_over, ctx.engine, ctx.actor, found)
            st.button(
                _("Take over the file"), type="primary", on_click=jobs().start, args=(owner, work, upload)
            )
        return preview.finding(found.plan)
    return ""


def _begin_anew(owner: Hashable) -> None:
    jobs().forget(owner)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
