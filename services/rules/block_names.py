"""Finds blocks by what people write of them: a name, a code, a province."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from services.rules.text import folded_words, words

NEAR = 75
"""Of 100; how alike the words of a name must be to be suggested."""

SUGGESTED = 3

_LOOKED_UP = 200
"""Unknown names of one sheet that get suggestions; a sheet with more has another fault than its spelling."""

_WORDS_OF_A_PROVINCE = 2
"""How many words may stand before the name of a province: province, or central city."""


@dataclass(frozen=True, slots=True)
class KnownBlock:
    """A block as it is called on a day; no province: empty."""

    block_id: int
    code: str
    name: str
    province: str

    @property
    def label(self) -> str:
        """Its name, with its province in brackets."""
        return f"{self.name} ({self.province})" if self.province else self.name


class BlockNames:
    """The blocks that a sheet may name, as they are called on one day."""

    def __init__(self, blocks: Iterable[KnownBlock]) -> None:
        self._blocks = tuple(blocks)
        self._coded = {block.code: block for block in self._blocks}
        self._called: dict[str, list[KnownBlock]] = {}
        self._in_province: dict[str, set[int]] = {}
        for block in self._blocks:
            for text in {words(block.code), words(block.name), words(block.label)}:
                self._called.setdefault(text, []).append(block)
            if block.province:
                self._in_province.setdefault(words(block.province), set()).add(block.block_id)
        self._suggested: dict[tuple[str, str], tuple[str, ...]] = {}

    def called(self, text: str, place: str = "") -> list[KnownBlock]:
        """The blocks of that name, with or without their province, or code; with a place, those there.

        A code that is written as it is means its block, whatever others are called.
        Source: house rule (ADR 7)
        """
        coded = self._coded.get(text.lower())
        found = [coded] if coded else self._called.get(words(text), [])
        if not place:
            return list(found)
        within = self.at(place)
        return [block for block in found if block.block_id in within]

    def at(self, place: str) -> set[int]:
        """The blocks of that name or code, or of that province, whatever word of a province stands before it.

        Source: house rule (ADR 7)
        """
        parts = words(place).split()
        for cut in range(_WORDS_OF_A_PROVINCE + 1):
            key = " ".join(parts[cut:])
            called = {block.block_id for block in self._called.get(key, ())}
            if found := called | self._in_province.get(key, set()):
                return found
        return set()

    def alike(self, text: str, place: str = "") -> tuple[str, ...]:
        """The labels of the blocks that are called nearly so; with a place, of those there.

        Source: house rule (suggestions)
        """
        key = (folded_words(text), words(place))
        if key not in self._suggested and len(self._suggested) < _LOOKED_UP:
            within = self.at(place) if place else None
            choices = {
                number: folded
                for number, (block, folded) in enumerate(self._folded)
                if within is None or block.block_id in within
            }
            near = process.extract(
                key[0], choices, scorer=fuzz.token_set_ratio, score_cutoff=NEAR, limit=2 * SUGGESTED
            )
            labels = dict.fromkeys(self._folded[number][0].label for _fold, _score, number in near)
            self._suggested[key] = tuple(labels)[:SUGGESTED]
        return self._suggested.get(key, ())

    @cached_property
    def _folded(self) -> list[tuple[KnownBlock, str]]:
        """Every block by its label and by its name alone, as people leave the province out."""
        return [(block, folded_words(text)) for block in self._blocks for text in (block.label, block.name)]
