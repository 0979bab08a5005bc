"""The lives of units as bars over the years, joined where they merged or split; and the same in words."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from models.enums import UnitEventKind
from pages.shared import charts, formats
from pages.shared.events import event_sentence, event_word
from pages.shared.i18n import _, ngettext
from pages.shared.plain import chart_text, plain
from services.queries.story import Life, Story
from services.queries.turns import Turn

_LINKING = (UnitEventKind.MERGE, UnitEventKind.SPLIT)
_NAME_LINE, _FACT_LINE, _GAP = 20, 17, 22  # pixels
_BAR, _OWN_BAR = 14, 20  # pixels; the unit that the picture is about has the thicker bar
_NAME_WIDTH, _FACT_WIDTH = 40, 50  # characters that fit on a phone
_FACT_LINES = 3
_MANY = 12  # lanes; with more, names are cut to one line
_TOP, _NOTE, _BOTTOM = 34, 30, 8  # pixels
_YEARS_NAMED = 7
_GRID = "rgba(133, 135, 143, 0.25)"
_LISTED = 12  # sentences; more are folded up
_HOLLOW = "#ffffff"
_NO_BREAK = "\u00a0"
_DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Lane:
    """A unit's place in the picture: what is written over its bar, and where in pixels from the top."""

    life: Life
    name: tuple[str, ...]
    facts: tuple[str, ...]
    top: int
    bar: int


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date

    def end_of(self, life: Life) -> date:
        return max(life.ended or self.last, life.since)


def show(story: Story, today: date, *, key: str, focus: int | None = None) -> None:
    """Draw the picture with its legend, then tell it in sentences; `focus` is the unit that it is about."""
    lanes = lanes_of(story, focus)
    alt = ngettext("{count} unit over the years", "{count} units over the years", len(lanes))
    charts.show(
        figure_of(story, lanes, today, focus), alt=alt.format(count=formats.count(len(lanes))), key=key
    )
    st.caption(
        _(
            "A bar is a unit's life: plain while it goes on (arrow), hatched when it has ended. "
            "White diamond: renamed. White square: moved to another block. "
            "Upright line with an arrow: merged or split. Cross: dissolved."
        )
    )
    if told := sentences(story):
        with st.expander(_("The same in words"), expanded=len(told) <= _LISTED):
            st.markdown("\n".join(f"- {sentence}" for sentence in told))
    if any(turn.kind in _LINKING for turn in story.turns):
        st.caption(_("What share of each unit went where is not known, so no points are added up."))


def sentences(story: Story) -> list[str]:
    """What happened, oldest first, each as Markdown with its document."""
    said = []
    for turn, told in zip(story.turns, story.told, strict=True):
        document = f" ({plain(turn.document)})" if turn.document else ""
        said.append(event_sentence(told) + document)
    return said


def lanes_of(story: Story, focus: int | None = None) -> list[Lane]:
    """The lanes from top to bottom: whoever came before a unit stands right above it."""
    lanes, top = [], 0
    name_lines = 1 if len(story.lives) > _MANY else 2
    for life in _in_order(story):
        name = _wrapped(life.last.name, _NAME_WIDTH, name_lines)
        facts = _wrapped(" \u00b7 ".join(map(_unbroken, _facts(story, life))), _FACT_WIDTH, _FACT_LINES)
        bar = top + _NAME_LINE * len(name) + _FACT_LINE * len(facts) + _OWN_BAR // 2 + 4
        lanes.append(Lane(life, name, facts, top, bar))
        top = bar + _OWN_BAR // 2 + _GAP
    return lanes


def figure_of(story: Story, lanes: Sequence[Lane], today: date, focus: int | None = None) -> go.Figure:
    """The picture of these lanes, from the first day known to today or to a later event."""
    invented = any(turn.illustrative for turn in story.turns)
    span = _Span(min(lane.life.since for lane in lanes), max([today, *(turn.day for turn in story.turns)]))
    height = lanes[-1].bar + _OWN_BAR
    figure = charts.empty_figure(height + _TOP + _BOTTOM, _("illustrative data") if invented else "")
    figure.update_annotations(yshift=_TOP)
    figure.update_layout(
        height=height + _TOP + _BOTTOM + _NOTE * invented,
        margin={"t": _TOP + _NOTE * invented, "b": _BOTTOM},
        barmode="overlay",
        showlegend=False,
    )
    figure.update_yaxes(visible=False, range=[height, 0])
    _axis(figure, span)
    # The unit that it is about is the first trace, so it takes the first colour of the theme.
    for own in (True, False):
        _bars(figure, [lane for lane in lanes if (lane.life.unit_id == focus) is own], span, own)
    _leaders(figure, lanes, span)
    _marks(figure, story, lanes, span)
    for turn in story.turns:
        if turn.kind in _LINKING:
            _joint(figure, turn, lanes)
    for lane in lanes:
        _heading(figure, lane, lane.life.unit_id == focus)
    return figure


def _in_order(story: Story) -> list[Life]:
    parents: dict[int, list[int]] = {}
    for turn in story.turns:
        if turn.kind in _LINKING:
            for heir in turn.after:
                parents.setdefault(heir, []).extend(one for one in turn.before if one != heir)
    order: dict[int, None] = {}
    waiting = sorted(story.lives, key=lambda key: (story.lives[key].ended is None, -key))
    entered: set[int] = set()
    while waiting:
        key = waiting.pop()
        above = [one for one in parents.get(key, ()) if one not in order and one not in entered]
        if above and key not in entered:
            waiting += [key, *reversed(above)]
        else:
            order[key] = None
        entered.add(key)
    return [story.lives[key] for key in order]


