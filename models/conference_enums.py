"""The closed lists of words of the conference; see `enums` for all others."""

from enum import StrEnum


class AgendaKind(StrEnum):
    """What a point of the agenda is about."""

    REPORT = "report"
    DISCUSSION = "discussion"
    PLAN = "plan"
    TITLES = "titles"
    OFFICES = "offices"
    OTHER = "other"


class AttendanceState(StrEnum):
    """Where a delegate is; late is present too, left and absent are not."""

    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"


class HallView(StrEnum):
    """What the displays of the hall show."""

    AGENDA = "agenda"
    ATTENDANCE = "attendance"
    POLL = "poll"
    RESULTS = "results"
    STANDINGS = "standings"
    BLANK = "blank"
