"""Refusals around what a conference leads to: titles, and who leads the block next."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class RoundChoseNobody(DomainError):
    """The round has chosen no unit, or its result was not read out yet."""

    title: str


class AwardFault(StrEnum):
    """Where an award of a unit stands, so that it cannot take the step."""

    MISSING = "award_missing"
    PROPOSED = "award_proposed"
    PASSED = "award_passed"
    DECIDED = "award_decided"
    REVOKED = "award_revoked"


@dataclass(eq=False, kw_only=True)
class AwardStandsAt(DomainError):
    """The award of the unit `name` stands elsewhere than the step needs it to."""

    reason: AwardFault
    name: str


@dataclass(eq=False, kw_only=True)
class OverQuota(DomainError):
    """More units would be proposed for an award than its quota lets the block propose."""

    quota: int
    proposed: int
    names: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class AwardUnfit(DomainError):
    """What is to name an award cannot be its code."""

    text: str
