"""A step of the sheets is locked by whoever fills it in: handed in, reviewed, or closed."""

from collections.abc import Mapping, Sequence

import streamlit as st

from models.enums import SheetStep
from pages.scoring import progress_sheets, progress_unlocks, progress_words
from pages.scoring.progress_sheets import Sheets
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services import sheets as commands
from services.queries.registry import UnitLine
from services.rules.rights import Permission
from services.rules.sheet_progress import Due

_LOCK = {
    SheetStep.SELF: N_("Hand in the self score"),
    SheetStep.REVIEW: N_("Review finished"),
    SheetStep.SECOND_REVIEW: N_("Second review finished"),
    SheetStep.EXPLANATION: N_("Hand in the explanation"),
}


def hand_in(ctx: Context, sheets: Sheets) -> None:
    """Lock what the actor fills in: the one sheet of a unit, or those that are chosen."""
    mine = {step: progress_sheets.filled_by(ctx, sheets, step) for step in sheets.progress}
    if ctx.may(Permission.ENTER_SCORES) or ctx.may(Permission.REVIEW_SCORES):
        _choose(ctx, sheets, mine)
        return
    for step, units in mine.items():
        for unit in units:
            _own(ctx, sheets, step, unit)


def _own(ctx: Context, sheets: Sheets, step: SheetStep, unit: UnitLine) -> None:
    """The button of a unit, once it is its turn, or who has pressed it."""
    sheet, place = sheets.sheet(step, unit), (step, unit.unit_id)
    if place in sheets.steps.locks:
        st.markdown(
            f":material/lock: **{plain(unit.name)}**: {plain(progress_unlocks.locked_words(sheets, place))}"
        )
        st.caption(_("Only the secretary can unlock it, with a reason."))
        return
    if sheet.due is Due.WAITING:
        return
    told, button = st.columns([3, 1], vertical_alignment="center")
    told.markdown(f"**{plain(unit.name)}**: {_(STEPS[step])}, {progress_words.standing(step, sheet)}")
    with button.popover(_(_LOCK[step]), type="primary", width="stretch"):
        _warn(sheet.missing)
        st.write(_("Nothing can be changed after that; only the secretary can unlock it, with a reason."))
        if st.button(_("Yes, hand it in"), type="primary", key=f"hand-in-{step}-{unit.unit_id}"):
            _lock(ctx, step, [unit])


def _choose(ctx: Context, sheets: Sheets, mine: Mapping[SheetStep, Sequence[UnitLine]]) -> None:
    locks = sheets.steps.locks
    unlocked = {step: [unit for unit in mine[step] if (step, unit.unit_id) not in locks] for step in mine}
    steps = [step for step, units in unlocked.items() if units]
    if not steps:
        st.write(_("Every sheet that this account could lock is locked."))
        return
    current = steps.index(sheets.current) if sheets.current in steps else 0
    step = st.selectbox(
        _("Step of the score sheets"), steps, current, format_func=lambda one: _(STEPS[one]), key="lock_step"
    )
    by_id = {unit.unit_id: unit for unit in unlocked[step]}
    done = [key for key, unit in by_id.items() if sheets.sheet(step, unit).due is Due.DONE]
    chosen = st.multiselect(
        _("Units"),
        list(by_id),
        done,
        format_func=lambda key: by_id[key].name,
        placeholder=_("Choose units"),
        key=f"lock-{step}-{len(by_id)}",
        select_all=False,  # Streamlit's own words for it are English
    )
    units = [by_id[key] for key in chosen]
    _warn(sum(sheets.sheet(step, unit).missing for unit in units))
    st.caption(_("Nothing can be changed after that; only the secretary can unlock it, with a reason."))
    label = _("Lock this step") if ctx.may(Permission.ENTER_SCORES) else _(_LOCK[step])
    if st.button(label, type="primary", disabled=not units, key="lock_sheets"):
        _lock(ctx, step, units)


def _warn(missing: int) -> None:
    if missing:
        text = ngettext(
            "{count} criterion has no entry yet; it then stays without one.",
            "{count} criteria have no entry yet; they then stay without one.",
            missing,
        )
        st.warning(text.format(count=formats.count(missing)), icon=":material/hourglass_empty:")


def _lock(ctx: Context, step: SheetStep, units: Sequence[UnitLine]) -> None:
    done = _("{step}: locked for {units}.").format(
        step=_(STEPS[step]), units=", ".join(plain(unit.brief) for unit in units)
    )
    with ctx.acting(done) as session:
        ids = [unit.unit_id for unit in units]
        commands.lock_sheets(session, ctx.actor, ctx.block_year_id, step, ids)
