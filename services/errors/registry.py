"""Refusals around units, events and offices."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class UnitNameTaken(DomainError):
    """Another unit on the roll is called so already, though perhaps spelled in another way."""

    name: str
    other: str


class UnitUse(StrEnum):
    """Why a unit cannot leave the roll of a year."""

    SCORES = "scores"
    POLL = "poll"
    AWARD = "award"
    PLEDGE = "pledge"


@dataclass(eq=False, kw_only=True)
class UnitInUse(DomainError):
    """The unit cannot leave the roll: something of that year rests on it."""

    reason: UnitUse
    name: str


@dataclass(eq=False, kw_only=True)
class BothOffices(DomainError):
    """The unit would be head and deputy at once."""

    name: str


class EventFault(StrEnum):
    """Why an event cannot have happened to the units as it was typed."""

    NO_DOCUMENT = "no_document"
    ONE_UNIT = "one_unit"
    INTO_ITSELF = "into_itself"
    ALONE = "alone"
    NO_SUCCESSOR = "no_successor"
    MANY_SUCCESSORS = "many_successors"
    NO_BLOCK = "no_block"
    BEFORE_FOUNDED = "before_founded"
    AFTER_END = "after_end"
    LATER_EVENT = "later_event"
    LATER_ROLL = "later_roll"
    CYCLE = "cycle"
    NAME_OVERLAP = "name_overlap"
    NAME_TAKEN = "name_taken"
    SAME_NAME = "same_name"
    SAME_BLOCK = "same_block"
    MEMBERSHIP_OVERLAP = "membership_overlap"


@dataclass(eq=False, kw_only=True)
class EventRefused(DomainError):
    """An event that cannot have happened; `other_day` is the day that stands against it."""

    reason: EventFault
    day: date
    units: tuple[str, ...]
    other_day: date | None = None


class UndoFault(StrEnum):
    """Why an event can no longer be undone."""

    HAPPENED_SINCE = "happened_since"
    UNIT_IN_USE = "unit_in_use"
    WITH_OTHERS = "with_others"


@dataclass(eq=False, kw_only=True)
class UndoRefused(DomainError):
    """Something rests on the event by now: a later event of these units, or what they have done since."""

    reason: UndoFault
    units: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class OneHead(DomainError):
    """More than one unit would be head."""

    names: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class OfficeVoteUnfit(DomainError):
    """The vote round that is named did not choose the unit `name`: `poll` is its code."""

    name: str
    poll: str


@dataclass(eq=False, kw_only=True)
class RepresentativeOverlaps(DomainError):
    """From that day on the unit has named `person` already."""

    person: str
    day: date


@dataclass(eq=False, kw_only=True)
class LastName(DomainError):
    """The only name that a block has cannot be taken away."""

    name: str


@dataclass(eq=False, kw_only=True)
class UnitElsewhere(DomainError):
    """The unit of that name belongs to another block in the year; an event would have to move it."""

    name: str
    year: int
