"""Refusals of a tree of criteria: what does not add up, and rows of a sheet that are not taken."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


class CriteriaFault(StrEnum):
    """What can be wrong with the figures of a tree."""

    GROUP_SUM = "criteria_group_sum"
    TOTAL = "criteria_total"
    TOTAL_OF_GROUP = "criteria_total_of_group"
    NO_MAXIMUM = "criteria_no_maximum"
    FIGURE_MISSING = "criteria_figure_missing"
    BOUNDS = "criteria_bounds"
    EMPTY_GROUP = "criteria_empty_group"
    NOTHING_TO_SCORE = "criteria_nothing_to_score"
    OFF_STEP = "criteria_off_step"
    WORTHLESS = "criteria_worthless"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaFinding:
    """One thing that is wrong with the figures; points in hundredths, code None is the tree as a whole.

    `given` is what is written there, `sum` what stands against it; `figure`: the key of a missing one,
    `group`: what the group of units is called of whose criteria it is told.
    """

    reason: CriteriaFault
    code: str | None = None
    given: int | None = None
    sum: int | None = None
    figure: str | None = None
    group: str | None = None

    @property
    def difference(self) -> int | None:
        """How far what is written lies above (below 0: under) what stands against it."""
        return None if self.given is None or self.sum is None else self.given - self.sum


@dataclass(eq=False, kw_only=True)
class CriteriaUnfit(DomainError):
    """The tree cannot be frozen; all that hinders it is here, in display order."""

    findings: tuple[CriteriaFinding, ...]


class CriterionRowFault(StrEnum):
    """Why a row of a sheet of criteria is not taken."""

    NUMBER = "criterion_row_number"
    NUMBER_IS_DATE = "criterion_row_number_is_date"
    NO_MAXIMUM = "criterion_row_no_maximum"
    METHOD = "criterion_row_method"
    HAS_CHILDREN = "criterion_row_has_children"
    HAS_NONE = "criterion_row_has_none"
    FIGURE_MISSING = "criterion_row_figure_missing"
    FIGURE_UNWANTED = "criterion_row_figure_unwanted"
    BOUNDS = "criterion_row_bounds"
    CODE_TWICE = "criterion_row_code_twice"
    CODE_MISSING = "criterion_row_code_missing"
    NO_PARENT = "criterion_row_no_parent"
    PARENT_SCORED = "criterion_row_parent_scored"
    CIRCLE = "criterion_row_circle"
    NO_UNIT = "criterion_row_no_unit"
    LIKE_A_UNIT = "criterion_row_like_a_unit"
    NO_GROUP = "criterion_row_no_group"
    LIKE_A_GROUP = "criterion_row_like_a_group"


@dataclass(eq=False, kw_only=True)
class CriterionRowRefused(DomainError):
    """A cell of a row that is not taken; `row` is another row of the same sheet.

    `names`: what could be meant, or may be written instead; `figure`: the key of a figure that is wrong.
    """

    reason: CriterionRowFault
    text: str = ""
    names: tuple[str, ...] = ()
    row: int | None = None
    figure: str | None = None
