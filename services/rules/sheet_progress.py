"""How far the score sheets of a step are: what is filled, what is missing, and how its last day stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums import Method
from services.rules.document import Criterion
from services.rules.exact import percent_of

SOON = 7
"""Days before the last one in which a sheet that is not filled is called due."""


class Due(StrEnum):
    """How a sheet stands to the last day of its step."""

    DONE = "done"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetState:
    """What is in a unit's sheet: the leaves that hold something, and those whose text is doubtful.

    `for_others`: leaves that the unit is not scored in, so that nobody waits for them. `handed_in`: nobody is
    to enter more, as the step is locked.
    """

    filled: Collection[str]
    doubtful: Collection[str] = ()
    for_others: Collection[str] = ()
    handed_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProgress:
    """A unit's sheet at a step; `days` are those left until the last day, below 0 those gone since.

    `percent` in hundredths; a sheet with nothing to fill is full. Bonus and penalty need not be filled.
    """

    unit: str
    filled: int
    to_fill: int
    doubtful: int
    missing: tuple[str, ...]
    percent: int
    due: Due
    days: int | None

    @property
    def complete(self) -> bool:
        """Whether everything is filled."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """All sheets of a step together; `percent` in hundredths, of the leaves of all units."""

    units: tuple[SheetProgress, ...]
    filled: int
    to_fill: int
    complete: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a unit has to be reminded of; `missing` has the first leaves that are not filled, of so many."""

    unit: str
    last_day: date | None
    due: Due
    days: int | None
    filled: int
    to_fill: int
    missing: tuple[Criterion, ...]


def progress_of_step(
    criteria: Sequence[Criterion],
    sheets: Mapping[str, SheetState],
    last_day: date | None,
    today: date,
) -> StepProgress:
    """How far each sheet is, in the order of the sheets.

    Source: house rule (progress of score sheets)
    """
    needed = [one.code for one in criteria if one.method not in (Method.GROUP, Method.BONUS_PENALTY)]
    days = None if last_day is None else (last_day - today).days
    found = tuple(_progress(unit, state, needed, days) for unit, state in sheets.items())
    filled, to_fill = sum(one.filled for one in found), sum(one.to_fill for one in found)
    return StepProgress(
        units=found,
        filled=filled,
        to_fill=to_fill,
        complete=sum(one.complete for one in found),
        percent=_share(filled, to_fill),
    )


def reminders(
    progress: Iterable[SheetProgress], criteria: Sequence[Criterion], last_day: date | None, most: int = 5
) -> tuple[Reminder, ...]:
    """What to write to each unit whose sheet is not done, the most pressing first; `most` leaves are named.

    Source: house rule (progress of score sheets)
    """
    known = {criterion.code: criterion for criterion in criteria}
    waiting = [one for one in progress if one.due is not Due.DONE]
    return tuple(
        Reminder(
            unit=one.unit,
            last_day=last_day,
            due=one.due,
            days=one.days,
            filled=one.filled,
            to_fill=one.to_fill,
            missing=tuple(known[code] for code in one.missing[:most]),
        )
        for one in sorted(waiting, key=lambda one: one.percent)
    )


def due_state(done: bool, days: int | None) -> Due:
    """How a sheet stands when so many days are left, None for no last day; the last day itself is in time.

    Source: house rule (progress of score sheets)
    """
    if done:
        return Due.DONE
    if days is None or days > SOON:
        return Due.OPEN
    return Due.OVERDUE if days < 0 else Due.DUE


def _progress(unit: str, state: SheetState, leaves: Sequence[str], days: int | None) -> SheetProgress:
    needed = [code for code in leaves if code not in state.for_others]
    missing = tuple(code for code in needed if code not in state.filled)
    filled = len(needed) - len(missing)
    return SheetProgress(
        unit=unit,
        filled=filled,
        to_fill=len(needed),
        doubtful=len(set(state.doubtful)),
        missing=missing,
        percent=_share(filled, len(needed)),
        due=due_state(state.handed_in or not missing, days),
        days=days,
    )


def _share(part: int, whole: int) -> int:
    return percent_of(part, whole) if whole else 100_00
