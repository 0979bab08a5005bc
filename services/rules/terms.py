"""The days within which something dated can lie: the choice of an office, its handover, a name."""

from datetime import date

from services.errors.years import DayOutsideYear

Span = tuple[date, date]

CALENDAR: Span = (date(1900, 1, 1), date(2200, 12, 31))


def choice_days(year: int) -> Span:
    """When those who lead in that year are chosen: from the year before, whose conference votes.

    Source: house rule (offices)
    """
    return date(year - 1, 1, 1), date(year, 12, 31)


def handover_days(year: int) -> Span:
    """When those who led in that year hand over: by the end of the year that follows.

    Source: house rule (offices)
    """
    return date(year, 1, 1), date(year + 1, 12, 31)


def calendar_days(year: int) -> Span:
    """What a year's calendar spans: the year, and until March of the next, when the last dossiers go out.

    Source: house rule (calendar of a year)
    """
    return date(year, 1, 1), date(year + 1, 3, 31)


def pledge_days(year: int) -> Span:
    """When the units sign what they pledge for the year: from the conference of the year before on.

    Source: house rule (pledges)
    """
    return date(year - 1, 1, 1), date(year, 12, 31)


def task_days(year: int) -> Span:
    """When what the year sets for the next one is due.

    Source: house rule (key tasks)
    """
    return date(year + 1, 1, 1), date(year + 1, 12, 31)


def award_days(year: int) -> Span:
    """When the Council and the Chairman decide on the titles of a year: in it, or in the two that follow.

    Source: house rule (titles)
    """
    return date(year, 1, 1), date(year + 2, 12, 31)


def day_within(day: date, span: Span) -> date:
    """The day, which lies within the span, both ends included.

    Raises: DayOutsideYear when it does not.
    Source: house rule (offices)
    """
    first, last = span
    if not first <= day <= last:
        raise DayOutsideYear(day=day, first=first, last=last)
    return day
