"""Refusals around criteria and scores."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.enums import SheetStep
from services.errors.base import DomainError
from services.errors.typed import TypedNumberRefused


class CellFaultKind(StrEnum):
    """Why a cell was not taken."""

    TYPED = "cell_typed"
    CHANGED = "cell_changed"
    NO_SUCH_CELL = "cell_no_such_cell"
    LOCKED = "cell_locked"
    FOR_OTHERS = "cell_for_others"
    OF_ANOTHER_REVIEWER = "cell_of_another_reviewer"
    NOT_YOURS = "cell_not_yours"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One cell that was not taken: what was typed where, and why.

    `problem` says what is wrong with what was typed. Of a cell that somebody else has changed meanwhile,
    `theirs` is what stands there now, in that version (0: nothing). `FOR_OTHERS`: the criterion is for units
    of another group. `NOT_YOURS`: somebody else fills in that unit's column.
    """

    kind: CellFaultKind
    unit: str
    criterion: str
    text: str
    problem: TypedNumberRefused | None = None
    theirs: str = ""
    changed_by: str | None = None
    changed_at: datetime | None = None
    version: int = 0
    unit_id: int | None = None
    criterion_id: int | None = None


@dataclass(eq=False, kw_only=True)
class CellsRefused(DomainError):
    """Cells that were not taken; nothing of the whole was saved."""

    faults: tuple[CellFault, ...]


@dataclass(eq=False, kw_only=True)
class CriterionScored(DomainError):
    """Criteria that are to go have scores; `codes` are theirs."""

    codes: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class CriterionFigureRefused(DomainError):
    """A figure of a criterion is no number; `figure` is its key in a year-file."""

    code: str
    figure: str
    problem: TypedNumberRefused


@dataclass(eq=False, kw_only=True)
class StepNotUsed(DomainError):
    """The sheets of the year do not go through that step."""

    step: SheetStep


@dataclass(eq=False, kw_only=True)
class DeadlinesOutOfOrder(DomainError):
    """A step would be due before the one that comes before it."""

    earlier: SheetStep
    first: date
    later: SheetStep
    last: date


@dataclass(eq=False, kw_only=True)
class CriteriaFrozen(DomainError):
    """The criteria are frozen as that version; another has to be opened, with a reason, to change them."""

    number: int


@dataclass(eq=False, kw_only=True)
class CriteriaNotFrozen(DomainError):
    """There is no frozen version that another could follow."""


@dataclass(eq=False, kw_only=True)
class CriteriaPresent(DomainError):
    """There are criteria already; they are not written over."""


@dataclass(eq=False, kw_only=True)
class ScoringIsLocked(DomainError):
    """The scoring of the year is locked: the year prints as it stands."""

    year: int


@dataclass(eq=False, kw_only=True)
class SheetIsLocked(DomainError):
    """The unit's sheet is locked at that step."""

    step: SheetStep
    unit: str


@dataclass(eq=False, kw_only=True)
class SheetsIncomplete(DomainError):
    """Units that are to get a place lack scores; `units` are their codes."""

    units: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class TooMuchEvidence(DomainError):
    """A cell has as many files as it may."""

    most: int


@dataclass(eq=False, kw_only=True)
class DraftTooLarge(DomainError):
    """More was typed than a grid has cells."""

    most: int


@dataclass(eq=False, kw_only=True)
class GroupScored(DomainError):
    """The unit has a score in a criterion that would not be for it any more."""

    unit: str
    criterion: str


@dataclass(eq=False, kw_only=True)
class GroupInUse(DomainError):
    """Criteria are for the group; `codes` are theirs."""

    name: str
    codes: tuple[str, ...]
