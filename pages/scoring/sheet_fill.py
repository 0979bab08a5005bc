"""Empty cells filled with what stands at the step before, so that only what is seen otherwise is typed."""

import streamlit as st

from models.enums import Stage
from pages.scoring.sheet_desk import Desk
from pages.scoring.sheet_saving import keep
from pages.scoring.sheet_views import STAGES, Stand, View
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.grid import column_of
from pages.shared.i18n import _, ngettext
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.queries.sheet_texts import sheet_texts
from services.rules.pasted_block import Place


def offer(ctx: Context, desk: Desk, stand: Stand, view: View) -> None:
    """Put what stands at the step before into the cells that are empty, to be looked at and saved there."""
    source = _before(stand, view.stage)
    if source is None:
        return
    label = _("Fill empty cells from: {step}").format(step=_(STAGES[source]))
    if st.button(label, icon=":material/start:", key="sheet_fill"):
        found = _found(ctx, desk, view, source)
        if not found:
            st.toast(_("No cell that is empty here has anything at that step."))
            return
        desk.draw_anew(desk.typed() | found)
        keep(ctx, desk)
        said = ngettext(
            "{count} cell is filled; look at it, then save.",
            "{count} cells are filled; look at them, then save.",
            len(found),
        )
        st.toast(said.format(count=formats.count(len(found))))
        st.rerun()


def _before(stand: Stand, stage: Stage) -> Stage | None:
    """The stage before that one which the sheets of the year go through."""
    used = [one for one in Stage if any(step in stand.steps.deadlines for step in STEPS_OF_STAGE[one])]
    earlier = used[: used.index(stage)] if stage in used else []
    return earlier[-1] if earlier else None


def _found(ctx: Context, desk: Desk, view: View, source: Stage) -> dict[Place, str]:
    """The texts of the stage for the cells that take one, and hold and are typed nothing yet."""
    codes = {line.criterion_id: line.rule.code for line in view.lines}
    with ctx.reading() as session:
        units = [unit.unit_id for unit in view.units]
        texts = sheet_texts(session, ctx.block_year_id, [source], units, view.lines)[source].texts
    sheet, typed = desk.sheet, desk.typed()
    places = {(codes[criterion], column_of(unit)): text for (unit, criterion), text in texts.items()}
    return {
        place: text
        for place, text in places.items()
        if place not in sheet.bars and not typed.get(place, sheet.standing.get(place))
    }
