"""Refusals around what places are given by: tie-breaks, bands, numbers of awards."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


class RankingFault(StrEnum):
    """Why what was typed of the ranking is not taken."""

    BAND_UPSIDE_DOWN = "band_upside_down"
    BAND_EMPTY = "band_empty"
    BAND_TWICE = "band_twice"
    QUOTA_NO_AWARD = "quota_no_award"
    QUOTA_TWICE = "quota_twice"
    QUOTA_ONE_LIMIT = "quota_one_limit"
    QUOTA_CYCLE = "quota_cycle"
    TIE_BREAK_TWICE = "tie_break_twice"
    TIE_BREAK_UNKNOWN = "tie_break_unknown"


@dataclass(eq=False, kw_only=True)
class RankingRefused(DomainError):
    """A band, an award or a tie-break that is not taken; `name` is what it is called, or its code."""

    reason: RankingFault
    name: str = ""
