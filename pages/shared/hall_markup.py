"""What a hall reads beside a vote, as HTML in which every word of the data is text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pages.shared.display import Frame, span, within

_ONE_COLUMN = 7
_LONG = 9
_PLACES = (8, 20)
_RESULTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseItem:
    """A point of the agenda: its number, title, a word on it, and whether it is under way or done."""

    number: str
    title: str
    word: str
    now: bool
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A line of the standings in words; `first` is who leads."""

    place: str
    unit: str
    points: str
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A vote that was read out, and in words what it came to."""

    title: str
    said: str


def blank_html(frame: Frame) -> str:
    """The conference's name alone."""
    name = f'<h1 class="poll">{escape(frame.block)}</h1>{span("year", frame.title_of_year)}'
    return within(frame, f'<div class="crowd">{name}</div>', "board")


def crowd_html(frame: Frame, label: str, figure: str, below: str) -> str:
    """One figure as large as the wall, between two lines."""
    markup = f"<span>{escape(label)}</span><b>{escape(figure)}</b><span>{escape(below)}</span>"
    return within(frame, f'<div class="crowd">{markup}</div>', "board")


def course_html(frame: Frame, title: str, fact: str, items: Sequence[CourseItem]) -> str:
    """The agenda, with the point under way marked."""
    columns = 1 + (len(items) > _LONG)
    size = " long" if len(items) > _ONE_COLUMN else ""
    head = f'<h1 class="poll">{escape(title)}</h1><div class="facts">{escape(fact)}</div>'
    rows = "".join(_item(item) for item in items)
    return within(frame, f'{head}<ol class="course{size}" style="--columns:{columns}">{rows}</ol>', "board")


def places_html(frame: Frame, title: str, fact: str, lines: Sequence[PlaceLine]) -> str:
    """The standings, down the columns."""
    columns = 1 + sum(len(lines) > most for most in _PLACES)
    size = " long" if columns > 2 else ""  # three columns leave little room
    style = f"--columns:{columns};--rows:{-(-len(lines) // columns)}"
    head = f'<h1 class="poll">{escape(title)}</h1><div class="facts">{escape(fact)}</div>'
    rows = "".join(
        f'<li class="place{" first" if line.first else ""}"><b>{escape(line.place)}</b>'
        f"{span('unit', line.unit)}{span('points', line.points)}</li>"
        for line in lines
    )
    return within(frame, f'{head}<ol class="places{size}" style="{style}">{rows}</ol>', "board")


def results_html(frame: Frame, title: str, lines: Sequence[ResultLine]) -> str:
    """What the votes have come to, one below the other."""
    columns = 1 + (len(lines) > _RESULTS)
    rows = "".join(f"<li>{span('unit', line.title)}{span('points', line.said)}</li>" for line in lines)
    markup = f'<ol class="results" style="--columns:{columns}">{rows}</ol>'
    return within(frame, f'<h1 class="poll">{escape(title)}</h1>{markup}', "board")


def _item(item: CourseItem) -> str:
    kind = " now" if item.now else " done" if item.done else ""
    return (
        f'<li class="item{kind}"><b>{escape(item.number)}</b>{span("what", item.title)}'
        f"<em>{escape(item.word)}</em></li>"
    )
