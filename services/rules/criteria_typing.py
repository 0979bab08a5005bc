"""A year's criteria as they are typed into a grid: read row by row, with all that cannot be read."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from models.enums import Method
from services.errors.criteria import CriteriaFault, CriteriaFinding, CriterionRowFault, CriterionRowRefused
from services.errors.typed import NameRefused
from services.rules.criteria_nodes import (
    FIGURES,
    FIGURES_OF,
    CriterionField,
    CriterionNode,
    held,
    under_parents,
)
from services.rules.criteria_numbering import Style, readings_of
from services.rules.criteria_row import NO_GROUP, NO_UNIT, CriteriaRegister, finder
from services.rules.criteria_sums import findings_of
from services.rules.document import Criterion
from services.rules.exact import typed_decimal, typed_points
from services.rules.sections import MOST_POINTS
from services.rules.sheet_rows import CellRefusal, RowReader
from services.rules.text import SENTENCE_LIMIT, clean_name, clean_or_blank, code_for, meant_by

KEY = "criterion_id"
"""The column of a grid that says which criterion of the year a row is; empty for a new one."""

_EXACT = (CriterionField.PER_ITEM, CriterionField.BONUS, CriterionField.PENALTY)
_BELOW_ZERO = (CriterionField.FLOOR, CriterionField.CAP)
_MISSING = (CriteriaFault.NO_MAXIMUM, CriteriaFault.FIGURE_MISSING)
_STAND_IN = "?"
"""Begins the codes of rows that have none; no code that is taken begins so."""

_METHODS = {method.value: method for method in Method}
_LEFT = frozenset((KEY, "method"))
"""Columns that say something in a row that nobody has filled in yet."""


@dataclass(frozen=True, slots=True)
class TypedNode:
    """A row as far as it could be read; `number` counts from 1, `key` is empty for a new criterion."""

    number: int
    key: str
    node: CriterionNode

    @property
    def has_code(self) -> bool:
        """Whether its code could be read; else one stands in for it."""
        return not self.node.code.startswith(_STAND_IN)


@dataclass(frozen=True, slots=True)
class TypedTree:
    """What a grid says: the rows in the order of the tree, and the cells that are not taken."""

    rows: tuple[TypedNode, ...]
    refusals: tuple[CellRefusal, ...]
    register: CriteriaRegister

    @property
    def nodes(self) -> tuple[CriterionNode, ...]:
        """The criteria; a parent stands before its children."""
        return tuple(row.node for row in self.rows)

    @property
    def rules(self) -> list[Criterion]:
        """What a year-file would say of them."""
        return [row.node.rule for row in self.rows]

    def for_groups(self) -> dict[str, str | None]:
        """By code what the group of units is called that each criterion is for."""
        called = self.register.groups.written
        return {
            code: group and called(group) for code, group in held(self.nodes, CriterionField.GROUP).items()
        }

    def findings(self, wanted: int | None = None) -> tuple[CriteriaFinding, ...]:
        """What does not add up; a figure that is there and could not be read is not told as missing."""
        unread = {(refusal.number, refusal.column) for refusal in self.refusals}
        numbers = {row.node.code: row.number for row in self.rows}
        return tuple(
            one
            for one in findings_of(self.rules, wanted, self.for_groups())
            if not (one.reason in _MISSING and (numbers.get(one.code or ""), one.figure) in unread)
        )


def typed_tree(rows: Sequence[Mapping[str, str]], register: CriteriaRegister) -> TypedTree:
    """The tree that the rows say; a row that nobody has filled in is left out.

    `register`: what may be named, and the present tree, whose codes may be longer than new ones. A new row
    that names no parent stands below the one whose code its own goes on from: 1.2.3 below 1.2.
    Source: house rule (criteria as typed)
    """
    filled = [
        RowReader(number, {key: str(text).strip() for key, text in row.items()})
        for number, row in enumerate(rows, start=1)
        if row.get(KEY) or any(str(text).strip() for key, text in row.items() if key not in _LEFT)
    ]
    known = {node.code for node in register.tree}
    codes = _codes(filled, known)
    names = {node.rule.name for node in register.tree}
    there = set(codes.values())
    read = []
    for reader in filled:
        code, method = codes[reader.number], _method(reader, register)
        rule = Criterion(
            code=code,
            name=_name(reader, names),
            method=method,
            parent=_parent(reader, code, there),
            **dict(_figures(reader, method)),
        )
        read.append(TypedNode(reader.number, reader.text(KEY), _node(reader, rule, register)))
    readers = {reader.number: reader for reader in filled}
    ordered, circling = _placed(read, readers)
    refusals = tuple(refusal for reader in filled for refusal in reader.refusals)
    return TypedTree((*ordered, *(_at_the_top(row) for row in circling)), refusals, register)


def tree_as_stored(register: CriteriaRegister) -> TypedTree:
    """The present tree as if it had just been typed.

    Source: house rule (criteria as typed)
    """
    rows = (TypedNode(number, node.code, node) for number, node in enumerate(register.tree, start=1))
    return TypedTree(tuple(rows), (), register)


def by_number(rows: Sequence[TypedNode]) -> list[TypedNode]:
    """The rows of a tree, those below one criterion by their numbers: 1.2 before 1.10, V before IX.

    Source: house rule (criteria as typed)
    """
    below: dict[str | None, list[TypedNode]] = {}
    for row in rows:
        below.setdefault(row.node.rule.parent, []).append(row)
    in_order = [row for siblings in below.values() for row in _in_order(siblings)]
    ordered, _rest = under_parents(in_order, lambda row: row.node.rule)
    return ordered


def _in_order(siblings: Sequence[TypedNode]) -> list[TypedNode]:
    ends = {row.number: re.split("[.-]", row.node.code)[-1] for row in siblings}
    letters = [end for end in ends.values() if not end.isdecimal()]
    romans = {end: _roman(end) for end in letters}
    # A list of letters has an I as well, but no II
    are_roman = all(romans.values()) and any(len(end) > 1 for end in letters)

    def place(row: TypedNode) -> tuple[int, str]:
        end = ends[row.number]
        if end.isdecimal():
            return int(end), ""
        return (romans[end], "") if are_roman else (0, end)

    return sorted(siblings, key=place)


def _roman(text: str) -> int:
    """What a Roman number says, 0 where it is none."""
    return next((one.ordinal for one in readings_of(text) if one.style is Style.SMALL_ROMAN), 0)


def _placed(
    read: Sequence[TypedNode], readers: Mapping[int, RowReader]
) -> tuple[list[TypedNode], list[TypedNode]]:
    """The rows as a tree, and those that only stand below each other; what is not placed well is refused."""
    methods = {row.node.code: row.node.rule.method for row in read}
    ordered, circling = under_parents(read, lambda row: row.node.rule)
    refused = {row.number: CriterionRowFault.CIRCLE for row in circling}
    for row in read:
        if methods.get(row.node.rule.parent or "", Method.GROUP) is not Method.GROUP:
            refused[row.number] = CriterionRowFault.PARENT_SCORED
    for row in read:
        if fault := refused.get(row.number):
            why = CriterionRowRefused(reason=fault, text=row.node.rule.parent or "")
            readers[row.number].refuse("parent", why)
    return ordered, circling


def _at_the_top(row: TypedNode) -> TypedNode:
    """The row of a circle without its parent, so that sums can be told of the others."""
    return replace(row, node=replace(row.node, rule=replace(row.node.rule, parent=None)))


def _codes(filled: Sequence[RowReader], known: set[str]) -> dict[int, str]:
    """The codes by the numbers of the rows, each once; what is refused gets a stand-in."""
    first: dict[str, int] = {}
    codes: dict[int, str] = {}
    for reader in filled:
        text = reader.text("code").lower()
        if not text:
            reader.refuse("code", CriterionRowRefused(reason=CriterionRowFault.CODE_MISSING))
        code = text if text in known else reader.read("code", lambda typed: code_for("", typed), "")
        if code in first:
            fault = CriterionRowFault.CODE_TWICE
            reader.refuse("code", CriterionRowRefused(reason=fault, text=code, row=first[code]))
            code = ""
        codes[reader.number] = code or f"{_STAND_IN}{reader.number}"
        first.setdefault(codes[reader.number], reader.number)
    return codes


def _node(reader: RowReader, rule: Criterion, register: CriteriaRegister) -> CriterionNode:
    return CriterionNode(
        rule=rule,
        note=reader.read("note", lambda text: clean_or_blank(text, SENTENCE_LIMIT), ""),
        reviewer=reader.read("reviewer", finder(register.units, NO_UNIT), None),
        group=reader.read("group", finder(register.groups, NO_GROUP), None),
    )


def _name(reader: RowReader, known: Container[str]) -> str:
    """The name; one that is stored was cleaned when it was, and a grid has thousands."""
    text = reader.text("name")
    if text in known:
        return text
    try:
        return clean_name(text, SENTENCE_LIMIT)
    except NameRefused as why:
        reader.refuse("name", why)
        return ""


def _parent(reader: RowReader, own: str, there: Container[str]) -> str | None:
    parent = reader.text("parent").lower()
    if not parent:
        above = own.rpartition(".")[0]
        while above and above not in there:
            above = above.rpartition(".")[0]
        return above or None if not reader.text(KEY) else None
    if parent not in there:
        reader.refuse("parent", CriterionRowRefused(reason=CriterionRowFault.NO_PARENT, text=parent))
        return None
    return parent


def _method(reader: RowReader, register: CriteriaRegister) -> Method:
    text = reader.text("method")
    if text in _METHODS:
        return _METHODS[text]
    method = meant_by(text, register.words.methods)
    if method is None:
        names = tuple(register.words.written.values())
        reader.refuse("method", CriterionRowRefused(reason=CriterionRowFault.METHOD, text=text, names=names))
    return method or Method.DIRECT


def _figures(reader: RowReader, method: Method) -> Iterator[tuple[str, Any]]:
    for figure in FIGURES:
        if figure in FIGURES_OF[method]:
            yield figure.value, reader.read(figure, partial(_typed, figure), None)
        elif text := reader.text(figure):
            fault = CriterionRowFault.FIGURE_UNWANTED
            reader.refuse(figure, CriterionRowRefused(reason=fault, text=text, figure=figure))


def _typed(figure: CriterionField, text: str) -> int | Decimal:
    if figure in _EXACT:
        return typed_decimal(text)
    lowest = -MOST_POINTS if figure in _BELOW_ZERO else 1 if figure is CriterionField.STEP else 0
    return typed_points(text, MOST_POINTS, minimum=lowest)
