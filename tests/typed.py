"""Criteria as tests type them."""

from collections.abc import Mapping
from typing import Any

from models.enums import Method
from services.criteria import Node
from services.rules.criteria_nodes import FIGURES_OF
from services.rules.document import Criterion
from services.rules.exact import parse_typed_points, typed_decimal


def typed_node(typed: Mapping[str, str]) -> Node:
    """The node of a row by the keys of a year-file, and `criterion_id`."""
    method = Method(typed["method"])
    figures: dict[str, Any] = {
        figure.value: (typed_decimal if figure in ("per_item", "bonus", "penalty") else parse_typed_points)(
            text
        )
        for figure in FIGURES_OF[method]
        if (text := typed.get(figure.value))
    }
    parent = typed.get("parent") or None
    rule = Criterion(code=typed["code"], name=typed["name"], method=method, parent=parent, **figures)
    return Node(int(typed["criterion_id"]) if typed.get("criterion_id") else None, rule)
