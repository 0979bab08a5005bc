"""The form of one event: what happened, what it needs, what it would change, and only then the record."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from models.enums import UnitEventKind
from pages.registry import event_changes, event_fields
from pages.registry.event_changes import Blocks, ToldChanges
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.opened import close_form, opened_form
from pages.shared.plain import plain
from services import reorganisation
from services.queries.events import OpenRoll, open_rolls
from services.queries.reorganisation import editable_blocks, units_on
from services.rules.change_lines import change_lines
from services.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from services.rules.succession import EventPlan
from services.rules.text import NAME_LIMIT

_KINDS = {
    UnitEventKind.RENAME: N_("Rename"),
    UnitEventKind.MERGE: N_("Merge"),
    UnitEventKind.SPLIT: N_("Split"),
    UnitEventKind.DISSOLVE: N_("Dissolve"),
    UnitEventKind.TRANSFER: N_("Move to another block"),
    UnitEventKind.FOUND: N_("Found"),
}
_FORM, _PREVIEWED = "event", "event_previewed"


def render(ctx: Context) -> None:
    """Ask first what happened; nothing is written before the preview has been seen."""
    key, _seen = opened_form(_FORM, 0)
    with ctx.reading() as session:
        blocks = {block.block_id: block for block in editable_blocks(session, ctx.actor)}
    kind = st.segmented_control(
        _("What happened"),
        list(_KINDS),
        format_func=lambda one: _(_KINDS[one]),
        default=UnitEventKind.RENAME,
        required=True,
        key=f"{key}-kind",
    )
    day, document = _when(key)
    if day is None:
        st.info(_("Choose the day from which it holds; the units are offered as on that day."))
        return
    plan = _plan(ctx, key, kind, day, document, blocks)
    if st.button(_("Preview"), key=f"{key}-preview", icon=":material/visibility:"):
        st.session_state[_PREVIEWED] = plan
    if st.session_state.get(_PREVIEWED) == plan:
        _preview(ctx, key, plan, blocks)


def _when(key: str) -> tuple[date | None, str]:
    left, right = st.columns([1, 2])
    day = left.date_input(
        _("Holds from"),
        None,
        date(EARLIEST_YEAR, 1, 1),
        date(LATEST_YEAR, 12, 31),
        key=f"{key}-day",
        format="DD/MM/YYYY",
    )
    document = right.text_input(_("Number of the document"), key=f"{key}-document", max_chars=NAME_LIMIT)
    return day, document


def _plan(ctx: Context, key: str, kind: UnitEventKind, day: date, document: str, blocks: Blocks) -> EventPlan:
    labels = {block_id: block.label_on(day) for block_id, block in blocks.items()}
    home = ctx.block_id if ctx.block_id in labels else next(iter(labels))
    within: Sequence[int] = [home]
    if len(labels) > 1 and kind is not UnitEventKind.FOUND:
        within = st.multiselect(
            _("Units of these blocks"),
            list(labels),
            [home],
            format_func=labels.__getitem__,
            key=f"{key}-within",
            placeholder=_("None yet"),
            select_all=False,
        )
    with ctx.reading() as session:
        units = units_on(session, within, day)
    fields = event_fields.Fields(f"{key}-{kind}", units, labels, home)
    return EventPlan(kind=kind, day=day, document=document, **event_fields.ASKED[kind](fields))


def _preview(ctx: Context, key: str, plan: EventPlan, blocks: Blocks) -> None:
    told, rolls = None, []
    with ctx.asking() as session:
        preview = reorganisation.preview_event(session, ctx.actor, plan)
        lines = change_lines(preview.plan, preview.changes, preview.registry)
        told = ToldChanges(plan.kind, plan.day, preview.plan.document, lines)
        if plan.kind is not UnitEventKind.RENAME:  # a new name stands on every roll by itself
            rolls = open_rolls(session, plan.before, plan.day)
    if told is None:
        return
    st.caption(_("This is what it would change; nothing is recorded yet."))
    event_changes.show_one(told, blocks)
    if rolls:
        st.info(_rolls(rolls, blocks, plan.day))
    if st.button(_("Record the event"), type="primary", key=f"{key}-record"):
        with ctx.acting(_("The event is recorded."), then=partial(close_form, _FORM)) as session:
            reorganisation.record_event(session, ctx.actor, plan)


def _rolls(rolls: Sequence[OpenRoll], blocks: Blocks, day: date) -> str:
    said = _("These units stand on rolls that are not published: {years}. A roll stays until it is renewed.")
    years = [
        f"{plain(blocks[roll.block_id].label_on(day))} {roll.year}"
        if roll.block_id in blocks
        else str(roll.year)
        for roll in rolls
    ]
    return said.format(years="; ".join(years))
