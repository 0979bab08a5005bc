"""Refusals around vote rounds."""

from dataclasses import dataclass
from enum import StrEnum

from models.enums import PollState
from services.errors.base import DomainError


class PollFault(StrEnum):
    """Why a vote round cannot take the step."""

    NO_SEATS = "no_seats"
    NO_RULE = "no_rule"
    NO_OPTION = "no_option"
    COUNTED = "counted"
    NOTHING_LEFT = "nothing_left"
    FOLLOWED = "followed"


@dataclass(eq=False, kw_only=True)
class PollUnfit(DomainError):
    """The vote round cannot take this step as it is."""

    reason: PollFault
    title: str


@dataclass(eq=False, kw_only=True)
class PollStandsAt(DomainError):
    """The vote round stands at `state`, in which there is no such step."""

    title: str
    state: PollState


class CountPart(StrEnum):
    """A count of a vote round; what it is part of follows from it."""

    SUMMONED = "summoned"
    PRESENT = "present"
    ISSUED = "issued"
    COLLECTED = "collected"
    INVALID = "invalid"
    VOTES = "votes"


@dataclass(eq=False, kw_only=True)
class CountAbove(DomainError):
    """A count is above what it is part of; `option` names whose votes, None for those of the round."""

    part: CountPart
    count: int
    limit: int
    option: str | None = None


@dataclass(eq=False, kw_only=True)
class CountsMissing(DomainError):
    """These have still to be counted: figures of the round, and options by their names."""

    parts: tuple[CountPart, ...]
    options: tuple[str, ...]
