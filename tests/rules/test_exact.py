"""Exact numbers, and what office staff may type for them."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.exact import (
    decimal_of,
    decimal_text,
    hundredths_of,
    parse_typed_points,
    percent_of,
    points_text,
    rounded,
    share_of,
    share_text,
    typed_count,
    typed_decimal,
    typed_points,
)

NOT_A_NUMBER, DOUBTFUL, TOO_FINE, BELOW, ABOVE, OFF_STEP, FORMULA, ERROR_VALUE, DAY, PERCENT = (
    TypedNumberFault
)


@pytest.mark.parametrize("text", ["9", "9.5", "-9.50", "007.1", "0"])
def test_a_plain_decimal(text: str) -> None:
    assert decimal_of(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", " 9", "9,5", "9.", ".5", "+9", "1e3", "nan", "--1", "1_0", "½", "\uff19", "\u0669", "9" * 41]
)
def test_no_plain_decimal(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        decimal_of(text)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(5, 1000), 2, 1),
        (Fraction(4999, 1_000_000), 2, 0),
        (Fraction(-5, 1000), 2, 0),
        (Fraction(-15, 1000), 2, -1),
        (Fraction(-16, 1000), 2, -2),
        (Fraction(2, 3), 2, 67),
        (Fraction(5, 2), 0, 3),
        (Fraction(-5, 2), 0, -2),
        (7, 2, 700),
    ],
)
def test_halves_go_up(value: Fraction, places: int, expected: int) -> None:
    assert rounded(value, places) == expected


@given(st.fractions(), st.integers(0, 4))
def test_rounding_moves_by_half_a_unit_at_most(value: Fraction, places: int) -> None:
    assert -Fraction(1, 2) < rounded(value, places) - value * 10**places <= Fraction(1, 2)


def test_percent() -> None:
    assert (percent_of(7, 9), percent_of(0, 0), percent_of(5, 0), percent_of(107, 100)) == (7778, 0, 0, 10700)


@given(st.integers(-(10**9), 10**9))
def test_points_and_text(points: int) -> None:
    assert hundredths_of(decimal_of(points_text(points))) == points


def test_points_text_of_a_loss() -> None:
    assert (points_text(-5), points_text(-250), points_text(0)) == ("-0.05", "-2.50", "0.00")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=8))
def test_decimal_and_text(value: Decimal) -> None:
    assert decimal_of(decimal_text(value)) == value


@given(st.fractions(min_value=0, max_value=1))
def test_share_and_text(share: Fraction) -> None:
    assert share_of(share_text(share)) == share


def test_no_exponent_is_written() -> None:
    assert decimal_text(Decimal("0.0000001")) == "0.0000001"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("9,5", 950),
        ("9.5", 950),
        ("9,50", 950),
        ("9", 900),
        ("  9,5\u00a0", 950),
        ("\t9.25\n", 925),
        ("09,5", 950),
        ("1.234,5", 123450),
        ("1,234.5", 123450),
        ("1.234.567", 123456700),
        ("12.345.678,90", 1234567890),
        ("1234,5", 123450),
        ("0", 0),
        ("-2,5", -250),
    ],
)
def test_typed_points_are_taken_exactly(text: str, points: int) -> None:
    assert parse_typed_points(text) == points


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NOT_A_NUMBER),
        ("  ", NOT_A_NUMBER),
        ("abc", NOT_A_NUMBER),
        ("--1", NOT_A_NUMBER),
        ("1e3", NOT_A_NUMBER),
        ("½", NOT_A_NUMBER),
        ("\uff19", NOT_A_NUMBER),
        ("9\u2070", NOT_A_NUMBER),
        ("9,", NOT_A_NUMBER),
        (",5", NOT_A_NUMBER),
        ("1 234,5", NOT_A_NUMBER),
        ("1.23,4", NOT_A_NUMBER),
        ("1.234.56", NOT_A_NUMBER),
        ("1.234,567,8", NOT_A_NUMBER),
        ("=1+1", FORMULA),
        ("=", FORMULA),
        ("#N/A", ERROR_VALUE),
        ("#DIV/0!", ERROR_VALUE),
        ("#######", ERROR_VALUE),
        ("100%", PERCENT),
        ("9,5 %", PERCENT),
        ("01/05/2026", DAY),
        ("1-5-26", DAY),
        ("2026-05-01", DAY),
        ("2026-05-01 00:00:00", DAY),
        ("1-May", DAY),
        ("01-Thg5", DAY),
        ("1/5", NOT_A_NUMBER),
        ("1/5-2026", NOT_A_NUMBER),
        ("1,5,2", NOT_A_NUMBER),
        ("1.234", DOUBTFUL),
        ("1,234", DOUBTFUL),
        ("9,500", DOUBTFUL),
        ("9,125", DOUBTFUL),
        ("0,125", TOO_FINE),
        ("1234,567", TOO_FINE),
        ("9,5005", TOO_FINE),
        ("1.234,567", TOO_FINE),
        ("-0,5", BELOW),
        ("10,5", ABOVE),
        ("1.234,5", ABOVE),
        ("9,25", OFF_STEP),
    ],
)
def test_typed_points_are_refused_with_the_reason(text: str, reason: TypedNumberFault) -> None:
    with pytest.raises(TypedNumberRefused) as refused:
        typed_points(text, maximum=1000, step=50)
    assert refused.value.reason is reason


def test_the_limit_that_is_broken_is_told() -> None:
    with pytest.raises(TypedNumberRefused) as refused:
        typed_points(" 11 ", maximum=1000)
    assert (refused.value.text, refused.value.maximum, refused.value.step) == ("11", 1000, None)


@given(st.integers(0, 10**7), st.sampled_from([",", "."]))
def test_what_is_shown_can_be_typed(points: int, mark: str) -> None:
    assert parse_typed_points(points_text(points).replace(".", mark)) == points


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        points = parse_typed_points(text)
    except TypedNumberRefused:
        return
    digits = [character for character in text if character.isdigit()]
    assert all(character in "0123456789" for character in digits)
    assert str(abs(points)).rstrip("0") == "".join(digits).lstrip("0").rstrip("0") or points == 0


def test_typed_count() -> None:
    assert (typed_count(" 12 "), typed_count("3,0"), typed_count("1.234.567")) == (12, 3, 1234567)
    for text, reason in [("1.234", DOUBTFUL), ("1,5", TOO_FINE), ("-1", BELOW), ("9" * 12, ABOVE)]:
        with pytest.raises(TypedNumberRefused) as refused:
            typed_count(text)
        assert refused.value.reason is reason


def test_typed_decimal_may_be_fine() -> None:
    assert typed_decimal("0,125") == Decimal("0.125")
    assert typed_decimal("1234,5678") == Decimal("1234.5678")
    for text, reason in [("1,250", DOUBTFUL), ("-1", BELOW), ("x", NOT_A_NUMBER)]:
        with pytest.raises(TypedNumberRefused) as refused:
            typed_decimal(text)
        assert refused.value.reason is reason
