"""Which step and which part of the score sheets somebody looks at: the block, one unit, one criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from models.enums import Method, Stage
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.step_words import STEPS
from services.errors.base import DomainError
from services.queries import criteria, registry
from services.queries.bars import bar_of_scores
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.scope import as_of_now, units_shown_to
from services.queries.sheet_steps import STEPS_OF_STAGE, Steps, steps_of_year, units_to_fill
from services.rules.rights import Actor, Permission

STAGES = {stage: STEPS[steps[0]] for stage, steps in STEPS_OF_STAGE.items()}


class Part(StrEnum):
    """What of a stage's sheets is shown at once."""

    BLOCK = "block"
    UNIT = "unit"
    CRITERION = "criterion"


_PARTS = {Part.BLOCK: N_("Whole block"), Part.UNIT: N_("One unit"), Part.CRITERION: N_("One criterion")}


@dataclass(frozen=True, slots=True)
class Stand:
    """The year as somebody may see it now, without its cells; `bar` keeps all scores from being changed."""

    actor: Actor
    lines: Sequence[CriterionLine]
    units: Sequence[UnitLine]
    steps: Steps
    bar: DomainError | None


@dataclass(frozen=True, slots=True)
class View:
    """A stage of some units in some criteria; `key` is the id of the one unit or criterion."""

    stage: Stage
    part: Part
    lines: Sequence[CriterionLine]
    units: Sequence[UnitLine]
    key: int = 0

    @property
    def name(self) -> str:
        """The view in short, under which what is typed there is kept."""
        return f"{self.stage}-{self.part}-{self.key}"

    @property
    def cells(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What it is made of: the ids of its criteria, and those of its units."""
        return tuple(line.criterion_id for line in self.lines), tuple(unit.unit_id for unit in self.units)


def read(ctx: Context) -> Stand:
    """The criteria, the units whose scores the actor may see, and the steps."""
    with ctx.reading() as session:
        actor = as_of_now(session, ctx.actor)
        lines = criteria.criteria_of_year(session, ctx.block_year_id)
        roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        steps = steps_of_year(session, ctx.block_year_id)
        bar = bar_of_scores(session, ctx.block_year_id)
    visible = units_shown_to(actor, ctx.block_id, ctx.year, ctx.state)
    units = [unit for unit in roll if visible is None or unit.unit_id in visible]
    return Stand(actor, lines, units, steps, bar)


def choose(ctx: Context, stand: Stand) -> View:
    """The view that is chosen; whoever sees one unit only has no parts to choose from."""
    stages = [
        stage for stage in Stage if any(step in stand.steps.deadlines for step in STEPS_OF_STAGE[stage])
    ]
    row = st.container(horizontal=True, vertical_alignment="bottom")
    stage = row.segmented_control(
        _("Step"),
        stages or list(Stage),
        format_func=lambda one: _(STAGES[one]),
        default=_first_to_fill(ctx, stand, stages or list(Stage)),
        required=True,
        key=f"sheet_stage-{ctx.block_year_id}",
    )
    part = Part.UNIT
    if len(stand.units) > 1:
        part = row.segmented_control(
            _("Part of the sheets"),
            list(Part),
            format_func=lambda one: _(_PARTS[one]),
            default=Part.BLOCK,
            required=True,
            key="sheet_part",
        )
    if part is Part.BLOCK:
        return View(stage, part, stand.lines, stand.units)
    if part is Part.UNIT:
        units = {unit.unit_id: unit for unit in stand.units}
        chosen = row.selectbox(_("Unit"), list(units), format_func=lambda key: units[key].name, width=420)
        return View(stage, part, stand.lines, [units[chosen]], chosen)
    leaves = {one.criterion_id: one for one in stand.lines if one.rule.method is not Method.GROUP}
    chosen = row.selectbox(
        _("Criterion"), list(leaves), format_func=lambda key: title_of(leaves[key]), width=420
    )
    return View(stage, part, [leaves[chosen]], stand.units, chosen)


def title_of(line: CriterionLine) -> str:
    """A criterion as it is called: its code and its name."""
    return f"{line.rule.code} {line.rule.name}"


def fillable(ctx: Context, stand: Stand, stage: Stage) -> frozenset[int]:
    """The units whose column of the stage the actor is offered to fill in, locked or not."""
    ids = [unit.unit_id for unit in stand.units]
    return units_to_fill(stand.actor, ctx.block_id, ctx.year, STEPS_OF_STAGE[stage][0], ids)


def _first_to_fill(ctx: Context, stand: Stand, stages: Sequence[Stage]) -> Stage:
    """Where somebody goes on: who enters everything at the end, others at the first step that is theirs."""
    if stand.actor.may(Permission.ENTER_SCORES, ctx.block_id, year=ctx.year):
        return stages[-1]
    return next((stage for stage in stages if fillable(ctx, stand, stage)), stages[-1])
