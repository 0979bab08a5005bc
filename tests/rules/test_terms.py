"""The days within which something dated can lie."""

from datetime import date, timedelta

import pytest

from services.errors.years import DayOutsideYear
from services.rules.terms import (
    CALENDAR,
    Span,
    calendar_days,
    choice_days,
    day_within,
    handover_days,
    pledge_days,
    task_days,
)

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (choice_days(2018), date(2017, 1, 1), date(2018, 12, 31)),
        (handover_days(2017), date(2017, 1, 1), date(2018, 12, 31)),
        (calendar_days(2017), date(2017, 1, 1), date(2018, 3, 31)),
        (pledge_days(2017), date(2016, 1, 1), date(2017, 12, 31)),
        (task_days(2017), date(2018, 1, 1), date(2018, 12, 31)),
        (CALENDAR, date(1900, 1, 1), date(2200, 12, 31)),
    ],
)
def test_both_ends_belong_to_a_span_and_nothing_beyond(span: Span, first: date, last: date) -> None:
    assert span == (first, last)
    assert [day_within(day, span) for day in span] == [first, last]
    for outside in (first - ONE_DAY, last + ONE_DAY):
        with pytest.raises(DayOutsideYear) as refused:
            day_within(outside, span)
        assert (refused.value.day, refused.value.first, refused.value.last) == (outside, first, last)
