"""What may be typed in at the chosen step: what is open and until when, what is locked and by whom."""

from collections.abc import Mapping, Sequence

import streamlit as st

from models.enums import SheetStep, Stage
from pages.scoring import head_unit
from pages.scoring.sheet_views import Stand, View, fillable
from pages.shared import formats, preview
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from pages.shared.step_words import STEPS
from services.queries.sheet_steps import STEPS_OF_STAGE, Lock


def say(ctx: Context, stand: Stand, view: View) -> None:
    """Say what the chosen column is open for, and show what is locked."""
    if stand.bar is not None:
        st.info(sentence_of(stand.bar), icon=":material/lock:")
        return
    units = {unit.unit_id: unit.name for unit in view.units}
    locks = {place: lock for place, lock in stand.steps.locks.items() if place[1] in units}
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        st.markdown("; ".join(_said(stand, view, step, locks) for step in _steps(stand, view)) + ".")
        if shown := [place for place in locks if place[0] in STEPS_OF_STAGE[view.stage]]:
            with st.popover(_("What is locked"), icon=":material/lock:"):
                _table(shown, locks, units)
    if not fillable(ctx, stand, view.stage) & units.keys():
        st.caption(_("Only reading: this column is not yours to fill in."))
    elif view.stage is not Stage.SELF:
        head_unit.note(stand.units, ctx.year)


def _steps(stand: Stand, view: View) -> list[SheetStep]:
    return [step for step in STEPS_OF_STAGE[view.stage] if step in stand.steps.deadlines]


def _said(stand: Stand, view: View, step: SheetStep, locks: Mapping[tuple[SheetStep, int], Lock]) -> str:
    number = sum(locked is step for locked, _unit in locks)
    due = stand.steps.deadlines[step]
    parts = [_(STEPS[step])]
    if due is not None:
        parts.append(_("until {day}").format(day=formats.day(due)))
        if due < formats.today():
            parts.append(_("the day has passed"))
    if number == len(view.units):
        parts.append(_("locked"))
    elif number:
        said = ngettext("{count} of {all} unit is locked", "{count} of {all} units are locked", number)
        parts.append(said.format(count=formats.count(number), all=formats.count(len(view.units))))
    else:
        parts.append(_("open"))
    return f"**{parts[0]}** - {', '.join(parts[1:])}"


def _table(
    shown: Sequence[tuple[SheetStep, int]],
    locks: Mapping[tuple[SheetStep, int], Lock],
    units: Mapping[int, str],
) -> None:
    lines = [
        {
            _("Unit"): plain(units[unit_id]),
            _("Step"): _(STEPS[step]),
            _("Locked by"): plain(locks[step, unit_id].by or _("the command line")),
            _("At"): formats.moment(locks[step, unit_id].at),
        }
        for step, unit_id in shown
    ]
    preview.table(lines[: preview.MOST_SHOWN], len(lines))
    st.caption(_("Ask the secretary to unlock a sheet."))
