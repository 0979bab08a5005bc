"""Days as office people type them."""

import re
from datetime import date

from services.errors.typed import DayFault, DayRefused

EARLIEST_YEAR = 1900
LATEST_YEAR = 2200

_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)


def day_of(text: str) -> date:
    """The day that the text names: 1/7/2025, 01-07-2025, 1.7.2025 (day first) or 2025-07-01.

    Raises: DayRefused when it is no day, one that no calendar has, a year of two digits, or out of range.
    Source: house rule (typed days)
    """
    typed = text.strip()
    if found := _DAY_FIRST.fullmatch(typed):
        day, _sign, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(typed):
        year, _sign, month, day = found.groups()
    else:
        raise _refusal(DayFault.NOT_A_DAY, text)
    if len(year) == 2:
        raise _refusal(DayFault.SHORT_YEAR, text)
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise _refusal(DayFault.OUT_OF_RANGE, text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _refusal(DayFault.NO_SUCH_DAY, text) from None


def _refusal(reason: DayFault, text: str) -> DayRefused:
    return DayRefused(reason=reason, text=text, earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
