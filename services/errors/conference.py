"""Refusals around the conference: its agenda, its delegates, and the rehearsal."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


class ItemFault(StrEnum):
    """Why a point of the agenda cannot take the step."""

    UNDER_WAY = "item_under_way"
    NOT_UNDER_WAY = "item_not_under_way"
    NOT_BEGUN = "item_not_begun"
    BEGUN = "item_begun"
    NOTED = "item_noted"
    IN_USE = "item_in_use"


@dataclass(eq=False, kw_only=True)
class ItemUnfit(DomainError):
    """The point of the agenda cannot take this step as it is."""

    reason: ItemFault
    title: str


class DelegateFault(StrEnum):
    """Why a delegate cannot be kept so."""

    NO_VOTE = "unit_without_vote"
    GUEST_VOTES = "guest_votes"
    VOTER_TAKEN = "voter_taken"
    ACCOUNT_TAKEN = "account_of_another"
    ON_A_ROLL = "delegate_on_a_roll"


@dataclass(eq=False, kw_only=True)
class DelegateUnfit(DomainError):
    """The delegate cannot be kept so; `name` is who or what stands in the way."""

    reason: DelegateFault
    name: str


@dataclass(eq=False, kw_only=True)
class BadgeUnknown(DomainError):
    """What was typed or scanned is on no badge of this conference."""

    text: str


class RehearsalFault(StrEnum):
    """Why a rehearsal cannot begin or end, or keeps from a vote or a file."""

    REHEARSING = "rehearsing_already"
    NOT_REHEARSING = "not_rehearsing"
    BEGUN = "conference_begun"
    NOT_REHEARSED = "round_not_rehearsed"
    IMPORTED = "imported_while_rehearsing"
    STANDINGS = "standings_while_rehearsing"


@dataclass(eq=False, kw_only=True)
class RehearsalRefused(DomainError):
    """A rehearsal cannot begin, is not there to end, or keeps from a vote; `name` says which."""

    reason: RehearsalFault
    name: str = ""
