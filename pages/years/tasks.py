"""What the year has learned: its shortcomings, the key tasks for the next year, and their progress."""

from collections.abc import Sequence

import streamlit as st

from models.enums import TaskProgress, YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from pages.years import shortcomings, task_forms
from services.queries import registry
from services.queries.plans import TaskLine, shortcomings_of_year, tasks_set_in
from services.rules.rights import Permission

_ICONS = {
    TaskProgress.NOT_STARTED: ":material/radio_button_unchecked:",
    TaskProgress.UNDER_WAY: ":material/timelapse:",
    TaskProgress.DONE: ":material/check_circle:",
}
_PROGRESS = {
    TaskProgress.NOT_STARTED: N_("Not started"),
    TaskProgress.UNDER_WAY: N_("Under way"),
    TaskProgress.DONE: N_("Done"),
}


def render(ctx: Context) -> None:
    """Show the tasks for the next year, those of this year with their progress, and the shortcomings."""
    with ctx.reading() as session:
        ahead = tasks_set_in(session, ctx.block_id, ctx.year, ctx.year)
        received = tasks_set_in(session, ctx.block_id, ctx.year - 1, ctx.year)
        noted = shortcomings_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    tasks = ahead.tasks if ahead else ()
    st.title(_finding(ctx, len(tasks), len(noted)))
    may_note = ctx.may(Permission.EDIT_YEAR)
    may_edit = may_note and ctx.state not in (YearState.PUBLISHED, YearState.ARCHIVED)
    st.subheader(_("Key tasks for {year}").format(year=ctx.year + 1))
    _list(tasks, _("No key task for the next year is written down yet."))
    if may_edit and ahead:
        task_forms.render(ctx, ahead, roll)
    st.subheader(_("Tasks that {before} set for {year}").format(before=ctx.year - 1, year=ctx.year))
    _list(received.tasks if received else (), _("The year before has set no key task."))
    if may_note and received and received.tasks:
        task_forms.progress(ctx, received, progress_name)
    shortcomings.render(ctx, noted, roll, may_edit=may_edit)


def progress_name(progress: TaskProgress) -> str:
    """How far a task has come, in a word."""
    return _(_PROGRESS[progress])


def _finding(ctx: Context, tasks: int, noted: int) -> str:
    set_for = ngettext("{count} key task for {year}", "{count} key tasks for {year}", tasks)
    learned = ngettext("{count} shortcoming noted", "{count} shortcomings noted", noted)
    return f"{set_for.format(count=tasks, year=ctx.year + 1)}, {learned.format(count=noted)}"


def _list(tasks: Sequence[TaskLine], nothing: str) -> None:
    if not tasks:
        st.info(nothing)
        return
    st.markdown("\n".join(f"{task.position + 1}. {_task(task)}" for task in tasks))


def _task(task: TaskLine) -> str:
    """One task as an item of a list: itself, how it is to be done, and where it stands."""
    stands = [
        f"{_ICONS[task.progress]} {progress_name(task.progress)}",
        plain(task.owner) if task.owner else _("The whole block"),
        _("due on {day}").format(day=formats.day(task.due_on)) if task.due_on else "",
        plain(task.note),
    ]
    lines = [f"**{plain(task.text)}**", plain(task.solution), " \u00b7 ".join(filter(None, stands))]
    return "  \n   ".join(filter(None, lines))
