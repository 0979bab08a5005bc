"""Refusals around a block's year and its record."""

from dataclasses import dataclass
from datetime import date

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class YearLocked(DomainError):
    """The year is published or archived and takes no changes."""

    year: int
    state: str


@dataclass(eq=False, kw_only=True)
class YearExists(DomainError):
    """The block has that year already."""

    year: int


@dataclass(eq=False, kw_only=True)
class YearOutOfRange(DomainError):
    """No block works in such a year."""

    year: int
    earliest: int
    latest: int


@dataclass(eq=False, kw_only=True)
class StepNotOffered(DomainError):
    """A year goes one step on or one step back, not from `state` to `wanted`."""

    state: str
    wanted: str


@dataclass(eq=False, kw_only=True)
class PollsOpen(DomainError):
    """The year cannot be published while votes are open."""

    titles: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class DayOutsideYear(DomainError):
    """A day that does not belong to the year that it is given for: before its `first` or after its `last`."""

    day: date
    first: date
    last: date


@dataclass(eq=False, kw_only=True)
class PledgeExists(DomainError):
    """The unit has pledged for that year already."""

    name: str


@dataclass(eq=False, kw_only=True)
class RegulationDayTaken(DomainError):
    """Another version of the same kind is in force from that day."""

    day: date
