"""Numbers of an outline as people type them (A, I, 1, 1.1, 1.1.1, a), -, +), and how deep each stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.rules.text import search_fold

D_WITH_STROKE = "\u0111"
_LETTERS = f"abcd{D_WITH_STROKE}efghijklmnopqrstuvwxyz"
_LEFT_OUT = frozenset(f"{D_WITH_STROKE}fjwz")
"""Letters that some lists have and others leave out."""

_ROMAN = re.compile("(?=[ivx])(x{0,4})(ix|iv|v?i{0,3})")
_ROMAN_TENS, _ROMAN_UNITS = 10, ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_PART = rf"(?:[0-9]{{1,4}}|[a-z{D_WITH_STROKE}]|(?=[ivx])x{{0,4}}(?:ix|iv|v?i{{0,3}}))"
_NUMERAL = re.compile(rf"\(?({_PART}(?:[.,]{_PART})*)[.,]?[)/:\-\u2013]?\.?", re.IGNORECASE)
_BULLETS = {"-": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "+": "+", "*": "*", "\u2022": "*"}
_BULLETS |= dict.fromkeys("\u25aa\u25cf\u25e6\u00b7\u2023\uf0b7\uf02d", "*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?")

_MARKED = re.compile(
    rf"(\(?{_PART}(?:\.{_PART})*(?:[.,]?[)/]|[.:](?![0-9]))|[0-9]{{1,2}}(?:\.[0-9]{{1,2}})+)\s+(?=\S)",
    re.IGNORECASE,
)
_BULLETED = re.compile(rf"([{re.escape(''.join(_BULLETS))}])(?:\s+(?=\S)|(?=[^\W\d_]))")


class Style(StrEnum):
    """How the numbers of one level are written."""

    LETTER = "A"
    ROMAN = "I"
    ARABIC = "1"
    SMALL_LETTER = "a"
    SMALL_ROMAN = "i"
    DOTTED = "1.1"
    DASH = "-"
    PLUS = "+"
    POINT = "*"
    HEADING = "heading"
    UNMARKED = ""


BULLETS = frozenset((Style.DASH, Style.PLUS, Style.POINT, Style.UNMARKED))
_OF_BULLETS = {style.value: style for style in (Style.DASH, Style.PLUS, Style.POINT)}


@dataclass(frozen=True, slots=True)
class Numeral:
    """One way to read a number: `parts` in small letters; a bullet has none, `1.2` has two."""

    style: Style
    parts: tuple[str, ...] = ()

    @property
    def ordinal(self) -> int:
        """The place in its list, from 1 on, that the last part says."""
        last = self.parts[-1]
        if self.style is Style.DOTTED:
            return int(last) if last.isdecimal() else _roman(last) or _LETTERS.index(last) + 1
        if self.style is Style.ARABIC:
            return int(last)
        return _roman(last) if self.style in (Style.ROMAN, Style.SMALL_ROMAN) else _LETTERS.index(last) + 1

    def follows(self, other: "Numeral") -> bool:
        """Whether it is the next in the list, in whose letters some may be left out."""
        if self.style in (Style.LETTER, Style.SMALL_LETTER):
            between = _LETTERS[other.ordinal : self.ordinal - 1]
            return other.ordinal < self.ordinal and set(between) <= _LEFT_OUT
        return self.ordinal == other.ordinal + 1


def is_date(text: str) -> bool:
    """Whether a spreadsheet has made a day of what was typed as 1.1 or 1-2.

    Source: house rule (criteria by Excel)
    """
    return bool(_DATE.fullmatch(text))


def readings_of(text: str, prefixes: Sequence[str] = ()) -> tuple[Numeral, ...]:
    """The ways in which the number can be read, the likelier first; none where it is no number.

    `prefixes` are words that may stand before it (part, section), without tones and capitals.
    Source: house rule (criteria by Excel)
    """
    if bullet := _BULLETS.get(text):
        return (Numeral(_OF_BULLETS[bullet]),)
    found = _NUMERAL.fullmatch(_without_word(text, prefixes))
    if not found:
        return ()
    written = re.split("[.,]", found[1])
    parts = tuple(_plain(part) for part in written)
    if len(parts) > 1:
        return (Numeral(Style.DOTTED, parts),)
    return tuple(Numeral(style, parts) for style in _styles(written[0]))


def split_number(text: str, prefixes: Sequence[str] = ()) -> tuple[str, str]:
    """The number with which a text begins, empty where there is none, and the rest: `a) text`, `- text`.

    Source: house rule (criteria by Excel)
    """
    bare = _without_word(text, prefixes)
    found = _MARKED.match(bare) or _BULLETED.match(text)
    return (found[1], found.string[found.end() :].strip()) if found else ("", text)


def _without_word(text: str, prefixes: Sequence[str]) -> str:
    if " " not in text:
        return text
    folded = f"{search_fold(text)} "
    found = next((prefix for prefix in prefixes if folded.startswith(f"{prefix} ")), "")
    return " ".join(text.split()[len(found.split()) :])


def _plain(part: str) -> str:
    small = part.lower()
    return small.lstrip("0") or "0" if small.isdecimal() else small


def _styles(part: str) -> list[Style]:
    if part.isdecimal():
        return [Style.ARABIC]
    letter, roman = (Style.LETTER, Style.ROMAN) if part.isupper() else (Style.SMALL_LETTER, Style.SMALL_ROMAN)
    styles = [roman] if _roman(part.lower()) else []
    return [*styles, letter] if len(part) == 1 else styles


def _roman(text: str) -> int:
    """The value of Roman figures, 0 for what are none."""
    found = _ROMAN.fullmatch(text)
    return len(found[1]) * _ROMAN_TENS + _ROMAN_UNITS.index(found[2]) if found else 0
