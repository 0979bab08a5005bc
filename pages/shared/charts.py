"""The charts, all on one template; their colours are those of the theme in `.streamlit/config.toml`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st
from streamlit.elements.lib.streamlit_plotly_theme import GRAY_90

from models.enums import RankingKey
from pages.shared import formats, i18n
from pages.shared.i18n import _
from pages.shared.plain import chart_text

# Lines that print alike in grey still differ: the dash and the marker together repeat only after 35 lines.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")

INK = GRAY_90  # the client puts the text colour of the light or the dark theme in its place
QUIET = "#85878F"  # a grey with three times the contrast of either ground
_INVENTED = "rgba(201, 151, 26, 0.22)"
_LONGEST_END_LABEL = 16  # characters; longer names stand in a legend below
_LABEL_GAP = 16  # pixels between two labels at the ends of lines
_TOP, _NOTE, _NOTE_LINE, _BOTTOM, _BAR_ROW = 14, 12, 18, 34, 58  # pixels

pio.templates["thidua"] = go.layout.Template(
    layout={
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "namelength": -1},
        "margin": {"l": 8, "r": 8, "b": _BOTTOM},
        "xaxis": {"fixedrange": True, "zeroline": False},
        "yaxis": {"fixedrange": True, "zeroline": False},
    }
)


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    names: list[str]
    years: list[int]
    values: list[int | None]

    def end(self) -> tuple[int, int] | None:
        """The last year with a value, and the value."""
        known = [(y, v) for y, v in zip(self.years, self.values, strict=True) if v is not None]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class _Scale:
    unit: int  # how many of the whole numbers make one on the axis
    low: float
    high: float
    height: int
    written: Callable[[int], str]


def show(figure: go.Figure, *, alt: str, key: str | None = None) -> None:
    """Draw the figure over the whole width; `alt` says in words what it shows."""
    quiet = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
    st.plotly_chart(figure, theme="streamlit", config=quiet, alt=alt, key=key)


def points_by_year(frame: pd.DataFrame, *, note: str = "") -> go.Figure:
    """A line of points for each unit.

    frame: one row or more, a row for a unit in a year: `unit` (its identity), `name` (valid in that year),
    `label` (short, at the end of the line), `year`, `points` (whole hundredths; none where not complete).
    """
    figure = _by_year(frame, "points", formats.points, note)
    return figure.update_yaxes(title_text=_("Points"), tickformat=",.2~f")


def percents_by_year(frame: pd.DataFrame, *, note: str = "") -> go.Figure:
    """As `points_by_year`, with `percent` (hundredths of a percent of the maximum) in place of `points`."""
    figure = _by_year(frame, "percent", formats.percent, note)
    return figure.update_yaxes(title_text=_("Percent"), tickformat=",.2~f", ticksuffix="%")


def places_by_year(frame: pd.DataFrame, *, note: str = "") -> go.Figure:
    """A line of places for each unit, the first place on top.

    frame: as for `points_by_year`, with `place` (1 is best; none where the unit has no place).
    """
    lines = list(_lines(frame, "place"))
    worst = max((value for line in lines for value in line.values if value is not None), default=1)
    scale = _Scale(unit=1, low=worst + 0.6, high=0.4, height=max(380, 80 + 32 * worst), written=formats.place)
    figure = _line_figure(lines, scale, note)
    return figure.update_yaxes(title_text=_("Place"), tickformat="d", dtick=1)


def standings_bars(frame: pd.DataFrame, *, by: RankingKey, note: str = "") -> go.Figure:
    """A bar for each unit of what places are given by, in the order of the frame; the first in the accent.

    frame: `name`, `points` or `percent` (whole hundredths), `place` (none: not complete, hatched).
    """
    written = formats.percent if by is RankingKey.PERCENT else formats.points
    bars = []
    for row in frame.to_dict("records"):
        place = None if pd.isna(row["place"]) else int(row["place"])
        bars.append(
            _Bar(
                name=f"{row['name']} - {_('no place')}" if place is None else f"{place}. {row['name']}",
                length=int(row[by.value]) / 100,
                text=written(int(row[by.value])),
                accent=place == 1,
                hatched=place is None,
            )
        )
    return _bar_figure(bars, note)


def votes_bars(frame: pd.DataFrame, *, required: int | None = None, note: str = "") -> go.Figure:
    """A bar of votes for each option, in the order of the frame, with a line at the votes required.

    frame: `name`, `votes`, `outcome` (its word, may be blank), `chosen` (in the accent).
    """
    bars = [
        _Bar(
            name=" - ".join(part for part in (str(row["name"]), str(row["outcome"])) if part),
            length=int(row["votes"]),
            text=formats.count(int(row["votes"])),
            accent=bool(row["chosen"]),
            hatched=False,
        )
        for row in frame.to_dict("records")
    ]
    figure = _bar_figure(bars, note)
    if required is not None:
        figure.add_vline(x=required, line={"color": QUIET, "width": 2, "dash": "dash"})
        needed = _("{count} votes needed").format(count=formats.count(required))
        figure.add_annotation(x=required, y=0, yref="paper", yanchor="top", text=needed, showarrow=False)
    return figure


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    length: float
    text: str
    accent: bool
    hatched: bool


def _lines(frame: pd.DataFrame, measure: str) -> Iterator[_Line]:
    every_year = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
    for _unit, rows in frame.groupby("unit", sort=False):
        by_year = {int(row["year"]): row for row in rows.to_dict("records")}
        last = by_year[max(by_year)]
        yield _Line(
            label=str(last["label"]),
            names=[str(by_year.get(year, last)["name"]) for year in every_year],
            years=list(every_year),
            values=[
                None
                if year not in by_year or pd.isna(by_year[year][measure])
                else int(by_year[year][measure])
                for year in every_year
            ],
        )


def _by_year(frame: pd.DataFrame, measure: str, written: Callable[[int], str], note: str) -> go.Figure:
    lines = list(_lines(frame, measure))
    known = [value for line in lines for value in line.values if value is not None] or [0]
    pad = max((max(known) - min(known)) // 12, 50)
    low, high = (min(known) - pad) / 100, (max(known) + pad) / 100
    return _line_figure(lines, _Scale(unit=100, low=low, high=high, height=420, written=written), note)


def _line_figure(lines: list[_Line], scale: _Scale, note: str) -> go.Figure:
    longest = max(len(line.label) for line in lines)
    beside = longest <= _LONGEST_END_LABEL
    figure = empty_figure(scale.height if beside else scale.height + 22 * len(lines), note)
    for number, line in enumerate(lines):
        figure.add_scatter(
            x=line.years,
            y=[None if value is None else value / scale.unit for value in line.values],
            name=chart_text(line.label),
            mode="lines+markers",
            connectgaps=False,
            cliponaxis=False,
            line={"width": 2.5, "dash": DASHES[number % len(DASHES)]},
            marker={"size": 9, "symbol": MARKERS[number % len(MARKERS)]},
            customdata=[
                (chart_text(name), "" if value is None else scale.written(value))
                for name, value in zip(line.names, line.values, strict=True)
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{x}: %{customdata[1]}<extra></extra>",
        )
    figure.update_layout(showlegend=not beside, legend={"orientation": "h", "y": -0.12, "yanchor": "top"})
    figure.update_xaxes(dtick=1, tickformat="d", range=[lines[0].years[0] - 0.15, lines[0].years[-1] + 0.15])
    figure.update_yaxes(range=[scale.low, scale.high])
    if beside:
        figure.update_layout(margin={"r": 24 + 7 * longest})
        for label in _end_labels(lines, scale, scale.height - figure.layout.margin.t - _BOTTOM):
            figure.add_annotation(label)
    return figure


def _end_labels(lines: list[_Line], scale: _Scale, height: int) -> Iterator[dict[str, Any]]:
    ends = [(line, *end) for line in lines if (end := line.end())]
    pixels = height / (scale.high - scale.low)
    for year in sorted({year for _line, year, _value in ends}):
        here = [(line.label, value) for line, ended, value in ends if ended == year]
        wanted = [(value / scale.unit - scale.low) * pixels for _label, value in here]
        for (label, value), at, moved in zip(here, wanted, spread(wanted, _LABEL_GAP), strict=True):
            yield {
                "x": year,
                "y": value / scale.unit,
                "text": chart_text(label),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 10,
                "yshift": moved - at,
            }


def spread(wanted: list[float], gap: float) -> list[float]:
    """Positions in the same order, at least `gap` apart, each close to where it is wanted."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _start(groups[-1], wanted, gap) < _start(
            groups[-2], wanted, gap
        ) + gap * len(groups[-2]):
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [0.0] * len(wanted)
    for group in groups:
        for step, index in enumerate(group):
            placed[index] = _start(group, wanted, gap) + step * gap
    return placed


