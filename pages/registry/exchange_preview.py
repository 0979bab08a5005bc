"""What a sheet of units would change, row by row."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import UnitKind
from pages.registry import exchange_marks
from pages.registry.exchange_marks import marks_of_row
from pages.registry.exchange_work import Checked
from pages.registry.unit_forms import kind_name
from pages.shared import formats
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.rules.unit_row import Change, UnitField
from services.rules.unit_sheet import Doubt, JudgedRow, RowOutcome, SheetPlan
from services.workbooks.places import cell_name

MOST_SHOWN = 200
"""Rows of the table; the others are counted."""

_OUTCOMES = {
    RowOutcome.REFUSED: N_("Refused"),
    RowOutcome.NEW: N_("New"),
    RowOutcome.CHANGED: N_("Changed"),
    RowOutcome.UNCHANGED: N_("Unchanged"),
}
_FIELDS = {
    UnitField.NAME: N_("Name of the unit"),
    UnitField.SHORT_NAME: N_("Short name"),
    UnitField.KIND: N_("Kind"),
    UnitField.ORDER: N_("Place in protocol order"),
    UnitField.SINCE: N_("Member from"),
    UnitField.ROLL: N_("On the roll of the year"),
}
_DOUBTS = {
    Doubt.NEAR_NAME: N_('Did you mean "{name}"?'),
    Doubt.ELSEWHERE: N_("{name} has a unit of this name; if it is the same, record a transfer."),
}


def finding(plan: SheetPlan) -> str:
    """The counts of the preview in one line."""
    counts = {outcome.value: formats.count(plan.count(outcome)) for outcome in RowOutcome}
    return _("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused").format(**counts)


def render(checked: Checked) -> bool:
    """Show the rows; whether the file can be taken over, which only a whole one can."""
    plan = checked.plan
    refused, moving = plan.count(RowOutcome.REFUSED), plan.count(RowOutcome.UNCHANGED) < len(plan.rows)
    if refused:
        st.warning(
            _("Nothing is taken over while a row is refused. Mend the rows and choose the file again.")
        )
        exchange_marks.offer_rows(checked)
    elif not moving:
        st.info(_("The registry has all of it already; there is nothing to take over."))
    if (
        plan.roll is not None
        and (left := len(set(plan.roll) - {row.key for row in plan.rows}))
        and not refused
    ):
        st.caption(
            _("{count} units of the roll are not in the file; they stay as they are.").format(
                count=formats.count(left)
            )
        )
    present = [outcome for outcome in _OUTCOMES if plan.count(outcome)]
    shown = st.pills(
        _("Rows"),
        present,
        selection_mode="multi",
        default=present[:1] if refused else [one for one in present if one is not RowOutcome.UNCHANGED],
        format_func=lambda one: f"{_(_OUTCOMES[one])} ({formats.count(plan.count(one))})",
        key=f"units_shown-{id(plan)}",
    )
    _table(checked, [row for row in plan.rows if row.outcome in (shown or present)])
    return moving and not refused


def _table(checked: Checked, rows: Sequence[JudgedRow]) -> None:
    """A table whose cells break into lines: reasons are sentences, and phones are narrow."""
    several = len({row.block for row in rows}) > 1
    lines = [
        {
            _("Row"): str(row.number),
            _("Outcome"): _(_OUTCOMES[row.outcome]),
            **({_("Block"): plain(row.block)} if several else {}),
            _("Unit"): plain(row.name),
            _("What changes, or why not"): plain("; ".join(_said(checked, row))),
        }
        for row in rows[:MOST_SHOWN]
    ]
    if lines:
        st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)
    if len(rows) > MOST_SHOWN:
        st.caption(_("The first {count} rows are shown.").format(count=formats.count(MOST_SHOWN)))


def _said(checked: Checked, row: JudgedRow) -> list[str]:
    """What to look at first: why not, then what is in doubt, then what changes."""
    changes = row.changes
    if row.outcome is RowOutcome.NEW:
        changes = (Change(UnitField.KIND, None, row.kind), Change(UnitField.SINCE, None, row.since))
    return [
        *(f"{cell_name(mark.row, mark.column)}: {mark.text}" for mark in marks_of_row(checked.table, row)),
        *(_(_DOUBTS[doubt]).format(name=name) for doubt, name in row.doubts),
        *(_changed(change) for change in changes),
    ]


def _changed(change: Change) -> str:
    before, after = (_value(value) for value in (change.before, change.after))
    if change.before is None:
        return _("{field}: {after}").format(field=_(_FIELDS[change.field]), after=after)
    return _('{field}: "{before}" becomes "{after}"').format(
        field=_(_FIELDS[change.field]), before=before, after=after
    )


def _value(value: str | int | date | None) -> str:
    match value:
        case None:
            return ""
        case UnitKind():
            return kind_name(value)
        case date():
            return formats.day(value)
    return str(value)
