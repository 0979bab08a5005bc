"""People by Excel: take the template or the list, choose the filled-in file, look at it, take it over."""

from collections.abc import Hashable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.account import people_cards, people_preview, people_work
from pages.account.people_work import Checked, Upload
from pages.shared import formats, marks, preview
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.jobs import Job, jobs, watch
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services import accounts, passwords
from services.accounts import ImportedPeople
from services.queries.people_sheet import LAYOUT, PeopleScope

_ROUND, _DONE = "people_file_round", "people_imported"


def render(ctx: Context) -> None:
    """Three steps, one below the other; the last shows what would change before anything does."""
    owner, scope = (ctx.actor.account_id, LAYOUT), PeopleScope(ctx.year, ctx.block_id)
    title = st.empty()
    title.title(_("People by Excel"))
    people_cards.draw_offer()
    _say_done()
    _take(ctx, scope)
    st.subheader(_("2. Choose the filled-in file"))
    key = f"people_file-{st.session_state.get(_ROUND, 0)}"
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


def _say_done() -> None:
    found: ImportedPeople | None = st.session_state.get(_DONE)
    if found:
        done = _("Taken over: {new} new, {changed} changed, {unchanged} unchanged.")
        counts = {"new": len(found.new), "changed": found.changed, "unchanged": found.unchanged}
        st.success(done.format(**{name: formats.count(number) for name, number in counts.items()}))


def _take(ctx: Context, scope: PeopleScope) -> None:
    st.subheader(_("1. Take the empty template, or the list as it stands"))
    st.caption(
        _(
            "Where a row names no block, {block} is meant. Who is not in the file stays as he is; the roles "
            "of who is in it become those of the file."
        ).format(block=plain(ctx.block_name))
    )
    workbooks = {
        "mau-nguoi-dung.xlsx": (_("Empty template"), people_work.template),
        "nguoi-dung.xlsx": (_("Current list"), people_work.current_list),
    }
    with st.container(horizontal=True):
        for name, (label, made) in workbooks.items():
            st.download_button(label, partial(made, ctx.engine, ctx.actor, scope), name, on_click="ignore")


def _chosen(ctx: Context, scope: PeopleScope, owner: Hashable, key: str) -> None:
    jobs().forget(owner)
    st.session_state.pop(_DONE, None)
    if (file := st.session_state[key]) is not None:
        _check(ctx, owner, Upload(scope, file.name, file.getvalue()))


def _check(ctx: Context, owner: Hashable, upload: Upload) -> None:
    jobs().start(owner, partial(people_work.check, ctx.engine, ctx.actor, upload), upload)


def _came_to(ctx: Context, owner: Hashable, job: Job, upload: Upload) -> str:
    """Show what the work has come to, and what is next; the finding in a line, where there is one."""
    if job.refusal:
        st.error(sentence_of(job.refusal))
        marks.offer_faults(upload.name, upload.data, job.refusal)
        st.button(_("Check the file again"), on_click=_check, args=(ctx, owner, upload))
        return ""
    checked = job.future.result()
    if not isinstance(checked, Checked):
        return ""
    if people_preview.render(checked):
        _offer(ctx, owner, checked)
    return preview.finding(checked.plan)


def _offer(ctx: Context, owner: Hashable, checked: Checked) -> None:
    """The one step that is next; whoever is new gets a card at once."""
    with st.container(horizontal=True):
        go = st.button(_("Take over the file"), type="primary")
        st.button(_("Check the file again"), on_click=_check, args=(ctx, owner, checked.upload))
    if not go:
        return
    issue, done = people_cards.Issue(ctx, datetime.now(UTC)), list[ImportedPeople]()
    scope, rows = checked.upload.scope, checked.table.rows
    with ctx.acting(_("The file is taken over."), then=partial(_taken, owner, issue, done)) as session:
        done.append(accounts.import_people(session, ctx.actor, scope, rows, seen=checked.plan))
        issue.codes = passwords.issue_codes(session, ctx.actor, done[0].new, issue.now)


def _taken(owner: Hashable, issue: people_cards.Issue, done: list[ImportedPeople]) -> None:
    _begin_anew(owner)
    st.session_state[_DONE] = done[0]
    issue.keep()


def _begin_anew(owner: Hashable) -> None:
    jobs().forget(owner)
    st.session_state.pop(_DONE, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
