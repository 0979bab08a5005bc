"""The page of cards that is printed, cut, and handed to people who are to sign in for the first time."""

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


def page_of_cards(cards: Sequence[Card], address: str, *, hours: int, until: str) -> bytes:
    """A page of HTML that needs nothing but a browser: eight cards on each sheet of A4.

    The square code holds the product's address alone.
    """
    square = segno.make(address, micro=False)
    shown = {
        "address": escape(address),
        "qr": square.svg_inline(svgclass="qr", omitsize=True, border=0),
        "hours": str(hours),
        "until": escape(until),
    }
    drawn = [_card(card, shown) for card in cards]
    sheets = [
        f'<div class="sheet">{"".join(drawn[start : start + _ON_A_SHEET])}</div>'
        for start in range(0, len(drawn), _ON_A_SHEET)
    ]
    return _template("page").substitute(count=len(cards), sheets="\n".join(sheets)).encode()


def _card(card: Card, shown: dict[str, str]) -> str:
    return _template("card").substitute(
        shown,
        name=escape(card.name),
        long=_size(card.name, _LONG),
        unit=escape(card.unit),
        long_unit=_size(card.unit, 2 * _LONG),
        username=escape(card.username),
        long_username=_size(card.username, _LONG // 2),
        code=escape(as_groups(card.code)),
    )


def _size(text: str, most: int) -> str:
    return " long" if len(text) > most else ""


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text(encoding="utf-8"))
