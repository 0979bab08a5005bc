"""People by Excel: take the template or the list, choose the filled-in file, look at it, take it over."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.account import people_cards, people_preview, people_work
from pages.account.people_work import Checked
from pages.shared import preview
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload, offer_workbooks
from pages.shared.i18n import _
from pages.shared.plain import plain
from services import accounts, passwords
from services.accounts import ImportedPeople
from services.queries.people_sheet import LAYOUT, PeopleScope


def render(ctx: Context) -> None:
    """Three steps, one below the other; the last shows what would change before anything does."""
    scope = PeopleScope(ctx.year, ctx.block_id)
    steps = _steps(ctx, scope)
    title = st.empty()
    title.title(_("People by Excel"))
    people_cards.draw_offer()
    steps.say_done()
    _take(ctx, scope)
    steps.render(title)


def _take(ctx: Context, scope: PeopleScope) -> None:
    st.subheader(_("1. Take the empty template, or the list as it stands"))
    st.caption(
        _(
            "Where a row names no block, {block} is meant. Who is not in the file stays as he is; the roles "
            "of who is in it become those of the file."
        ).format(block=plain(ctx.block_name))
    )
    template = partial(people_work.template, ctx.engine, ctx.actor, scope)
    current = partial(people_work.current_list, ctx.engine, ctx.actor, scope)
    offer_workbooks(
        {
            "mau-nguoi-dung.xlsx": (_("Empty template"), template),
            "nguoi-dung.xlsx": (_("Current list"), current),
        }
    )


def _steps(ctx: Context, scope: PeopleScope) -> FileSteps[PeopleScope]:
    def came_to(_upload: Upload[PeopleScope], checked: object) -> str:
        if not isinstance(checked, Checked):
            return ""
        if people_preview.render(checked):
            _offer(ctx, steps, checked)
        return preview.finding(checked.plan)

    check = partial(people_work.check, ctx.engine, ctx.actor)
    steps = FileSteps("people_file", (ctx.actor.account_id, LAYOUT), scope, check, came_to)
    return steps


def _offer(ctx: Context, steps: FileSteps[PeopleScope], checked: Checked) -> None:
    """The one step that is next; whoever is new gets a card at once."""
    with st.container(horizontal=True):
        go = st.button(_("Take over the file"), type="primary")
        steps.offer_check(checked.upload)
    if not go:
        return
    issue, done = people_cards.Issue(ctx, datetime.now(UTC)), list[ImportedPeople]()
    scope, rows = checked.upload.scope, checked.table.rows
    with ctx.acting(_("The file is taken over."), then=partial(_taken, steps, issue, done)) as session:
        done.append(accounts.import_people(session, ctx.actor, scope, rows, seen=checked.plan))
        issue.codes = passwords.issue_codes(session, ctx.actor, done[0].new, issue.now)


def _taken(steps: FileSteps[PeopleScope], issue: people_cards.Issue, done: list[ImportedPeople]) -> None:
    steps.end(preview.taken_over(len(done[0].new), done[0].changed, done[0].unchanged))
    issue.keep()
