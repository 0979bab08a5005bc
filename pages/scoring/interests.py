"""Who scored whom: everybody who changed scores, where they come from, and in whose sheets."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import Stage
from pages.scoring import head_unit
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services.queries import registry
from services.queries.registry import UnitLine
from services.queries.scope import visible_units
from services.queries.scorers import Scorer, scorers_of_year
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.rules.rights import Permission

_OWN, _FLAG = "\u2013", "\u26a0"


def render(ctx: Context) -> None:
    """Say who is on both sides, then show it person by person and unit by unit."""
    with ctx.reading() as session:
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        visible = visible_units(session, ctx.actor, ctx.block_id, ctx.year, ctx.state)
        units = [unit for unit in roll if visible is None or unit.unit_id in visible]
        scorers = scorers_of_year(session, ctx.block_year_id, units)
    st.title(_finding(ctx, scorers))
    head_unit.note(roll, ctx.year)
    if not scorers:
        st.info(_why_nothing(ctx, units))
        return
    names = {unit.unit_id: unit.name for unit in roll}
    _own_sheets(scorers, names)
    stage = st.segmented_control(
        _("Stage"),
        list(Stage),
        format_func=lambda one: _(STEPS[STEPS_OF_STAGE[one][0]]),
        default=_first_stage(scorers),
        required=True,
        key="interests_stage",
    )
    _table([one for one in scorers if any(at is stage for _unit, at in one.cells)], units, names, stage)


def _finding(ctx: Context, scorers: Sequence[Scorer]) -> str:
    both = sum(bool(one.on_own_sheet) for one in scorers)
    if both:
        return ngettext(
            "{count} person has reviewed or closed scores of the own unit",
            "{count} people have reviewed or closed scores of their own unit",
            both,
        ).format(count=both)
    if any(stage is not Stage.SELF for one in scorers for _unit, stage in one.cells):
        return _("Nobody has reviewed the own unit in {year}").format(year=ctx.year)
    return _("Who scored whom in {year}").format(year=ctx.year)


def _why_nothing(ctx: Context, units: Sequence[UnitLine]) -> str:
    if units or ctx.may(Permission.SEE_DRAFTS):
        return _("Nobody has typed a score in this year; what stands in its sheets came with a file.")
    return _("The score sheets of this year have not been released to this account yet.")


def _own_sheets(scorers: Sequence[Scorer], names: dict[int, str]) -> None:
    """Each who has scored the own unit where others should have."""
    for one in scorers:
        for own in one.on_own_sheet:
            text = ngettext(
                "{person} comes from {unit} and has changed {count} cell of its sheet at the stage {stage}.",
                "{person} comes from {unit} and has changed {count} cells of its sheet at the stage {stage}.",
                own.cells,
            ).format(
                person=plain(one.name or ""),
                unit=plain(names[own.unit_id]),
                count=formats.count(own.cells),
                stage=_(STEPS[STEPS_OF_STAGE[own.stage][0]]),
            )
            st.warning(text, icon=":material/balance:")


def _first_stage(scorers: Sequence[Scorer]) -> Stage:
    stages = {stage for one in scorers for _unit, stage in one.cells}
    return next((stage for stage in (Stage.REVIEW, Stage.FINAL) if stage in stages), Stage.SELF)


def _table(scorers: Sequence[Scorer], units: Sequence[UnitLine], names: dict[int, str], stage: Stage) -> None:
    if not scorers:
        st.info(_("Nobody has typed a score at this stage."))
        return
    rows = [
        {
            "person": one.name or _("The server's command line"),
            "home": ", ".join(names.get(key, _("another unit")) for key in sorted(one.own_units)),
            **{str(unit.unit_id): _cell(one, unit.unit_id, stage) for unit in units},
        }
        for one in scorers
    ]
    figures = {str(unit.unit_id): unit.brief for unit in units}
    columns = {
        "person": st.column_config.TextColumn(_("Person"), pinned=True, width=150),
        "home": st.column_config.TextColumn(_("Comes from"), width=170),
    } | formats.number_columns(figures)
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns, height="content")
    st.caption(
        _(
            "How many cells each has changed. {own} the own unit; {flag} the own unit, scored all the same."
        ).format(own=_OWN, flag=_FLAG)
    )


def _cell(scorer: Scorer, unit_id: int, stage: Stage) -> str:
    count = scorer.cells.get((unit_id, stage), 0)
    if unit_id in scorer.own_units and stage is not Stage.SELF:
        return f"{_FLAG} {formats.count(count)}" if count else _OWN
    return formats.count(count) if count else ""