def _start(group: list[int], wanted: list[float], gap: float) -> float:
    return sum(wanted[index] for index in group) / len(group) - gap * (len(group) - 1) / 2


def _bar_figure(bars: list[_Bar], note: str) -> go.Figure:
    figure = empty_figure(_TOP + _BOTTOM + _BAR_ROW * len(bars), note)
    # The accent is the first trace, so it takes the first colour of the theme.
    for accent in (True, False):
        rows = [(place, bar) for place, bar in enumerate(bars) if bar.accent is accent]
        figure.add_bar(
            y=[place for place, _bar in rows],
            x=[bar.length for _place, bar in rows],
            text=[chart_text(bar.text) for _place, bar in rows],
            orientation="h",
            width=0.34,
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
            marker={"pattern": {"shape": ["/" if bar.hatched else "" for _place, bar in rows]}}
            | ({} if accent else {"color": QUIET}),
        )
    for place, bar in enumerate(bars):
        figure.add_annotation(
            x=0, y=place, text=chart_text(bar.name), showarrow=False, xanchor="left", yshift=19
        )
    longest = max((bar.length for bar in bars), default=0) or 1
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(visible=False, range=[0, longest * 1.3])
    figure.update_yaxes(visible=False, range=[len(bars) - 0.5, -0.6])
    return figure


def empty_figure(height: int, note: str) -> go.Figure:
    """A figure on the template, so high in pixels, with the lines of the note on its upper left."""
    lines = [chart_text(line) for line in note.splitlines()]
    top = _TOP + (_NOTE + _NOTE_LINE * len(lines) if lines else 0)
    figure = go.Figure(layout={"template": "streamlit+thidua", "height": height, "margin": {"t": top}})
    figure.update_layout(
        separators=".," if i18n.language() == "en" else ",.", font={"color": INK, "size": 14}
    )
    axis = {"tickfont": {"color": INK, "size": 13}, "title_font": {"color": INK, "size": 13}}
    figure.update_xaxes(**axis).update_yaxes(**axis)
    if note:
        figure.add_annotation(
            text="<br>".join(lines),
            align="left",
            xref="paper",
            yref="paper",
            x=0,
            y=1,
            xanchor="left",
            yanchor="bottom",
            yshift=8,
            showarrow=False,
            bgcolor=_INVENTED,
            borderpad=4,
        )
    return figure
