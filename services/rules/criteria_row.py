"""One criterion of a sheet: what its row says, compared with what is known of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from models.enums import Method
from services.errors.base import DomainError
from services.errors.criteria import CriterionRowFault, CriterionRowRefused
from services.rules.criteria_items import NONE, Item
from services.rules.criteria_nodes import CriterionField, CriterionNode
from services.rules.criteria_words import CriteriaWords, Guess, guessed
from services.rules.document import Criterion
from services.rules.named import Named
from services.rules.sheet_rows import RowReader
from services.rules.text import SENTENCE_LIMIT, clean_name, meant_by

Value = TypeVar("Value")

_WITH_RATES = (Method.PER_ITEM, Method.BONUS_PENALTY)
NO_UNIT = (CriterionRowFault.NO_UNIT, CriterionRowFault.LIKE_A_UNIT)
NO_GROUP = (CriterionRowFault.NO_GROUP, CriterionRowFault.LIKE_A_GROUP)


class CriterionDoubt(StrEnum):
    """Why somebody should look twice at a criterion, beside what is odd about its number."""

    METHOD_GUESSED = "method_guessed"
    RATE_GUESSED = "rate_guessed"
    READ_AS_TEXT = "read_as_text"
    NEAR_NAME = "near_name"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class CriteriaRegister:
    """What a sheet is compared with: the present tree, and the units and groups of units that it may name."""

    tree: tuple[CriterionNode, ...]
    units: Named
    groups: Named
    words: CriteriaWords


@dataclass(slots=True)
class CriterionDraft(RowReader):
    """A criterion on its way; `maxima`: what the points of a group can mean, in hundredths."""

    name: str = ""
    method: Method = Method.DIRECT
    guess: Guess = field(default_factory=lambda: Guess(Method.DIRECT))
    figures: dict[CriterionField, int | Decimal | None] = field(default_factory=dict)
    maxima: tuple[int, ...] = ()
    doubts: list[tuple[StrEnum, str]] = field(default_factory=list)

    def fault(self, column: str, reason: CriterionRowFault, **facts: Any) -> None:
        """Note that the cell is not taken; where the sheet has no such column, at the points."""
        why = CriterionRowRefused(reason=reason, text=self.text(column), **facts)
        self.refuse(column if column in self.values else "max", why)

    def says(self, column: str) -> bool:
        """Whether the cell says something, be it that there is nothing."""
        return bool(self.text(column))

    def has(self, column: str) -> bool:
        """Whether the cell says that there is something."""
        return self.text(column) not in ("", NONE)


def draft_of(
    item: Item, known: CriterionNode | None, section: tuple[bool, bool], words: CriteriaWords
) -> CriterionDraft:
    """What the row says of the name and of how it is scored: as typed, else as known, else as guessed.

    `section`: whether the groups above speak of bonus, and of penalty.

    Source: house rule (criteria by Excel)
    """
    draft = CriterionDraft(item.row.number, item.row.values)
    if item.place.doubt:
        draft.doubts.append((item.place.doubt, item.lines[0].number))
    if item.explained:
        draft.doubts.append((CriterionDoubt.READ_AS_TEXT, ", ".join(map(str, item.explained))))
    try:
        draft.name = clean_name(item.name, SENTENCE_LIMIT)
    except DomainError as why:
        draft.refuse("name", why)
    method = _typed_method(draft, bool(item.children), words)
    if method is None and known and known.rule.method is not Method.GROUP:
        method = known.rule.method
    if item.children:
        method = Method.GROUP
    if method in (None, *_WITH_RATES):
        draft.guess = guessed(item.lines[0].text, item.name, section, words)
    draft.method = method or _guessed_method(draft)
    return draft


def node_of(
    draft: CriterionDraft,
    code: str,
    parent: str | None,
    known: CriterionNode | None,
    register: CriteriaRegister,
) -> CriterionNode:
    """The criterion as it is to stand; a cell that is refused leaves what is known.

    Source: house rule (criteria by Excel)
    """
    figures: dict[str, Any] = {figure.value: value for figure, value in draft.figures.items()}
    rule = Criterion(code=code, name=draft.name, method=draft.method, parent=parent, **figures)
    node = replace(known, rule=rule) if known else CriterionNode(rule=rule)

    def sentence_of(text: str) -> str:
        return clean_name(text, SENTENCE_LIMIT)

    return replace(
        node,
        note=_beside(draft, "note", sentence_of, node.note, ""),
        reviewer=_beside(draft, "reviewer", finder(register.units, NO_UNIT), node.reviewer, None),
        group=_beside(draft, "group", finder(register.groups, NO_GROUP), node.group, None),
    )


def _typed_method(draft: CriterionDraft, has_children: bool, words: CriteriaWords) -> Method | None:
    if not draft.has("method"):
        return None
    method = meant_by(draft.text("method"), words.methods)
    if method is None:
        draft.fault("method", CriterionRowFault.METHOD, names=tuple(words.written.values()))
    elif has_children and method is not Method.GROUP:
        draft.fault("method", CriterionRowFault.HAS_CHILDREN)
    elif method is Method.GROUP and not has_children:
        draft.fault("method", CriterionRowFault.HAS_NONE)
    return method


def _guessed_method(draft: CriterionDraft) -> Method:
    """The method by the figures that are typed, else by the words, which leaves a doubt."""
    if draft.has("per_item"):
        return Method.PER_ITEM
    if any(draft.has(key) for key in ("bonus", "penalty", "floor", "cap")):
        return Method.BONUS_PENALTY
    if draft.has("step"):
        return Method.DIRECT
    takes = draft.text("max").startswith("-") if draft.has("max") else draft.guess.takes
    method = Method.BONUS_PENALTY if takes else draft.guess.method
    if method is not Method.DIRECT:
        draft.doubts.append((CriterionDoubt.METHOD_GUESSED, method))
    return method


def finder(named: Named, faults: tuple[CriterionRowFault, CriterionRowFault]) -> Callable[[str], str | None]:
    """What finds the code of what a text names; what it does not find it refuses as the one or other fault.

    Source: house rule (suggestions)
    """

    def code_of(text: str) -> str | None:
        code = named.called(text)
        if code is None:
            near = named.alike(text)
            raise CriterionRowRefused(reason=faults[bool(near)], text=text, names=near)
        return code

    return code_of


def _beside(
    draft: CriterionDraft, column: str, meaning: Callable[[str], Value], known: Value, none: Value
) -> Value:
    return none if draft.text(column) == NONE else draft.read(column, meaning, known)
