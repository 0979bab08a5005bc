"""How a sheet stands at a step, in words with a sign: never by its colour alone."""

from models.enums import SheetStep
from pages.shared import formats
from pages.shared.i18n import N_, _, ngettext
from services.rules.sheet_progress import Due, SheetProgress

_LOCKED = {
    SheetStep.SELF: N_("handed in"),
    SheetStep.REVIEW: N_("review finished"),
    SheetStep.SECOND_REVIEW: N_("review finished"),
    SheetStep.EXPLANATION: N_("handed in"),
    SheetStep.FINAL: N_("locked"),
}
_FULL = {
    SheetStep.SELF: N_("full, not handed in"),
    SheetStep.REVIEW: N_("full, not finished"),
    SheetStep.SECOND_REVIEW: N_("full, not finished"),
    SheetStep.EXPLANATION: N_("full, not handed in"),
    SheetStep.FINAL: N_("full, not locked"),
}
_SIGNS = {
    Due.DONE: "\u2713",
    Due.WAITING: "\u2013",
    Due.OPEN: "\u25cb",
    Due.DUE: "\u25d4",
    Due.OVERDUE: "\u26a0",
}
_FULL_SIGN = "\u25cf"
COLOURS = {Due.DONE: "#2E7D4F", Due.DUE: "#96690A", Due.OVERDUE: "#C8402A"}
"""Inks for the states that say most, readable on the light ground and on the dark one."""


def standing(step: SheetStep, sheet: SheetProgress) -> str:
    """How much is filled and how the sheet stands, in short, behind a sign."""
    counted = formats.part_of(sheet.filled, sheet.to_fill)
    if sheet.due is Due.WAITING:
        return f"{_SIGNS[sheet.due]} {_('waits for the step before')}"
    sign = _SIGNS[sheet.due] if sheet.handed_in or sheet.due is not Due.DONE else _FULL_SIGN
    if sheet.missing:
        counted += f" \u00b7 {formats.percent(sheet.percent // 100 * 100, trim=True)}"
    return f"{sign} {counted} \u00b7 {state_words(step, sheet)}"


def state_words(step: SheetStep, sheet: SheetProgress) -> str:
    """How the sheet stands at the step: done, or how many days are left or gone."""
    if sheet.handed_in:
        return _(_LOCKED[step])
    if sheet.due is Due.DONE:
        return _(_FULL[step]) if sheet.to_fill else _("nothing to do")
    if sheet.due is Due.WAITING:
        return _("waits for the step before")
    if sheet.days is None or sheet.due is Due.OPEN:
        return _("open")
    if sheet.days == 0:
        return _("due today")
    if sheet.days > 0:
        return ngettext("due in {count} day", "due in {count} days", sheet.days).format(count=sheet.days)
    return ngettext("overdue by {count} day", "overdue by {count} days", -sheet.days).format(
        count=-sheet.days
    )
