"""What a text that is no plain number most likely means, and what makes that doubtful."""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum


class Doubt(StrEnum):
    """Why what was understood of a cell has to be looked at before it is taken."""

    INVISIBLE = "doubt_invisible"
    WIDE = "doubt_wide"
    SIGN = "doubt_sign"
    UNIT = "doubt_unit"
    FRACTION = "doubt_fraction"
    SPACES = "doubt_spaces"
    MARK = "doubt_mark"
    ZEROS = "doubt_zeros"
    DAY = "doubt_day"
    DASH = "doubt_dash"
    TICK = "doubt_tick"
    ERASES = "doubt_erases"
    SINCE = "doubt_since"


_SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"  # no line ends: two lines are two figures
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
_QUARTERS = {"\u00bc": "25", "\u00bd": "5", "\u00be": "75"}
_PLUS = re.compile(f"\\+{_SPACE}*(?=[0-9\u00bc-\u00be])")
_MINUS = re.compile(f"-{_SPACE}+(?=[0-9\u00bc-\u00be])")
_MINUS_ZERO = re.compile(r"-(?=0+(?:[.,]0+)?$)")
_UNIT = re.compile(f"(.*[0-9\u00bc-\u00be]){_SPACE}*(?:\u0111|\u0111i\u1ec3m|diem)\\.?", re.IGNORECASE)
_FRACTION = re.compile(f"(-?)([0-9]*){_SPACE}*([\u00bc-\u00be])")
_GROUPS = re.compile(f"-?[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]{{1,40}})?")
_LOOSE_MARK = re.compile(f"(-?[0-9]{{1,40}}){_SPACE}*([.,]){_SPACE}*([0-9]{{1,40}})")
_ONE_MARK = re.compile(r"(-?[1-9][0-9]{0,2})[.,]([0-9]{3})")


def likely_numbers(text: str) -> tuple[tuple[Doubt, ...], tuple[str, ...]]:
    """What is doubtful about the text, and the plain numbers that it may mean, still to be read as such.

    A text with nothing to interpret comes back alone, without a doubt; `1.234` comes back as 1234 and 1,2340.
    Source: house rule (typed cells)
    """
    doubts: list[Doubt] = []
    for doubt, step in _STEPS:
        plainer = step(text)
        if plainer != text:
            doubts.append(doubt)
            text = plainer
    if found := _ONE_MARK.fullmatch(text):
        return (*doubts, Doubt.MARK), (found[1] + found[2], _with_decimals(found[1], found[2]))
    return tuple(doubts), (text,)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text).strip()


def _narrow(text: str) -> str:
    return text.translate(_WIDE)


def _signed(text: str) -> str:
    plain = _PLUS.sub("", text.translate(_DASHES), count=1) if text[:1] == "+" else text.translate(_DASHES)
    return _MINUS_ZERO.sub("", _MINUS.sub("-", plain, count=1))


def _without_unit(text: str) -> str:
    found = _UNIT.fullmatch(unicodedata.normalize("NFC", text))
    return found[1] if found else text


def _without_fraction(text: str) -> str:
    found = _FRACTION.fullmatch(text)
    return f"{found[1]}{found[2] or 0},{_QUARTERS[found[3]]}" if found else text


def _without_spaces(text: str) -> str:
    if _GROUPS.fullmatch(text):
        return re.sub(_SPACE, "", text)
    found = _LOOSE_MARK.fullmatch(text)
    return "".join(found.groups()) if found else text


def _with_decimals(whole: str, decimals: str) -> str:
    """Three decimals written so that they cannot be taken for thousands."""
    short = decimals.rstrip("0")
    if not short:
        return whole
    return f"{whole},{short}0" if len(short) == 3 else f"{whole},{short}"


_STEPS: tuple[tuple[Doubt, Callable[[str], str]], ...] = (
    (Doubt.INVISIBLE, _seen),
    (Doubt.WIDE, _narrow),
    (Doubt.SIGN, _signed),
    (Doubt.UNIT, _without_unit),
    (Doubt.FRACTION, _without_fraction),
    (Doubt.SPACES, _without_spaces),
)
