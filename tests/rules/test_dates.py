"""Days as office people type them are read day first; anything unsure is refused with its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors.typed import DayFault, DayRefused
from services.rules.dates import day_of

FIRST_OF_JULY = date(2025, 7, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1/7/2025",
        "01/07/2025",
        "01-07-2025",
        "1.7.2025",
        "2025-07-01",
        " 1/7/2025\n",
        "1 / 7 / 2025",
        "2025/7/1",
    ],
)
def test_the_ways_to_write_a_day(text: str) -> None:
    assert day_of(text) == FIRST_OF_JULY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", DayFault.NOT_A_DAY),
        ("tháng 7", DayFault.NOT_A_DAY),
        ("1/7", DayFault.NOT_A_DAY),
        ("45839", DayFault.NOT_A_DAY),
        ("1/7-2025", DayFault.NOT_A_DAY),
        ("2025-07-01T08:30:00", DayFault.NOT_A_DAY),
        ("1/7/20255", DayFault.NOT_A_DAY),
        ("١/٧/٢٠٢٥", DayFault.NOT_A_DAY),
        ("31/02/2025", DayFault.NO_SUCH_DAY),
        ("07/25/2025", DayFault.NO_SUCH_DAY),
        ("0/7/2025", DayFault.NO_SUCH_DAY),
        ("29/02/2025", DayFault.NO_SUCH_DAY),
        ("1/7/25", DayFault.SHORT_YEAR),
        ("1/7/1899", DayFault.OUT_OF_RANGE),
        ("2201-01-01", DayFault.OUT_OF_RANGE),
    ],
)
def test_what_is_no_day_is_refused(text: str, reason: DayFault) -> None:
    with pytest.raises(DayRefused) as refused:
        day_of(text)
    assert refused.value.reason is reason
    assert refused.value.text == text


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from("/.-"))
def test_every_day_is_read_as_it_is_written(day: date, sign: str) -> None:
    assert day_of(f"{day.day}{sign}{day.month}{sign}{day.year}") == day
    assert day_of(day.isoformat()) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        day_of(text)
    except DayRefused as refusal:
        assert refusal.text == text  # noqa: PT017 - both ends are fine
