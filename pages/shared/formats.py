"""Numbers, shares, places and times as the reader writes them: 1.234,50 and 25/12/2017 in Vietnamese."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

import pandas as pd
import streamlit as st
from babel.dates import get_month_names
from streamlit.elements.lib.column_types import ColumnConfig

from pages.shared import i18n
from pages.shared.i18n import _

# Viet Nam keeps UTC+7 all year, so no time zone database is needed (Windows has none).
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def points(hundredths: int | None, *, trim: bool = False) -> str:
    """Points as text: 9750 -> "97,50"; trimmed "97,5"; nothing for a missing score, which is not zero."""
    if hundredths is None:
        return ""
    whole, rest = divmod(abs(hundredths), 100)
    decimals = f"{rest:02d}".rstrip("0") if trim else f"{rest:02d}"
    sign = "-" if hundredths < 0 else ""
    return _localized(f"{sign}{whole:,}.{decimals}".rstrip("."))


def percent(hundredths: int | None, *, trim: bool = False) -> str:
    """Hundredths of a percent as text: 7778 -> "77,78%"; nothing where there is none."""
    return "" if hundredths is None else points(hundredths, trim=trim) + "%"


def count(number: int | None) -> str:
    """A whole number as text: 1234 -> "1.234"."""
    return "" if number is None else _localized(f"{number:,}")


def part_of(part: int, whole: int) -> str:
    """How many of how many: "7/9"."""
    return f"{count(part)}/{count(whole)}"


def place(rank: int | None, *, tied: bool = False) -> str:
    """A place in words: "hang 2", "dong hang 2" in Vietnamese, "2nd", "tied 2nd" in English."""
    if rank is None:
        return _("no place")
    ordinal = _english_ordinal(rank) if i18n.language() == "en" else str(rank)
    return (_("tied {place}") if tied else _("{place} place")).format(place=ordinal)


def sortable(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """The frame with the figures in these text columns as wide as the widest of their column.

    Such a column sorts by size when its header is clicked, and goes into Excel as it is read; a number
    column would go there without its decimal comma. (Negative figures sort among themselves the wrong way.)
    """
    return frame.assign(**{name: _as_wide_as_widest(frame[name]) for name in columns})


def number_columns(labels: Mapping[str, str]) -> dict[str, ColumnConfig]:
    """Column settings (`column_config`) that put text columns of figures to the right: name -> label."""
    return {
        name: st.column_config.TextColumn(label, width="small", alignment="right")
        for name, label in labels.items()
    }


def day(value: date) -> str:
    """A date: 25/12/2017."""
    return f"{value:%d/%m/%Y}"


def month(value: date) -> str:
    """A month with its year: "Thang 2/2017" in Vietnamese, "February 2017" in English."""
    name = get_month_names("wide", "stand-alone", i18n.language())[value.month]
    return _("{month} {year}").format(month=name[:1].upper() + name[1:], year=value.year)


def today() -> date:
    """The day that it is in Viet Nam."""
    return datetime.now(VIETNAM).date()


def today_within(first: date, last: date) -> date:
    """Where a field for a day begins: today, or the first day where today lies outside."""
    return today() if first <= today() <= last else first


def moment(value: datetime) -> str:
    """An aware time on the clock of Viet Nam: 25/12/2017 08:30."""
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def hour(value: datetime) -> str:
    """The time of day in Viet Nam, to the minute: 08:05."""
    return f"{value.astimezone(VIETNAM):%H:%M}"


def clock(value: datetime) -> str:
    """The time of day of an aware time in Viet Nam, to the second: 08:30:05."""
    return f"{value.astimezone(VIETNAM):%H:%M:%S}"


def _as_wide_as_widest(figures: pd.Series) -> list[str]:
    width = max(map(len, figures), default=0)
    return [text.rjust(width) if text else "" for text in figures]


def _localized(english: str) -> str:
    if i18n.language() == "en":
        return english
    return english.translate(str.maketrans(",.", ".,"))


def _english_ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