def _facts(story: Story, life: Life) -> Iterator[str]:
    """The block, where they differ; the names before the last; how it began and ended."""
    if life.place:
        yield life.place
    if life.begun:
        yield _("from {day}").format(day=formats.day(life.since))
    for (_since, style), (until, _next) in zip(life.names, life.names[1:], strict=False):
        yield _("until {day}: {name}").format(day=formats.day(until), name=style.brief)
    if end := story.end_of(life.unit_id):
        yield _("until {day}: {name}").format(day=formats.day(end.day), name=event_word(end.kind))


def _wrapped(text: str, width: int, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines of about so many characters; what does not fit is left out."""
    wrapped = textwrap.wrap(text, width, max_lines=lines, placeholder=" \u2026")
    return tuple(line.replace(_NO_BREAK, " ") for line in wrapped)


def _unbroken(text: str) -> str:
    return text.replace(" ", _NO_BREAK)


def _axis(figure: go.Figure, span: _Span) -> None:
    years = range(span.first.year, span.last.year + 2)
    step = -(-len(years) // _YEARS_NAMED)
    named = [date(year, 1, 1) for year in years[::step]]
    pad = max((span.last - span.first).days // 40, 10)
    days = (span.first.toordinal() - pad, span.last.toordinal() + 2 * pad)
    figure.update_xaxes(
        type="date",
        side="top",
        showgrid=True,
        gridcolor=_GRID,
        range=[date.fromordinal(day).isoformat() for day in days],
        tickvals=[day.isoformat() for day in named],
        ticktext=[str(day.year) for day in named],
    )


def _bars(figure: go.Figure, lanes: Sequence[Lane], span: _Span, own: bool) -> None:
    ended = [lane.life.ended is not None for lane in lanes]
    figure.add_bar(
        orientation="h",
        y=[lane.bar for lane in lanes],
        base=[lane.life.since.isoformat() for lane in lanes],
        x=[(span.end_of(lane.life) - lane.life.since).days * _DAY for lane in lanes],
        width=_OWN_BAR if own else _BAR,
        marker={"pattern": {"shape": ["/" if one else "" for one in ended], "size": 7}}
        | ({} if own else {"color": charts.QUIET, "line": {"width": 1, "color": charts.QUIET}}),
        customdata=[[_hover(lane.life)] for lane in lanes],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _leaders(figure: go.Figure, lanes: Sequence[Lane], span: _Span) -> None:
    """A dotted line from the edge to each bar that begins later, so that the eye finds it from the name."""
    late = [lane for lane in lanes if lane.life.since > span.first]
    figure.add_scatter(
        x=[day for lane in late for day in (span.first.isoformat(), lane.life.since.isoformat(), None)],
        y=[height for lane in late for height in (lane.bar, lane.bar, None)],
        mode="lines",
        line={"width": 1, "dash": "dot", "color": charts.QUIET},
        hoverinfo="skip",
    )


def _hover(life: Life) -> str:
    return "<br>".join(f"{formats.day(day)}: {chart_text(style.name)}" for day, style in life.names)


def _marks(figure: go.Figure, story: Story, lanes: Sequence[Lane], span: _Span) -> None:
    """What happens to a unit alone: it goes on, is dissolved, is renamed, moves."""
    alive = [(span.last, lane.bar) for lane in lanes if lane.life.ended is None]
    _points(figure, alive, "triangle-right", 16, charts.INK)
    renamed = [(day, lane.bar) for lane in lanes for day, _style in lane.life.names[1:]]
    _points(figure, renamed, "diamond", 11, _HOLLOW)
    bars = {lane.life.unit_id: lane.bar for lane in lanes}
    for kind, symbol, colour in (
        (UnitEventKind.TRANSFER, "square", _HOLLOW),
        (UnitEventKind.DISSOLVE, "x", charts.INK),
    ):
        turns = (turn for turn in story.turns if turn.kind is kind)
        _points(figure, [(turn.day, bars[key]) for turn in turns for key in turn.before], symbol, 10, colour)


def _joint(figure: go.Figure, turn: Turn, lanes: Sequence[Lane]) -> None:
    """An upright line from the bars of those before an event to those after it, an arrow at each of these."""
    bars = {lane.life.unit_id: lane.bar for lane in lanes}
    links = [(bars[one], bars[two]) for one in turn.before for two in turn.after if one != two]
    for symbol, edge, down in (
        ("triangle-down", -_OWN_BAR // 2, True),
        ("triangle-up", _OWN_BAR // 2, False),
    ):
        drawn = [(start, end + edge) for start, end in links if (start < end) is down]
        for ends in drawn:
            figure.add_scatter(
                x=[turn.day.isoformat()] * 2,
                y=ends,
                mode="lines",
                line={"width": 2.5, "color": charts.INK},
                hoverinfo="skip",
            )
        _points(
            figure, [(turn.day, end) for end in sorted({end for _, end in drawn})], symbol, 13, charts.INK
        )


def _points(
    figure: go.Figure, points: Iterable[tuple[date, int]], symbol: str, size: int, colour: str
) -> None:
    if places := list(points):
        figure.add_scatter(
            x=[day.isoformat() for day, _place in places],
            y=[place for _day, place in places],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": size,
                "color": colour,
                "line": {"width": 2, "color": charts.INK},
            },
            cliponaxis=False,
            hoverinfo="skip",
        )


def _heading(figure: go.Figure, lane: Lane, own: bool) -> None:
    name = "<br>".join(chart_text(line) for line in lane.name)
    facts = "".join(f'<br><span style="font-size:12px">{chart_text(line)}</span>' for line in lane.facts)
    figure.add_annotation(
        xref="paper",
        x=0,
        y=lane.top,
        text=f"<b>{name}</b>{facts}" if own else f"{name}{facts}",
        showarrow=False,
        xanchor="left",
        yanchor="top",
        align="left",
    )
