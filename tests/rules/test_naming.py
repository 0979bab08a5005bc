"""Dated names: what a year is called, and that setting one year leaves the others alone."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.rules.naming import Dated, style_in, styles_with

YEARS = range(2010, 2020)
SETTINGS = st.lists(st.tuples(st.sampled_from(YEARS), st.sampled_from("ABC")), min_size=1, max_size=12)


def after(settings: list[tuple[int, str]]) -> tuple[list[Dated[str]], dict[int, str]]:
    rows: list[Dated[str]] = []
    called: dict[int, str] = {}
    for year, name in settings:
        rows = styles_with(rows, year, name, called)
        called[year] = name
    return rows, called


@given(SETTINGS)
def test_every_year_that_was_named_is_called_as_it_was_last_named(settings: list[tuple[int, str]]) -> None:
    rows, called = after(settings)
    assert {year: style_in(rows, year) for year in called} == called


@given(SETTINGS)
def test_no_row_repeats_the_one_before_and_days_go_up(settings: list[tuple[int, str]]) -> None:
    rows, _called = after(settings)
    assert all(one[0] < two[0] and one[1] != two[1] for one, two in pairwise(rows))


@given(SETTINGS)
def test_the_newest_name_goes_on(settings: list[tuple[int, str]]) -> None:
    rows, called = after(settings)
    assert style_in(rows, 2100) == called[max(called)]


def test_before_its_first_row_a_thing_is_called_as_in_it() -> None:
    assert style_in([(date(2015, 3, 1), "A"), (date(2016, 1, 1), "B")], 2001) == "A"


def test_a_day_within_a_year_counts_from_that_year_on() -> None:
    rows = [(date(2010, 1, 1), "A"), (date(2015, 12, 31), "B")]
    assert [style_in(rows, year) for year in (2014, 2015, 2016)] == ["A", "B", "B"]
