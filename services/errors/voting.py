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
    TOO_MANY_OPTIONS = "too_many_options"
    NOTHING_LEFT = "nothing_left"
    FOLLOWED = "followed"
    SEALED = "count_sealed"
    VOTING = "ballots_in_box"
    TYPED_TWICE = "typed_by_two_tellers"
    BOX_UNOPENED = "box_unopened"
    NO_VOTERS = "no_voters"
    NOBODY_PRESENT = "nobody_present"
    READING = "being_read_out"
    NOT_READING = "not_being_read_out"
    IN_OFFICE = "fills_an_office"


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


@dataclass(eq=False, kw_only=True)
class StillVoting(PollStandsAt):
    """Votes are counted once the voting has ended, and in this round it has not."""


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


@dataclass(eq=False, kw_only=True)
class SmallElectorate(DomainError):
    """So few can vote that the result tells how each has voted; it has to be known before it is opened."""

    title: str
    voters: int


@dataclass(eq=False, kw_only=True)
class NotOpenYet(DomainError):
    """The round takes no ballots yet."""

    title: str


@dataclass(eq=False, kw_only=True)
class NotElectronic(DomainError):
    """No ballots of this round are given by telephone or computer."""

    title: str


@dataclass(eq=False, kw_only=True)
class NoVoter(DomainError):
    """Who wants to vote carries nobody's vote at this conference."""

    title: str


@dataclass(eq=False, kw_only=True)
class VotesUnderWay(DomainError):
    """Votes of the year, by their titles, are open or being counted, so that a file cannot take its place."""

    titles: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class CertifiedStands(DomainError):
    """The results of these votes, by their titles, are certified, and a file says something else."""

    titles: tuple[str, ...]
