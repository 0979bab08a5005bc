"""How far the score sheets of a step are: what is filled, what is done, and how its last day stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.rules.exact import percent_of

SOON = 7
"""Days before the last one in which a sheet that is not filled is called due."""


class Due(StrEnum):
    """How a sheet stands to the last day of its step; `waiting`: an earlier step has to be done first."""

    DONE = "done"
    WAITING = "waiting"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetState:
    """How many cells of a unit's sheet are filled at a step, of those that have to be.

    `handed_in`: the step is locked. `waits`: what there is to fill is not known, or not to be filled, before
    an earlier step is done. `looked_through`: the cells were filled before the step, so that the lock alone
    says that it is done.
    """

    filled: int
    to_fill: int
    handed_in: bool = False
    waits: bool = False
    looked_through: bool = False

    @property
    def done(self) -> bool:
        """Whether nobody has to do anything more."""
        full = self.filled >= self.to_fill and not self.waits and not self.looked_through
        return self.handed_in or full


@dataclass(frozen=True, slots=True)
class MissingCell:
    """The criterion of a cell that is not filled."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProgress:
    """A unit's sheet at a step; `days` are those left until the last day, below 0 those gone since.

    `percent` in hundredths; a sheet with nothing to fill is full.
    """

    unit: str
    filled: int
    to_fill: int
    percent: int
    handed_in: bool
    due: Due
    days: int | None

    @property
    def missing(self) -> int:
        """How many cells have still to be filled."""
        return max(self.to_fill - self.filled, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """All sheets of a step together; `percent` in hundredths, of the cells of all units."""

    units: tuple[SheetProgress, ...]
    done: int
    handed_in: int
    filled: int
    to_fill: int
    percent: int

    @property
    def all_done(self) -> bool:
        """Whether no sheet is left to do."""
        return self.done == len(self.units)


def progress_of_step(sheets: Mapping[str, SheetState], last_day: date | None, today: date) -> StepProgress:
    """How far each sheet is, in the order of the sheets.

    Source: house rule (progress of score sheets)
    """
    days = None if last_day is None else (last_day - today).days
    found = tuple(_progress(unit, state, days) for unit, state in sheets.items())
    filled, to_fill = sum(one.filled for one in found), sum(one.to_fill for one in found)
    return StepProgress(
        units=found,
        done=sum(one.due is Due.DONE for one in found),
        handed_in=sum(one.handed_in for one in found),
        filled=filled,
        to_fill=to_fill,
        percent=_share(filled, to_fill),
    )


def to_remind(progress: Iterable[SheetProgress]) -> tuple[SheetProgress, ...]:
    """The sheets that somebody has to be reminded of: not done and waiting for nobody, the emptiest first.

    Source: house rule (progress of score sheets)
    """
    waited_for = [one for one in progress if one.due not in (Due.DONE, Due.WAITING)]
    return tuple(sorted(waited_for, key=lambda one: one.percent))


def due_state(done: bool, days: int | None) -> Due:
    """How a sheet stands when so many days are left, None for no last day; the last day itself is in time.

    Source: house rule (progress of score sheets)
    """
    if done:
        return Due.DONE
    if days is None or days > SOON:
        return Due.OPEN
    return Due.OVERDUE if days < 0 else Due.DUE


def _progress(unit: str, state: SheetState, days: int | None) -> SheetProgress:
    waiting = state.waits and not state.done
    return SheetProgress(
        unit=unit,
        filled=state.filled,
        to_fill=state.to_fill,
        percent=_share(state.filled, state.to_fill),
        handed_in=state.handed_in,
        due=Due.WAITING if waiting else due_state(state.done, days),
        days=days,
    )


def _share(part: int, whole: int) -> int:
    return percent_of(part, whole) if whole else 100_00
