"""What a sheet of criteria would make of a year's tree, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from models.enums import Method
from services.errors.base import DomainError
from services.errors.criteria import CriteriaFinding, CriterionRowFault, CriterionRowRefused
from services.rules.block_names import NEAR
from services.rules.criteria_figures import read_figures, read_outside, settle_group
from services.rules.criteria_items import NONE, Item, Items, items_in
from services.rules.criteria_matching import matched
from services.rules.criteria_nodes import CriterionField, CriterionNode, FieldChange, changes_between
from services.rules.criteria_row import CriteriaRegister, CriterionDoubt, CriterionDraft, draft_of, node_of
from services.rules.criteria_sums import findings_of
from services.rules.criteria_totals import TotalRow, totals_of
from services.rules.criteria_words import CriteriaWords, speaks_of
from services.rules.document import Criterion
from services.rules.sheet_rows import CellRefusal, RowOutcome, TypedRow
from services.rules.text import code_for, folded_words

_COMPARED = 200
"""New criteria whose names are compared with those that are dropped; a sheet with more is another tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCriterion:
    """What the rows of one criterion would do; `numbers` are theirs, the first has its figures.

    `known`: the code of the present criterion that it is, None for a new one. `doubts`: what somebody should
    look at, each with what it is about. Of a refused one the node is only what could be read.
    """

    numbers: tuple[int, ...]
    outcome: RowOutcome
    node: CriterionNode
    known: str | None = None
    changes: tuple[FieldChange, ...] = ()
    doubts: tuple[tuple[StrEnum, str], ...] = ()
    refusals: tuple[CellRefusal, ...] = ()

    @property
    def fields(self) -> set[CriterionField]:
        """What it changes."""
        return {change.field for change in self.changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaPlan:
    """The tree that a sheet makes, in its order, and what of the present one it leaves out.

    `reordered`: what stays, stands in another order. `findings`: what does not add up, which hinders the
    freeze but not the sheet. `passed_over`: the numbers of rows of plain text outside the table.
    """

    rows: tuple[JudgedCriterion, ...]
    dropped: tuple[CriterionNode, ...]
    reordered: bool
    findings: tuple[CriteriaFinding, ...]
    totals: tuple[TotalRow, ...]
    passed_over: tuple[int, ...]

    @property
    def nodes(self) -> tuple[CriterionNode, ...]:
        """The tree as it is to stand; a parent stands before its children."""
        return tuple(row.node for row in self.rows)

    def count(self, outcome: RowOutcome) -> int:
        """How many criteria come to that."""
        return sum(row.outcome is outcome for row in self.rows)


def plan_of(rows: Sequence[TypedRow], register: CriteriaRegister) -> CriteriaPlan:
    """What the rows would make of the tree; a criterion is known by its code, else by its name.

    What is not in the sheet is dropped; a blank cell leaves what is known, but for the points.
    Source: house rule (criteria by Excel)
    """
    filled = [row for row in rows if any(text.strip() for text in row.values.values())]
    typed, refused = _typed_codes(filled, register)
    items = items_in(filled, register.words, typed)
    known = _known(items, typed, register)
    drafts = _drafts(items, known, register.words)
    _read_all(items, drafts, known, register.words)
    nodes = _nodes(items, drafts, known, register)
    faults: dict[int, list[CellRefusal]] = {}
    for refusal in (*refused, *items.refusals, *(one for draft in drafts for one in draft.refusals)):
        faults.setdefault(refusal.number, []).append(refusal)
    _suggest(drafts, nodes, known, register)
    pairs = {code: node.code for code, node in known.items()}
    judged = tuple(
        _judged(item, node, known.get(item.code), draft, faults, pairs)
        for item, node, draft in zip(items.all, nodes, drafts, strict=True)
    )
    kept = [known[item.code].code for item in items.all if item.code in known]
    staying = set(kept)
    rules = [node.rule for node in nodes]
    totals = tuple(totals_of(items, rules, register.words))
    added_up = {total.number for total in totals}
    other = [row.number for row in (*items.passed_over, *(row for row, _above in items.totals))]
    sound = {row.node.code for row in judged if not row.refusals}
    return CriteriaPlan(
        rows=judged,
        dropped=tuple(node for node in register.tree if node.code not in staying),
        reordered=kept != [node.code for node in register.tree if node.code in staying],
        findings=tuple(one for one in findings_of(rules) if one.code is None or one.code in sound),
        totals=totals,
        passed_over=tuple(sorted(set(other) - added_up)),
    )


def _drafts(items: Items, known: Mapping[str, CriterionNode], words: CriteriaWords) -> list[CriterionDraft]:
    """What each item says; groups that speak of bonus or penalty speak for what is below them."""
    sections: dict[int | None, tuple[bool, bool]] = {None: (False, False)}
    drafts = []
    for item in items.all:
        section = sections[item.place.parent]
        drafts.append(draft_of(item, known.get(item.code), section, words))
        if item.children:
            own = speaks_of(item.lines[0].text, words)
            sections[item.key] = own if any(own) else section
    return drafts


def _typed_codes(
    rows: Sequence[TypedRow], register: CriteriaRegister
) -> tuple[dict[int, str], list[CellRefusal]]:
    """The codes that rows give themselves, by their numbers, and those that are not taken."""
    known = {node.code for node in register.tree}
    typed: dict[int, str] = {}
    first: dict[str, int] = {}
    refused: list[CellRefusal] = []
    for row in rows:
        text = row.values.get("code", "").strip().lower()
        if text in ("", NONE):
            continue
        try:
            # A known one can be longer than one that is typed anew: year-files bring theirs
            code = text if text in known else code_for("", text)
            if code in first:
                fault = CriterionRowFault.CODE_TWICE
                raise CriterionRowRefused(reason=fault, text=code, row=first[code])
        except DomainError as why:
            refused.append(CellRefusal(row.number, "code", why))
        else:
            typed[row.number], first[code] = code, row.number
    return typed, refused


def _known(items: Items, typed: Mapping[int, str], register: CriteriaRegister) -> dict[str, CriterionNode]:
    """The present criteria by the codes of the items that mean them."""
    tree = {node.code: node for node in register.tree}
    codes = {item.key: item.code for item in items.all}
    rough = [
        CriterionNode(
            rule=Criterion(
                code=item.code,
                name=item.name,
                method=Method.GROUP,
                parent=None if item.place.parent is None else codes[item.place.parent],
            )
        )
        for item in items.all
    ]
    said = {code: code for code in typed.values() if code in tree}
    return {code: tree[old] for code, old in matched(register.tree, rough, said, one_year=True).items()}


def _read_all(
    items: Items,
    drafts: Sequence[CriterionDraft],
    known: Mapping[str, CriterionNode],
    words: CriteriaWords,
) -> None:
    """Read the figures, from the leaves up, since a group's may depend on what is below it."""
    below: dict[int | None, int] = {}
    within: set[int | None] = set()
    for item, draft in zip(reversed(items.all), reversed(drafts), strict=True):
        present = known.get(item.code)
        if draft.method is not Method.BONUS_PENALTY and (not item.children or item.key in within):
            within.add(item.place.parent)
        elif draft.method is Method.GROUP:
            read_outside(draft)
            continue
        if not any(refusal.column == "method" for refusal in draft.refusals):
            read_figures(draft, present.rule if present else None, words)
            settle_group(draft, below.get(item.key, 0))
        worth = draft.figures.get(CriterionField.MAX)
        if worth is None:
            worth = below.get(item.key, 0)
        below[item.place.parent] = below.get(item.place.parent, 0) + int(worth)


def _nodes(
    items: Items,
    drafts: Sequence[CriterionDraft],
    known: Mapping[str, CriterionNode],
    register: CriteriaRegister,
) -> list[CriterionNode]:
    codes = {item.key: item.code for item in items.all}
    return [
        node_of(
            draft,
            item.code,
            None if item.place.parent is None else codes[item.place.parent],
            known.get(item.code),
            register,
        )
        for item, draft in zip(items.all, drafts, strict=True)
    ]


def _suggest(
    drafts: Sequence[CriterionDraft],
    nodes: Sequence[CriterionNode],
    known: Mapping[str, CriterionNode],
    register: CriteriaRegister,
) -> None:
    """Note of new criteria which of those that are dropped they may be."""
    kept = {node.code for node in known.values()}
    left = {one.code: folded_words(one.rule.name) for one in register.tree if one.code not in kept}
    new = [(draft, node) for draft, node in zip(drafts, nodes, strict=True) if node.code not in known]
    for draft, node in new[:_COMPARED] if left else ():
        name = folded_words(node.rule.name)
        near = process.extractOne(name, left, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
        if near:
            draft.doubts.append((CriterionDoubt.NEAR_NAME, near[2]))


def _judged(
    item: Item,
    node: CriterionNode,
    known: CriterionNode | None,
    draft: CriterionDraft,
    faults: Mapping[int, Sequence[CellRefusal]],
    pairs: Mapping[str, str],
) -> JudgedCriterion:
    numbers = tuple(line.row.number for line in item.lines)
    refusals = tuple(refusal for number in numbers for refusal in faults.get(number, ()))
    parent = pairs.get(node.rule.parent, "?") if node.rule.parent else None
    changes = changes_between(known, node, moved=parent != known.rule.parent) if known else ()
    outcome = RowOutcome.NEW if known is None else RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED
    return JudgedCriterion(
        numbers=numbers,
        outcome=RowOutcome.REFUSED if refusals else outcome,
        node=node,
        known=known.code if known else None,
        changes=() if refusals else changes,
        doubts=tuple(draft.doubts),
        refusals=refusals,
    )
