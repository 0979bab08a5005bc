"""Figures and times as a Vietnamese reader writes them, and as an English one does."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given, strategies

from pages.shared import formats, i18n
from services.rules.exact import parse_typed_points


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")


@pytest.mark.parametrize(
    ("hundredths", "whole", "trimmed"),
    [
        (9750, "97,50", "97,5"),
        (10000, "100,00", "100"),
        (905, "9,05", "9,05"),
        (0, "0,00", "0"),
        (-1, "-0,01", "-0,01"),
        (-150, "-1,50", "-1,5"),
        (123456789, "1.234.567,89", "1.234.567,89"),
        (None, "", ""),
    ],
)
def test_points_have_a_decimal_comma(hundredths: int | None, whole: str, trimmed: str) -> None:
    assert (formats.points(hundredths), formats.points(hundredths, trim=True)) == (whole, trimmed)


@given(strategies.integers(-99_999_999, 99_999_999))
def test_what_is_shown_is_read_back_exactly(hundredths: int) -> None:
    assert parse_typed_points(formats.points(hundredths)) == hundredths


@pytest.mark.usefixtures("english")
def test_english_has_a_decimal_point() -> None:
    assert formats.points(123450) == "1,234.50"
    assert formats.percent(7778) == "77.78%"
    assert formats.count(1234) == "1,234"


def test_percent_count_and_part() -> None:
    assert formats.percent(7778) == "77,78%"
    assert formats.percent(10000, trim=True) == "100%"
    assert formats.percent(None) == formats.count(None) == ""
    assert formats.count(1234) == "1.234"
    assert formats.part_of(7, 9) == "7/9"


def test_places_in_words() -> None:
    assert [formats.place(1), formats.place(2, tied=True), formats.place(None)] == [
        "hạng 1",
        "đồng hạng 2",
        "chưa xếp hạng",
    ]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("rank", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (113, "113th"),
    ],
)
def test_english_ordinals(rank: int, words: str) -> None:
    assert formats.place(rank) == f"{words} place"
    assert formats.place(rank, tied=True) == f"tied {words}"


def test_times_stand_on_the_clock_of_vietnam() -> None:
    before_midnight = datetime(2017, 12, 24, 17, 5, 9, tzinfo=UTC)
    assert formats.moment(before_midnight) == "25/12/2017 00:05"
    assert formats.clock(before_midnight) == "00:05:09"
    assert formats.day(date(2017, 2, 5)) == "05/02/2017"


def test_a_column_of_figures_sorts_by_size_as_text() -> None:
    figures = [formats.points(value) for value in (9750, 10000, 905, None, 100050)]
    frame = formats.sortable(pd.DataFrame({"unit": list("BAECD"), "points": figures}), ["points"])
    assert sorted(frame["points"]) == ["", "    9,05", "   97,50", "  100,00", "1.000,50"]
    assert [text.strip() for text in frame["points"]] == figures
    assert list(frame["unit"]) == list("BAECD")


def test_number_columns_are_text_to_the_right() -> None:
    assert formats.number_columns({"points": "Điểm"}) == {
        "points": st.column_config.TextColumn("Điểm", width="small", alignment="right")
    }


def test_months_in_vietnamese() -> None:
    assert formats.month(date(2017, 2, 28)) == "Tháng 2/2017"


def test_months_in_english(english: None) -> None:
    assert formats.month(date(2017, 2, 28)) == "February 2017"


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (date(2016, 12, 31), date(2017, 1, 1)),
        (date(2017, 1, 1), date(2017, 1, 1)),
        (date(2017, 6, 5), date(2017, 6, 5)),
        (date(2018, 3, 31), date(2018, 3, 31)),
        (date(2026, 11, 23), date(2017, 1, 1)),
    ],
)
def test_a_day_is_typed_from_today_or_from_the_first_on(
    monkeypatch: pytest.MonkeyPatch, today: date, begins: date
) -> None:
    monkeypatch.setattr(formats, "today", lambda: today)
    assert formats.today_within(date(2017, 1, 1), date(2018, 3, 31)) == begins
