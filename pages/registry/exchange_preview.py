"""What a sheet of units would change, row by row."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from models.enums import UnitKind
from pages.registry.exchange_work import Checked
from pages.registry.unit_forms import kind_name
from pages.shared import formats, preview
from pages.shared.i18n import N_, _
from pages.shared.marks import marks_of_refusals, offer_marked, told_refusals
from pages.shared.plain import plain
from services.rules.sheet_rows import RowOutcome
from services.rules.unit_row import Change, UnitField
from services.rules.unit_sheet import Doubt, JudgedRow
from services.workbooks.marking import marked

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


def render(checked: Checked) -> bool:
    """Show the rows; whether the file can be taken over, which only a whole one can."""
    plan = checked.plan
    refused, moving = plan.count(RowOutcome.REFUSED), plan.count(RowOutcome.UNCHANGED) < len(plan.rows)
    if refused:
        preview.say_refused()
        offer_marked(checked.upload.name, partial(_with_marks, checked))
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
    shown = preview.chosen_outcomes(plan, f"units_shown-{id(plan)}")
    _table(checked, [row for row in plan.rows if row.outcome in shown])
    return moving and not refused


def _table(checked: Checked, rows: Sequence[JudgedRow]) -> None:
    several = len({row.block for row in rows}) > 1
    lines = [
        {
            _("Row"): str(row.number),
            _("Outcome"): _(preview.OUTCOMES[row.outcome]),
            **({_("Block"): plain(row.block)} if several else {}),
            _("Unit"): plain(row.name),
            _("What changes, or why not"): plain("; ".join(_said(checked, row))),
        }
        for row in rows[: preview.MOST_SHOWN]
    ]
    preview.table(lines, len(rows))


def _said(checked: Checked, row: JudgedRow) -> list[str]:
    """What to look at first: why not, then what is in doubt, then what changes."""
    changes = row.changes
    if row.outcome is RowOutcome.NEW:
        changes = (Change(UnitField.KIND, None, row.kind), Change(UnitField.SINCE, None, row.since))
    return [
        *told_refusals(checked.table, row.refusals),
        *(_(_DOUBTS[doubt]).format(name=name) for doubt, name in row.doubts),
        *(_changed(change) for change in changes),
    ]


def _changed(change: Change) -> str:
    before, after = (_value(value) for value in (change.before, change.after))
    return preview.changed(_(_FIELDS[change.field]), before, after)


def _value(value: str | int | date | None) -> str:
    match value:
        case None:
            return ""
        case UnitKind():
            return kind_name(value)
        case date():
            return formats.day(value)
    return str(value)


def _with_marks(checked: Checked) -> bytes:
    refused = [refusal for row in checked.plan.rows for refusal in row.refusals]
    marks = list(marks_of_refusals(checked.table, refused))
    return marked(checked.upload.data, marks, header_row=checked.table.header_row)
