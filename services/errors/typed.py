"""Refusals of what was typed: numbers, names, days, codes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.errors.base import DomainError


class TypedNumberFault(StrEnum):
    """Why a number that was typed or pasted is not taken."""

    NOT_A_NUMBER = "not_a_number"
    DOUBTFUL = "doubtful"
    TOO_FINE = "too_fine"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    OFF_STEP = "off_step"
    FORMULA = "number_formula"
    ERROR_VALUE = "number_error_value"
    DAY = "number_day"
    PERCENT = "number_percent"


@dataclass(eq=False, kw_only=True)
class TypedNumberRefused(DomainError):
    """What was typed is not taken as a number; the limit that it breaks is in hundredths."""

    reason: TypedNumberFault
    text: str
    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None


class NameFault(StrEnum):
    """Why a text is not taken as a name."""

    BLANK = "blank"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"


@dataclass(eq=False, kw_only=True)
class NameRefused(DomainError):
    """The text is no name: blank, longer than `limit`, or with characters that cannot be seen."""

    reason: NameFault
    text: str
    limit: int


@dataclass(eq=False, kw_only=True)
class CodeUnfit(DomainError):
    """The code is not 1 to `limit` of a-z, 0-9, dot, dash."""

    code: str
    limit: int


@dataclass(eq=False, kw_only=True)
class ReasonMissing(DomainError):
    """What is undone needs a reason."""


@dataclass(eq=False, kw_only=True)
class ShareRefused(DomainError):
    """What was typed is no share from 0 to 1."""

    text: str


class DayFault(StrEnum):
    """Why a text is not taken as a day."""

    NOT_A_DAY = "not_a_day"
    NO_SUCH_DAY = "no_such_day"
    OUT_OF_RANGE = "day_out_of_range"
    SHORT_YEAR = "short_year"


@dataclass(eq=False, kw_only=True)
class DayRefused(DomainError):
    """What was typed is no day of the calendar from `earliest` to `latest` (years)."""

    reason: DayFault
    text: str
    earliest: int
    latest: int


@dataclass(eq=False, kw_only=True)
class EndsBeforeStart(DomainError):
    """What is to last from a day until an earlier one."""

    starts_on: date
    ends_on: date


@dataclass(eq=False, kw_only=True)
class PhoneUnfit(DomainError):
    """What was typed is no telephone number; it has from `fewest` to `most` digits."""

    text: str
    fewest: int
    most: int
