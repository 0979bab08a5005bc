"""Which criterion of one tree is meant by which of another, where nobody has said so."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz

from services.rules.criteria_nodes import CriterionNode
from services.rules.text import folded_words, words

ALIKE = 75
"""Of 100; how alike two names under one code must be to be taken for one criterion."""

SAME_WORDING = 90
"""Of 100; from here on two names are taken to mean the same, if their numbers do."""

_YEAR = re.compile(r"\b(?:19|20|21)[0-9]{2}\b")
_NUMBER = re.compile(r"[0-9]+")


def means_the_same(name: str, other: str) -> bool:
    """Whether two names are one wording: years, signs and small repairs aside, the other numbers equal.

    Source: house rule (criteria over the years)
    """
    one, two = (_YEAR.sub(" ", folded_words(text)) for text in (name, other))
    if one.split() == two.split():
        return True
    return _NUMBER.findall(one) == _NUMBER.findall(two) and fuzz.ratio(one, two) >= SAME_WORDING


def matched(
    before: Sequence[CriterionNode],
    after: Sequence[CriterionNode],
    said: Mapping[str, str | None],
    *,
    one_year: bool = False,
) -> dict[str, str]:
    """The codes of `before` by those of `after`; parents stand before children in both.

    `said` goes before all, None is: from none; what is not said pairs each at most once. Then come code and
    name together, a name that is alone under its parent or in both trees, and a code whose names are alike.
    `one_year`: both are one year's tree; there a code is enough where the parents are one.
    Source: house rule (criteria over the years)
    """
    return _Matching(before, after, said).pairs(one_year)


class _Matching:
    """The pairs found so far, and who is left on both sides."""

    def __init__(
        self,
        before: Sequence[CriterionNode],
        after: Sequence[CriterionNode],
        said: Mapping[str, str | None],
    ) -> None:
        known, here = {node.code for node in before}, {node.code for node in after}
        self.found = {code: old for code, old in said.items() if code in here and old in known and old}
        self.before = {node.code: node for node in before}
        self.after = [node for node in after if node.code not in said]
        self.taken = set(self.found.values())

    def pairs(self, one_year: bool) -> dict[str, str]:
        self._by_code(lambda old, new: words(old.rule.name) == words(new.rule.name))
        self._by_name(within_parent=True)
        self._by_name(within_parent=False)
        self._by_code(
            lambda old, new: self._is_alike(old, new) or (one_year and self._has_parent_of(old, new))
        )
        return self.found

    def _left(self) -> list[CriterionNode]:
        return [node for node in self.after if node.code not in self.found]

    def _take(self, new: CriterionNode, old: CriterionNode) -> None:
        self.found[new.code] = old.code
        self.taken.add(old.code)

    def _by_code(self, fits: Callable[[CriterionNode, CriterionNode], bool]) -> None:
        for new in self._left():
            old = self.before.get(new.code)
            if old and old.code not in self.taken and fits(old, new):
                self._take(new, old)

    def _by_name(self, *, within_parent: bool) -> None:
        """Pair what bears a name alone on both sides; a parent that is paired here helps its children."""
        left = self._left()
        borne = Counter(_place(new, within_parent) for new in left)
        named: dict[tuple[str | None, str], list[CriterionNode]] = {}
        for old in self.before.values():
            if old.code not in self.taken:
                named.setdefault(_place(old, within_parent), []).append(old)
        for new in left:
            parent, name = place = _place(new, within_parent)
            if parent is not None and parent not in self.found:
                continue
            there = None if parent is None else self.found[parent]
            found = named.get((there, name), ())
            if len(found) == 1 and borne[place] == 1:
                self._take(new, found[0])

    def _is_alike(self, old: CriterionNode, new: CriterionNode) -> bool:
        return fuzz.token_set_ratio(folded_words(old.rule.name), folded_words(new.rule.name)) >= ALIKE

    def _has_parent_of(self, old: CriterionNode, new: CriterionNode) -> bool:
        return (self.found.get(new.rule.parent) if new.rule.parent else None) == old.rule.parent


def _place(node: CriterionNode, within_parent: bool) -> tuple[str | None, str]:
    return node.rule.parent if within_parent else None, words(node.rule.name)
