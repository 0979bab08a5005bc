"""How people write in a table of criteria, and what is guessed from it where a column says nothing."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.enums import Method
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.exact import hundredths_of, typed_decimal
from services.rules.text import search_fold

_LOOKED_AT = 500
"""Characters; what is said behind them is explanation."""

_HAS_RATE = re.compile(r"[0-9]\s*d")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class CriteriaWords:
    """Spellings and patterns; all patterns but `totals` are for folded text.

    `total` is what a row of totals is called. `points` has the groups `number` and `each`; those of rates,
    and the guess of points per item, have a group `rate`.
    """

    methods: Mapping[str, Method]
    total: str
    prefixes: tuple[str, ...]
    totals: tuple[re.Pattern[str], ...]
    points: re.Pattern[str]
    guesses: Mapping[Method, re.Pattern[str]]
    bonus: re.Pattern[str]
    penalty: re.Pattern[str]
    bonus_rate: re.Pattern[str]
    penalty_rate: re.Pattern[str]

    @property
    def written(self) -> dict[Method, str]:
        """The word that is written for each method, the first of its spellings."""
        first = {method: word for word, method in reversed(list(self.methods.items()))}
        return {method: first[method] for method in Method}


@dataclass(frozen=True, slots=True)
class Guess:
    """How a criterion is most likely scored, by its words; rates are None where they are not in them."""

    method: Method
    per_item: Decimal | None = None
    gives: bool = False
    takes: bool = False
    bonus: Decimal | None = None
    penalty: Decimal | None = None


def speaks_of(name: str, words: CriteriaWords) -> tuple[bool, bool]:
    """Whether the words are about bonus, and whether about penalty.

    Source: house rule (criteria by Excel)
    """
    return _speaks_of(search_fold(name[:_LOOKED_AT]), words)


def guessed(name: str, whole: str, section: tuple[bool, bool], words: CriteriaWords) -> Guess:
    """What the words of a criterion say of how it is scored; points given directly where they say nothing.

    `whole`: the name with the explanations below it. `section`: what the groups above speak of. A bonus, and
    what stands in a section of them, is outside the maximum; a penalty named by the way takes points off it.
    Source: house rule (criteria by Excel)
    """
    text = search_fold(name[:_LOOKED_AT])
    folded = text if whole == name else search_fold(whole[:_LOOKED_AT])
    own = _speaks_of(text, words)
    gives, takes = own if any(own) else section if section[0] != section[1] else (False, False)
    rate = _rate(words.guesses[Method.PER_ITEM], folded)
    if own[0] or any(section):
        method = Method.BONUS_PENALTY
    elif rate is not None:
        method = Method.PER_ITEM
    else:
        found = (one for one, pattern in words.guesses.items() if pattern.search(text))
        method = next((one for one in found if one is not Method.PER_ITEM), Method.DIRECT)
    return Guess(
        method,
        per_item=rate,
        gives=gives,
        takes=takes,
        bonus=_rate(words.bonus_rate, folded),
        penalty=_rate(words.penalty_rate, folded),
    )


def number_in(text: str, words: CriteriaWords, *, each: bool = False) -> str:
    """The number of a cell of points, without what is written around it: `10` of `10 points`.

    `each`: so many points for one thing are meant (`2 points/prize`), which are not points in all.
    Source: house rule (criteria by Excel)
    """
    found = words.points.fullmatch(search_fold(text))
    if not found or (found["each"] and not each):
        return text
    return found["number"].removeprefix("+").rstrip(".,")


def points_read(text: str, words: CriteriaWords) -> tuple[int, ...]:
    """The points that a cell can mean, in hundredths: two for `1.000`, which may be a thousand or one.

    Raises: TypedNumberRefused when it is no number, or finer than 0.01.
    Source: house rule (typed numbers)
    """
    number = number_in(text, words)
    try:
        values = [typed_decimal(number, minimum=None)]
    except TypedNumberRefused as refusal:
        if refusal.reason is not TypedNumberFault.DOUBTFUL:
            raise
        marks = number.replace(",", ".")
        values = [Decimal(marks.replace(".", "")), Decimal(marks)]
    points = [hundredths_of(value) for value in values]
    if points[0] is None:
        raise TypedNumberRefused(reason=TypedNumberFault.TOO_FINE, text=text)
    return tuple(one for one in points if one is not None)


def is_total(text: str, words: CriteriaWords) -> bool:
    """Whether the row only adds up others; tones matter, as words of one spelling begin many criteria.

    Source: house rule (criteria by Excel)
    """
    plain = unicodedata.normalize("NFC", " ".join(_IN_BRACKETS.sub(" ", text).casefold().split()))
    return any(pattern.fullmatch(plain.rstrip(" :.")) for pattern in words.totals)


def _speaks_of(text: str, words: CriteriaWords) -> tuple[bool, bool]:
    return bool(words.bonus.search(text)), bool(words.penalty.search(text))


def _rate(pattern: re.Pattern[str], text: str) -> Decimal | None:
    """The only rate that the text names; None where it names none, or several."""
    if not _HAS_RATE.search(text):
        return None
    found = {Decimal(one["rate"].replace(",", ".")) for one in pattern.finditer(text)}
    return found.pop() if len(found) == 1 else None
