"""The leader's board: the whole conference on a tablet or a telephone, as HTML in which all data are text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from pages.shared.display import BoardOption, Frame, span, within
from pages.shared.hall_markup import CourseItem, PlaceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A large figure with what it says."""

    label: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """A round in words; figures of the options stay None as long as they are not to be seen."""

    title: str
    state: str
    fact: str
    verdict: str
    under_way: bool
    options: tuple[BoardOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the board under its heading; `hint` stands where there is nothing to show yet."""

    heading: str
    markup: str
    hint: str = ""


def leaders_html(frame: Frame, title: str, left: Sequence[Part], right: Sequence[Part]) -> str:
    """The board: two columns on a tablet, one below the other on a telephone."""
    columns = "".join(f"<div>{''.join(map(_part, parts))}</div>" for parts in (left, right))
    return within(frame, f'<h1>{escape(title)}</h1><div class="grid">{columns}</div>', "leaders")


def facts_markup(facts: Sequence[Fact]) -> str:
    """Large figures side by side."""
    shown = "".join(f"<div><b>{escape(one.figure)}</b>{span('label', one.label)}</div>" for one in facts)
    return f'<div class="crowd">{shown}</div>'


def course_markup(items: Sequence[CourseItem]) -> str:
    """The agenda, with the point under way marked."""
    return _list(
        _line(" now" if item.now else " done" if item.done else "", item.number, item.title, item.word)
        for item in items
    )


def places_markup(lines: Sequence[PlaceLine]) -> str:
    """The standings."""
    return _list(_line(" chosen" if one.first else "", one.place, one.unit, one.points) for one in lines)


def offices_markup(lines: Sequence[tuple[str, str]]) -> str:
    """Offices with who was chosen for them."""
    return _list(_line(" chosen", "", name, office) for office, name in lines)


def votes_markup(votes: Sequence[VoteLine]) -> str:
    """Round by round: what it asks, where it stands, and what is out of it."""
    return "".join(map(_vote, votes))


def _part(part: Part) -> str:
    body = part.markup or f'<p class="hint">{escape(part.hint)}</p>'
    return f"<section><h2>{escape(part.heading)}</h2>{body}</section>"


def _vote(vote: VoteLine) -> str:
    options = "".join(piece for option in vote.options for piece in _option(option))
    return "".join(
        [
            f'<div class="vote{" open" if vote.under_way else ""}"><h3>{escape(vote.title)}</h3>',
            f"<div>{span('state', vote.state)} {span('fact', vote.fact)}</div>",
            f"<ol>{options}</ol>" if options else "",
            f'<div class="verdict">{escape(vote.verdict)}</div>' if vote.verdict else "",
            "</div>",
        ]
    )


def _option(option: BoardOption) -> Iterator[str]:
    words = [word for word in (option.percent, option.outcome) if word]
    chosen = " chosen" if option.chosen else ""
    yield _line(chosen, option.votes or "", option.name, " \u00b7 ".join(words))
    if option.share is not None:
        width = min(max(option.share, Fraction(0)), Fraction(1)) * 100
        yield f'<li class="bar"><i style="width:{float(width):.2f}%"></i></li>'


def _line(kind: str, first: str, text: str, last: str) -> str:
    return f'<li class="line{kind}"><b>{escape(first)}</b>{span("what", text)}<em>{escape(last)}</em></li>'


def _list(lines: Iterator[str]) -> str:
    shown = "".join(lines)
    return f"<ol>{shown}</ol>" if shown else ""
