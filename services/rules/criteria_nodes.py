"""A criterion with all that a block says of it, and what differs between two of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from models.enums import Method
from services.rules.document import Criterion


class CriterionField(StrEnum):
    """What a criterion says; the value is the key of its column in a sheet, but for the parent."""

    CODE = "code"
    PARENT = "parent"
    NAME = "name"
    METHOD = "method"
    MAX = "max"
    STEP = "step"
    PER_ITEM = "per_item"
    BONUS = "bonus"
    PENALTY = "penalty"
    FLOOR = "floor"
    CAP = "cap"
    NOTE = "note"
    REVIEWER = "reviewer"
    GROUP = "group"


FIGURES_OF: Mapping[Method, tuple[CriterionField, ...]] = {
    Method.GROUP: (CriterionField.MAX,),
    Method.DIRECT: (CriterionField.MAX, CriterionField.STEP),
    Method.PASS_FAIL: (CriterionField.MAX,),
    Method.QUANTITATIVE: (CriterionField.MAX,),
    Method.PER_ITEM: (CriterionField.PER_ITEM, CriterionField.MAX),
    Method.BONUS_PENALTY: (
        CriterionField.BONUS,
        CriterionField.PENALTY,
        CriterionField.FLOOR,
        CriterionField.CAP,
    ),
}
"""The figures that belong to a method, by their keys in a year-file."""

FIGURES: tuple[CriterionField, ...] = tuple(
    dict.fromkeys(figure for figures in FIGURES_OF.values() for figure in figures)
)
"""All figures that a criterion can have."""

OPTIONAL_FIGURES = {(Method.GROUP, CriterionField.MAX), (Method.DIRECT, CriterionField.STEP)}

Value = str | int | Decimal | None
Item = TypeVar("Item")

_OF_RULE = (CriterionField.CODE, CriterionField.NAME, CriterionField.METHOD)
_BESIDE = (CriterionField.NOTE, CriterionField.REVIEWER, CriterionField.GROUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionNode:
    """A criterion of a year: what the year-file has of it, and what the block keeps beside.

    `note`: the evidence to bring, empty for none. `reviewer` is the code of the unit that reviews the branch,
    `group` that of the units that it is for; None is as its parent. `origin`: the code of last year's
    criterion that it goes on from, `comparable`: whether both may stand in one line.
    """

    rule: Criterion
    note: str = ""
    reviewer: str | None = None
    group: str | None = None
    origin: str | None = None
    comparable: bool = True

    @property
    def code(self) -> str:
        """Its code."""
        return self.rule.code


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a criterion said, and what it says; points in hundredths, nothing is None."""

    field: CriterionField
    before: Value
    after: Value


def changes_between(before: CriterionNode, after: CriterionNode, *, moved: bool) -> tuple[FieldChange, ...]:
    """What differs; `moved`: it stands under another criterion, whatever the codes of both are.

    Source: house rule (criteria over the years)
    """
    return tuple(_changes(before, after, moved))


def _changes(before: CriterionNode, after: CriterionNode, moved: bool) -> Iterator[FieldChange]:
    if moved:
        yield FieldChange(CriterionField.PARENT, before.rule.parent, after.rule.parent)
    for keys, old, new in (
        ((*_OF_RULE, *FIGURES), before.rule, after.rule),
        (_BESIDE, before, after),
    ):
        for key in keys:
            was, will_be = getattr(old, key), getattr(new, key)
            if was != will_be:
                yield FieldChange(key, was, will_be)


def under_parents(
    items: Sequence[Item], rule_of: Callable[[Item], Criterion]
) -> tuple[list[Item], list[Item]]:
    """The items as a tree is read, what names a parent right below it, in the order given; and the rest.

    What names a code that none of them has stands at the top; the rest only name each other as parents.
    Source: year-file, criteria
    """
    codes = {rule_of(item).code for item in items}
    below: dict[str | None, list[Item]] = {}
    for item in items:
        parent = rule_of(item).parent
        below.setdefault(parent if parent in codes else None, []).append(item)
    ordered: list[Item] = []
    waiting = below.pop(None, [])[::-1]
    while waiting:
        item = waiting.pop()
        ordered.append(item)
        waiting += below.pop(rule_of(item).code, [])[::-1]
    return ordered, [item for rest in below.values() for item in rest]


def held(nodes: Sequence[CriterionNode], field: CriterionField) -> dict[str, str | None]:
    """By code which group each node is for, or which unit reviews it: what it says, or one above it.

    `nodes` have parents before children.
    Source: block regulation (criteria of sub-groups)
    """
    found: dict[str | None, str | None] = {None: None}
    for node in nodes:
        found[node.code] = getattr(node, field) or found.get(node.rule.parent)
    return {code: said for code, said in found.items() if code is not None}
