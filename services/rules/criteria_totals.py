"""Rows of a table of criteria that only add up others, checked against what they add up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.enums import Method
from services.errors.base import DomainError
from services.rules.criteria_items import Items
from services.rules.criteria_words import CriteriaWords, points_read
from services.rules.document import Criterion


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row that only adds up: what it says, and what the criteria that it means come to; in hundredths."""

    number: int
    given: int
    sum: int

    @property
    def agrees(self) -> bool:
        """Whether it adds up."""
        return self.given == self.sum


def totals_of(items: Items, rules: Sequence[Criterion], words: CriteriaWords) -> Iterator[TotalRow]:
    """Each row of totals beside what it can mean: all leaves above it, or those of a branch that ends there.

    Bonus may be counted in or not; a row whose points cannot be read is left out. `rules` are of the items.
    Source: house rule (criteria by Excel)
    """
    by_code = {rule.code: rule for rule in rules}
    sums: defaultdict[str | None, int] = defaultdict(int)
    caps = added = 0
    for row, above in items.totals:
        for rule in rules[added:above]:
            caps += rule.cap or 0
            for code in _line_of(rule, by_code) if rule.method is not Method.GROUP else ():
                sums[code] += rule.max or 0
        added = above
        text = row.values.get("max", "").strip()
        try:
            readings = points_read(text, words) if text and above else ()
        except DomainError:
            continue
        if readings:
            means = [
                sums[None],
                sums[None] + caps,
                *(sums[code] for code in _line_of(rules[above - 1], by_code)),
            ]
            given = next((one for one in readings if one in means), readings[0])
            yield TotalRow(row.number, given, given if given in means else sums[None])


def _line_of(rule: Criterion, by_code: Mapping[str, Criterion]) -> Iterator[str | None]:
    """The codes of a criterion and of all above it; None is the whole."""
    above: Criterion | None = rule
    while above:
        yield above.code
        above = by_code.get(above.parent or "")
    yield None
