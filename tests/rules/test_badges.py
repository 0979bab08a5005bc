"""Badges: every number is read back, and a slip of the hand or the scanner is nobody's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.rules.badges import badge_number, delegate_on_badge

IDS = st.integers(1, 10**9)


@given(IDS)
def test_every_badge_is_read_as_it_was_numbered(delegate_id: int) -> None:
    badge = badge_number(delegate_id)
    assert delegate_on_badge(badge) == delegate_id
    assert delegate_on_badge(f" {badge.replace('-', '')} ") == delegate_id
    assert delegate_on_badge(badge.replace("-", "\u2011")) == delegate_id  # copied from the list of delegates


@given(IDS, st.integers(0, 8), st.integers(0, 9))
def test_one_wrong_digit_is_nobody(delegate_id: int, place: int, digit: int) -> None:
    digits = badge_number(delegate_id).replace("-", "")
    place %= len(digits)
    assume(digits[place] != str(digit))
    assert delegate_on_badge(digits[:place] + str(digit) + digits[place + 1 :]) is None


@given(IDS, st.integers(0, 8))
def test_two_neighbours_that_change_places_are_nobody(delegate_id: int, place: int) -> None:
    digits = badge_number(delegate_id).replace("-", "")
    place %= len(digits) - 1
    assume(digits[place] != digits[place + 1])
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert delegate_on_badge(swapped) is None


@pytest.mark.parametrize("text", ["", "1", "00", "abc", "ABCD-EFGH-JKLM", "17,4", "-1", "0" * 13, "١٢٣٤"])
def test_what_is_no_number_is_nobody(text: str) -> None:
    assert delegate_on_badge(text) is None
