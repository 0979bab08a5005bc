"""Cards that are printed, cut, and handed to people who sign in for the first time, or who vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

import segno

from services.rules.codes import as_groups

_TEMPLATES = Path(__file__).parent / "templates" / "cards"
_ON_A_SHEET = 8
_LONG = 48
"""Characters from which on a name is printed smaller; one of 200 then still fits."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one person gets: never a link that holds the code, which would stay in browsers and logs."""

    name: str
    unit: str
    username: str
    code: str


@dataclass(frozen=True, slots=True)
class VoterCard:
    """What a delegate who votes gets; the code opens the voting page and nothing else."""

    name: str
    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class Badge:
    """What a delegate wears and shows at the door; its number is no secret and opens nothing."""

    name: str
    unit: str
    post: str
    number: str


def page_of_cards(cards: Sequence[Card], address: str, *, hours: int, until: str) -> bytes:
    """A page of HTML that needs nothing but a browser: eight cards on each sheet of A4.

    The square code holds the product's address alone.
    """
    shown = _way(address) | {"hours": str(hours), "until": escape(until)}
    return _page("page", [_card(card, shown) for card in cards])


def page_of_voter_cards(cards: Sequence[VoterCard], address: str) -> bytes:
    """As `page_of_cards`, for delegates who vote; the square code holds the voting page's address alone."""
    shown = _way(address)
    return _page("voter_page", [_voter_card(card, shown) for card in cards])


def page_of_badges(badges: Sequence[Badge]) -> bytes:
    """As `page_of_cards`, for all who are summoned; the square code holds the number of the badge."""
    return _page("badge_page", [_badge(badge) for badge in badges])


def _badge(badge: Badge) -> str:
    return _template("badge").substitute(
        _bearer(badge), qr=_square(badge.number), number=escape(badge.number), post=escape(badge.post)
    )


def _way(address: str) -> dict[str, str]:
    return {"address": escape(address), "qr": _square(address)}


def _square(text: str) -> str:
    square: str = segno.make(text, micro=False).svg_inline(svgclass="qr", omitsize=True, border=0)
    return square


def _page(name: str, drawn: Sequence[str]) -> bytes:
    sheets = [
        f'<div class="sheet">{"".join(drawn[start : start + _ON_A_SHEET])}</div>'
        for start in range(0, len(drawn), _ON_A_SHEET)
    ]
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    return _template(name).substitute(count=len(drawn), sheets="\n".join(sheets), style=style).encode()


def _card(card: Card, shown: dict[str, str]) -> str:
    return _template("card").substitute(
        shown,
        username=escape(card.username),
        long_username=_size(card.username, _LONG // 2),
        **_bearer(card),
        code=escape(as_groups(card.code)),
    )


def _bearer(card: Card | VoterCard | Badge) -> dict[str, str]:
    return {
        "name": escape(card.name),
        "long": _size(card.name, _LONG),
        "unit": escape(card.unit),
        "long_unit": _size(card.unit, 2 * _LONG),
    }


def _voter_card(card: VoterCard, shown: dict[str, str]) -> str:
    return _template("voter_card").substitute(shown, **_bearer(card), code=escape(as_groups(card.code)))


def _size(text: str, most: int) -> str:
    return " long" if len(text) > most else ""


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text(encoding="utf-8"))
