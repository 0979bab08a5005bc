"""The sheets of the year that somebody may see, and how far they are at every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums import SheetStep, YearState
from pages.shared import formats
from pages.shared.context import Context
from services.queries.cells import reach_of
from services.queries.registry import UnitLine
from services.queries.sheet_states import missing_cells, states_of_sheets
from services.queries.sheet_steps import Steps, Unlock, steps_of_year, units_to_fill, unlocks_of_year
from services.reminders import Reminded
from services.rules.sheet_progress import SheetProgress, StepProgress, progress_of_step, to_remind

_NAMED = 5
"""Missing criteria that a reminder names."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The scored units that are shown, the steps of the year, and how each sheet stands at each of them."""

    units: Sequence[UnitLine]
    steps: Steps
    progress: Mapping[SheetStep, StepProgress]
    unlocks: Sequence[Unlock]

    @property
    def current(self) -> SheetStep | None:
        """The first step that is not done; None when all are."""
        return next((step for step, found in self.progress.items() if not found.all_done), None)

    def sheet(self, step: SheetStep, unit: UnitLine) -> SheetProgress:
        """How the unit's sheet stands at the step."""
        return next(one for one in self.progress[step].units if one.unit == unit.code)


def is_closed(ctx: Context) -> bool:
    """Whether the year takes no changes any more, so that nothing in it can be late."""
    return ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)


def read(ctx: Context) -> Sheets:
    """What stands in the database now, in as many statements for one unit as for sixty."""
    with ctx.reading() as session:
        units = [unit for unit in reach_of(session, ctx.actor, ctx.block_year_id).units if unit.scored]
        steps = steps_of_year(session, ctx.block_year_id)
        ids = [unit.unit_id for unit in units]
        states = states_of_sheets(session, ctx.block_year_id, steps, ids)
        names = {unit.name for unit in units}
        unlocks = [one for one in unlocks_of_year(session, ctx.block_year_id) if one.unit in names]
    days = dict.fromkeys(steps.deadlines) if is_closed(ctx) else steps.deadlines
    progress = {
        step: progress_of_step(
            {unit.code: found[unit.unit_id] for unit in units}, days[step], formats.today()
        )
        for step, found in states.items()
    }
    return Sheets(units, steps, progress, unlocks)


def filled_by(ctx: Context, sheets: Sheets, step: SheetStep) -> list[UnitLine]:
    """The units whose sheets the actor may fill in at the step, and so may lock there."""
    ids = [unit.unit_id for unit in sheets.units]
    mine = units_to_fill(ctx.actor, ctx.block_id, ctx.year, step, ids)
    return [unit for unit in sheets.units if unit.unit_id in mine]


def reminded(ctx: Context, sheets: Sheets, step: SheetStep) -> list[Reminded]:
    """The sheets that somebody has to be reminded of at the step, with the first that they lack."""
    waiting = to_remind(sheets.progress[step].units)
    units = {unit.code: unit for unit in sheets.units}
    with ctx.reading() as session:
        ids = [units[one.unit].unit_id for one in waiting]
        missing = missing_cells(session, ctx.block_year_id, step, ids, _NAMED)
    return [
        Reminded(name=units[one.unit].name, progress=one, missing=missing.get(units[one.unit].unit_id, ()))
        for one in waiting
    ]
