"""Criteria as a frame of text, a row for each, and what was typed into it; no widget is known here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from services.criteria import Node, Said
from services.queries.criteria_sheet import CriteriaKeys
from services.rules.cells import shown_figure, shown_points
from services.rules.criteria_nodes import FIGURES, CriterionNode
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_typing import KEY, TypedNode, TypedTree
from services.rules.document import Criterion

Texts = dict[str, str]

COLUMNS = (
    KEY,
    "code",
    "parent",
    "name",
    "max",
    "method",
    *map(str, FIGURES[1:]),
    "note",
    "reviewer",
    "group",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a grid was drawn from: the tree with what it may name, and the ids and versions of all that."""

    register: CriteriaRegister
    keys: CriteriaKeys

    @property
    def seen(self) -> dict[int, int]:
        """The version of each criterion, by its id."""
        return {line.criterion_id: line.version for line in self.keys.criteria.values()}


def frame_of(texts: Sequence[Texts]) -> pd.DataFrame:
    """The rows as the grid shows them."""
    return pd.DataFrame(texts, columns=list(COLUMNS), dtype="str")


def texts_drawn(drawn: Drawn) -> list[Texts]:
    """The rows of the tree that is stored."""
    ids = {code: str(line.criterion_id) for code, line in drawn.keys.criteria.items()}
    return [_texts(node, ids.get(node.code, ""), drawn.register) for node in drawn.register.tree]


def texts_in_order(rows: Sequence[TypedNode], typed: Sequence[Texts]) -> list[Texts]:
    """The rows as they were typed, in the order of those that were read."""
    return [typed[row.number - 1] for row in rows]


def texts_of(edited: pd.DataFrame) -> list[Texts]:
    """The rows as they stand in the grid."""
    return [
        {str(column): str(text).strip() for column, text in row.items()}
        for row in edited.fillna("").to_dict("records")
    ]


def nodes_of(tree: TypedTree, drawn: Drawn) -> list[Node]:
    """The criteria that the rows say, to be saved; what a grid does not show of one stays as it was drawn."""
    keys = drawn.keys
    known = {str(line.criterion_id): line for line in keys.criteria.values()}
    nodes = []
    for row in tree.rows:
        line = known.get(row.key)
        said = Said(
            note=row.node.note,
            group_id=keys.groups.get(row.node.group or ""),
            reviewer_id=keys.units.get(row.node.reviewer or ""),
            origin_id=line.origin_id if line else None,
            comparable=line.comparable if line else True,
        )
        nodes.append(Node(line.criterion_id if line else None, row.node.rule, said))
    return nodes


def _texts(node: CriterionNode, key: str, register: CriteriaRegister) -> Texts:
    rule = node.rule
    return {
        KEY: key,
        "code": rule.code,
        "parent": rule.parent or "",
        "name": rule.name,
        "method": rule.method.value,
        **_figures(rule),
        "note": node.note,
        "reviewer": register.units.written(node.reviewer) if node.reviewer else "",
        "group": register.groups.written(node.group) if node.group else "",
    }


def _figures(rule: Criterion) -> Mapping[str, str]:
    """The figures as they can be typed again."""
    shown = {}
    for figure in FIGURES:
        value = getattr(rule, figure)
        if value is None:
            shown[figure.value] = ""
        else:
            shown[figure.value] = shown_points(value) if isinstance(value, int) else shown_figure(value)
    return shown
