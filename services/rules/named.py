"""Finds what has a code and names by what people write of it, and offers what they may have meant."""

from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process

from services.rules.block_names import NEAR, SUGGESTED
from services.rules.text import folded_words, words

_LOOKED_UP = 200
"""Unknown names of one sheet that get suggestions; a sheet with more has another fault than its spelling."""


class Named:
    """Things by code, and by any of their names; the first name is the one that is written."""

    def __init__(self, things: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._things = dict(things)
        self._called: dict[str, str] = {}
        for code, names in self._things.items():
            for text in (code, *names):
                self._called.setdefault(words(text), code)
        self._suggested: dict[str, tuple[str, ...]] = {}

    def called(self, text: str) -> str | None:
        """The code of what bears that code or name; a code that is written as it is goes before names.

        Source: house rule (suggestions)
        """
        return text.lower() if text.lower() in self._things else self._called.get(words(text))

    def written(self, code: str) -> str:
        """What to write for it.

        Source: house rule (suggestions)
        """
        return next(iter(self._things.get(code, ())), code)

    @property
    def all_written(self) -> list[str]:
        """What to write for each, in their order."""
        return [self.written(code) for code in self._things]

    def alike(self, text: str) -> tuple[str, ...]:
        """What is called nearly so, as it is written.

        Source: house rule (suggestions)
        """
        if text not in self._suggested and len(self._suggested) < _LOOKED_UP:
            near = process.extract(
                folded_words(text),
                self._folded,
                scorer=fuzz.token_set_ratio,
                score_cutoff=NEAR,
                limit=2 * SUGGESTED,
            )
            found = dict.fromkeys(self.written(key[0]) for _fold, _score, key in near)
            self._suggested[text] = tuple(found)[:SUGGESTED]
        return self._suggested.get(text, ())

    @cached_property
    def _folded(self) -> dict[tuple[str, str], str]:
        return {(code, name): folded_words(name) for code, names in self._things.items() for name in names}
