"""Refusals around criteria and scores."""

from dataclasses import dataclass
from datetime import datetime

from services.errors.base import DomainError
from services.errors.typed import TypedNumberRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One cell that was not taken: what was typed where, and why.

    With `problem` None it is a conflict: somebody else has put `theirs` there meanwhile (None: there is no
    such cell).
    """

    unit: str
    criterion: str
    text: str
    problem: TypedNumberRefused | None
    theirs: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


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
