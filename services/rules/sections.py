"""One mapping of a year-file, asked for its keys one by one; what is wrong is collected, not raised.

A key that is wrong gives a stand-in of the right type, so that reading goes on; the document is thrown away.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from services.errors.typed import NameFault, NameRefused
from services.errors.year_file import Fault
from services.rules.exact import LARGEST_COUNT, decimal_of, hundredths_of, points_text, share_of
from services.rules.problems import Problem
from services.rules.text import NAME_LIMIT, SENTENCE_LIMIT, clean_name

CODE_LIMIT = 200
MOST_POINTS = 10**15
"""Hundredths; what a database column holds with room for sums."""

_CODE = re.compile(r"[a-z0-9.-]{1,200}")
AWARD = re.compile(r"[a-z0-9._-]{1,200}")
_LABEL = re.compile(r"[A-Za-z0-9._-]{1,200}")
_NAME_PROBLEMS = {
    NameFault.BLANK: Problem.BLANK_NAME,
    NameFault.TOO_LONG: Problem.LONG_NAME,
    NameFault.UNPRINTABLE: Problem.UNPRINTABLE_NAME,
}
_ABSENT = object()

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


class Section:
    """A mapping at a place of the file; `faults` is the one list of the whole file."""

    __slots__ = ("_index", "_left", "_parent", "_values", "faults")

    def __init__(
        self, values: dict[str, Any], faults: list[Fault], parent: str = "", index: int | None = None
    ) -> None:
        self._values = values
        self._left = dict(values)
        self._parent = parent
        self._index = index
        self.faults = faults

    @property
    def path(self) -> str:
        """Where this is: `polls[flag]`, or `polls[#2]` by place in its list when it has no sound code."""
        if self._index is None:
            return self._parent
        named = [self._values.get(key) for key in ("award", "unit", "criterion", "stage")]
        words = [self._values["code"]] if "code" in self._values else [word for word in named if word]
        sound = words and all(_LABEL.fullmatch(str(word)) for word in words)
        return f"{self._parent}[{' '.join(map(str, words)) if sound else f'#{self._index + 1}'}]"

    def fault(self, problem: Problem, key: str = "", **facts: str | int) -> None:
        """Note that a key, or with no key the whole, is wrong."""
        path = ".".join(part for part in (self.path, key) if part)
        self.faults.append(Fault(path, problem, facts))

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._values

    def maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        """What `read` makes of the key, None when it is not given."""
        return read(key) if key in self._values else None

    def nothing(self, key: str) -> bool:
        """Whether the key is left out or given as null, where that is a figure of its own."""
        if self._values.get(key) is not None:
            return False
        self._left.pop(key, None)
        return True

    def ignore(self, keys: Iterable[str]) -> list[str]:
        """Ask for these keys without reading them; gives those that are there."""
        there = [key for key in keys if key in self._left]
        for key in there:
            del self._left[key]
        return there

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._left:
            self.fault(Problem.UNKNOWN_KEY, key)

    def take(self, key: str) -> Any:
        """The value as it stands; a missing key is noted and gives `_ABSENT`."""
        value = self._left.pop(key, _ABSENT)
        if value is _ABSENT:
            self.fault(Problem.MISSING_KEY, key)
        return value

    def wrong(self, value: Any, problem: Problem, key: str, **facts: str | int) -> None:
        """Note a value that is wrong, unless it is missing, which is noted already."""
        if value is not _ABSENT:
            self.fault(problem, key, **facts)

    def name(self, key: str) -> str:
        """A name for people."""
        return self._clean(self.take(key), key, NAME_LIMIT)

    def sentence(self, key: str) -> str:
        """A longer text for people."""
        return self._clean(self.take(key), key, SENTENCE_LIMIT)

    def sentences(self, key: str) -> tuple[str, ...]:
        """A list of longer texts; none when the key is not given."""
        return tuple(self._clean(item, place, SENTENCE_LIMIT) for place, item in self._items(key))

    def reference(self, key: str) -> str:
        """The number or date of a paper as it is written; an unquoted whole number is its text."""
        value = self.take(key)
        return self._clean(str(value) if type(value) is int else value, key, NAME_LIMIT)

    def code(self, key: str) -> str:
        """A code; an unquoted whole number is its text."""
        return self._code(self.take(key), key)

    def new_code(self, key: str, taken: set[str]) -> str:
        """A code that is not used yet in its list; it joins `taken`."""
        return self._new(self.code(key), key, taken)

    def new_award(self, key: str, taken: set[str]) -> str:
        """The word of an award that is not used yet in its list; it joins `taken`."""
        return self._new(self.award(key), key, taken)

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of different codes; none when the key is not given."""
        taken: set[str] = set()
        return tuple(self._new(self._code(item, at), at, taken) for at, item in self._items(key))

    def award(self, key: str) -> str:
        """The word of an award."""
        return self._code(self.take(key), key, AWARD, Problem.BAD_AWARD)

    def awards(self, key: str) -> tuple[str, ...]:
        """A list of words of different awards; none when the key is not given."""
        taken: set[str] = set()
        return tuple(
            self._new(self._code(item, at, AWARD, Problem.BAD_AWARD), at, taken)
            for at, item in self._items(key)
        )

    def word(self, key: str, vocabulary: type[Word]) -> Word:
        """A word of a closed vocabulary."""
        value = self.take(key)
        try:
            return vocabulary(value)
        except ValueError:
            self.wrong(value, Problem.NOT_ONE_OF, key, words=", ".join(vocabulary))
            return next(iter(vocabulary))

    def truth(self, key: str, default: bool) -> bool:
        """True or false."""
        if key not in self._values:
            return default
        value = self.take(key)
        if not isinstance(value, bool):
            self.wrong(value, Problem.NOT_TRUTH, key)
        return value is True

    def whole(self, key: str, minimum: int = 0, maximum: int = LARGEST_COUNT) -> int:
        """A whole number within the limits."""
        value = self.take(key)
        if type(value) is not int:
            self.wrong(value, Problem.NOT_WHOLE, key)
            return 0
        if value < minimum:
            self.fault(Problem.BELOW, key, minimum=minimum)
        elif value > maximum:
            self.fault(Problem.ABOVE, key, maximum=maximum)
        return value

    def decimal(self, key: str) -> Decimal:
        """An exact decimal, not below 0."""
        value = self._decimal(key)
        if value < 0:
            self.fault(Problem.BELOW, key, minimum=0)
        return value

    def points(self, key: str, minimum: int | None = 0) -> int:
        """An exact decimal as whole hundredths."""
        value = hundredths_of(self._decimal(key))
        if value is None:
            self.fault(Problem.TOO_FINE, key)
            return 0
        if minimum is not None and value < minimum:
            self.fault(Problem.BELOW, key, minimum=points_text(minimum))
        if abs(value) > MOST_POINTS:
            self.fault(Problem.ABOVE, key, maximum=points_text(MOST_POINTS))
        return value

    def signed_points(self, key: str) -> int:
        """An exact decimal of either sign as whole hundredths."""
        return self.points(key, minimum=None)

    def share(self, key: str) -> Fraction:
        """A share from 0 to 1."""
        value = self.take(key)
        try:
            return share_of(str(value) if type(value) in (int, str) else "")
        except ValueError:
            self.wrong(value, Problem.NOT_SHARE, key)
            return Fraction(0)

    def section(self, key: str) -> "Section":
        """The mapping under a key; a missing one is one fault, not one for each key that it should have."""
        value = self.take(key)
        if isinstance(value, dict):
            return Section(value, self.faults, f"{self.path}.{key}".lstrip("."))
        self.wrong(value, Problem.NOT_MAPPING, key)
        return Section({}, [])

    def sections(self, key: str) -> Iterator["Section"]:
        """The mappings of a list, each closed behind its reader; none when the key is not given."""
        parent = f"{self.path}.{key}".lstrip(".")
        for index, (place, item) in enumerate(self._items(key)):
            if isinstance(item, dict):
                section = Section(item, self.faults, parent, index)
                yield section
                section.close()
            else:
                self.fault(Problem.NOT_MAPPING, place)

    def known(self, key: str, among: Container[str], problem: Problem) -> str | None:
        """A code that stands in `among`, or None with a fault."""
        code = self.code(key)
        if code in among:
            return code
        if code:
            self.fault(problem, key, code=code)
        return None

    def _items(self, key: str) -> list[tuple[str, Any]]:
        if key not in self._values:
            return []
        value = self.take(key)
        if not isinstance(value, list):
            self.fault(Problem.NOT_LIST, key)
            return []
        return [(f"{key}[#{index}]", item) for index, item in enumerate(value, start=1)]

    def _new(self, code: str, key: str, taken: set[str]) -> str:
        if code and code in taken:
            self.fault(Problem.CODE_TWICE, key, code=code)
        taken.add(code)
        return code

    def _clean(self, value: Any, key: str, limit: int) -> str:
        if not isinstance(value, str):
            self.wrong(value, Problem.NOT_TEXT, key)
            return ""
        try:
            return clean_name(value, limit)
        except NameRefused as refused:
            self.fault(_NAME_PROBLEMS[refused.reason], key, limit=limit)
            return ""

    def _code(
        self, value: Any, key: str, form: re.Pattern[str] = _CODE, problem: Problem = Problem.BAD_CODE
    ) -> str:
        if type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            self.wrong(value, Problem.NOT_TEXT, key)
            return ""
        if not form.fullmatch(value):
            self.fault(problem, key, limit=CODE_LIMIT)
            return ""
        return value

    def _decimal(self, key: str) -> Decimal:
        value = self.take(key)
        try:
            return decimal_of(str(value) if type(value) in (int, str) else "")
        except ValueError:
            self.wrong(value, Problem.NOT_DECIMAL, key)
            return Decimal(0)
