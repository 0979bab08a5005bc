"""The forms of the key tasks: one added, one changed, moved or removed; and how far one has come."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from models.enums import TaskProgress
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.unit_field import unit_or_block
from services import tasks
from services.queries.plans import TaskLine, TaskList
from services.queries.registry import UnitLine
from services.rules.terms import task_days
from services.rules.text import SENTENCE_LIMIT
from services.tasks import TaskEntry


def render(ctx: Context, ahead: TaskList, roll: Sequence[UnitLine]) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    labels = [_("Add a task"), *([_("Change a task")] if ahead.tasks else [])]
    add, *edit = st.tabs(labels)
    with add:
        _add(ctx, ahead, roll)
    for tab in edit:
        with tab:
            _edit(ctx, ahead, roll)


def progress(ctx: Context, received: TaskList, name_of: Callable[[TaskProgress], str]) -> None:
    """Note how far a task has come."""
    chosen = st.selectbox(
        _("Task"),
        range(len(received.tasks)),
        format_func=lambda place: _numbered(received.tasks[place]),
        key=f"progress-of-{received.block_year_id}",
    )
    task, name = received.tasks[chosen], f"progress-{received.block_year_id}-{chosen}"
    key, seen = opened_form(name, received.version)
    with st.form(f"{key}-form"):
        stands = st.segmented_control(
            _("Progress"),
            list(TaskProgress),
            default=task.progress,
            required=True,
            format_func=name_of,
            key=f"{key}-progress",
        )
        note = st.text_area(_("Note"), task.note, key=f"{key}-note", max_chars=SENTENCE_LIMIT)
        if st.form_submit_button(_("Note the progress")):
            with ctx.acting(_("The progress is noted."), then=partial(_close_all, received)) as session:
                tasks.note_progress(
                    session,
                    ctx.actor,
                    received.block_year_id,
                    task.position,
                    stands,
                    note,
                    seen_version=seen,
                )


def _add(ctx: Context, ahead: TaskList, roll: Sequence[UnitLine]) -> None:
    name = f"task-{ctx.block_year_id}-new"
    key, seen = opened_form(name, ahead.version)
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, None)
        if st.form_submit_button(_("Add the task"), type="primary"):
            with ctx.acting(_("The task is added."), then=partial(_close_all, ahead)) as session:
                wanted = [*map(_kept, ahead.tasks), entry]
                tasks.set_tasks(session, ctx.actor, ctx.block_year_id, wanted, seen_version=seen)


def _edit(ctx: Context, ahead: TaskList, roll: Sequence[UnitLine]) -> None:
    chosen = st.selectbox(
        _("Task"),
        range(len(ahead.tasks)),
        format_func=lambda place: _numbered(ahead.tasks[place]),
        key=f"task-edited-{ctx.block_year_id}",
    )
    name = f"task-{ctx.block_year_id}-{chosen}"
    key, seen = opened_form(name, ahead.version)
    others = [_kept(task) for task in ahead.tasks if task.position != chosen]
    with st.form(f"{key}-form"):
        entry = _entry(ctx, key, roll, ahead.tasks[chosen])
        place = st.number_input(_("Place in the list"), 1, len(ahead.tasks), chosen + 1, key=f"{key}-place")
        if st.form_submit_button(_("Save the task"), type="primary"):
            with ctx.acting(_("The task is saved."), then=partial(_close_all, ahead)) as session:
                wanted = [*others[: place - 1], entry, *others[place - 1 :]]
                tasks.set_tasks(session, ctx.actor, ctx.block_year_id, wanted, seen_version=seen)
    with st.popover(_("Remove the task")):
        if st.button(_("Yes, remove the task"), key=f"{key}-remove"):
            with ctx.acting(_("The task is removed."), then=partial(_close_all, ahead)) as session:
                tasks.set_tasks(session, ctx.actor, ctx.block_year_id, others, seen_version=seen)


def _entry(ctx: Context, key: str, roll: Sequence[UnitLine], task: TaskLine | None) -> TaskEntry:
    text = st.text_area(_("Task"), task.text if task else "", key=f"{key}-text", max_chars=SENTENCE_LIMIT)
    solution = st.text_area(
        _("Solution"), task.solution if task else "", key=f"{key}-solution", max_chars=SENTENCE_LIMIT
    )
    owner_id = unit_or_block(_("Answers for it"), f"{key}-owner", roll, task.owner_id if task else None)
    due_on = st.date_input(
        _("Due on"),
        task.due_on if task else None,
        *task_days(ctx.year),
        key=f"{key}-due",
        format="DD/MM/YYYY",
    )
    before = task.position if task else None
    return TaskEntry(text=text, solution=solution, owner_id=owner_id, due_on=due_on, before=before)


def _close_all(found: TaskList) -> None:
    """All forms of the list begin anew: each of them knows the version that was just left behind."""
    for place in ("new", *range(len(found.tasks))):
        close_form(f"task-{found.block_year_id}-{place}")
        close_form(f"progress-{found.block_year_id}-{place}")


def _kept(task: TaskLine) -> TaskEntry:
    return TaskEntry(
        text=task.text,
        solution=task.solution,
        owner_id=task.owner_id,
        due_on=task.due_on,
        before=task.position,
    )


def _numbered(task: TaskLine) -> str:
    return f"{task.position + 1}. {task.text}"
