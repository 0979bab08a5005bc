"""How long guessing has to wait, and that nobody is kept out for good."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.throttle import (
    FREE_OF_ACCOUNT,
    FREE_OF_ADDRESS,
    LONGEST_WAIT,
    left_to_wait,
    wait_after,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (8, 80), (9, 160), (10, 300), (1000, 300)],
)
def test_the_waits_grow_to_five_minutes(failures: int, seconds: int) -> None:
    assert wait_after(failures, FREE_OF_ACCOUNT) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("free", "most"), [(FREE_OF_ACCOUNT, 10), (FREE_OF_ADDRESS, 55)])
def test_of_a_thousand_guesses_in_ten_minutes_few_are_looked_at(free: int, most: int) -> None:
    failures, last, looked_at = 0, NOW, 0
    for number in range(1000):
        now = NOW + timedelta(seconds=number * 0.6)
        if not left_to_wait(failures, last, now, free):
            failures, last, looked_at = failures + 1, now, looked_at + 1
    assert looked_at == most


@given(st.integers(0, 10_000), st.integers(-(10**7), 10**7))
def test_nobody_waits_longer_than_five_minutes_whatever_the_clock_says(failures: int, seconds: int) -> None:
    left = left_to_wait(failures, NOW, NOW + timedelta(seconds=seconds), FREE_OF_ACCOUNT)
    assert timedelta() <= left <= LONGEST_WAIT
