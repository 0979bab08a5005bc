"""A tree of criteria as a frozen version keeps it: as a year-file has it, with what the block says beside."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.rules.criteria_nodes import CriterionField, CriterionNode
from services.rules.reading_scores import read_criteria
from services.rules.sections import Section
from services.rules.writing import criterion_mapping

_BESIDE = (CriterionField.NOTE, CriterionField.REVIEWER, CriterionField.GROUP)


def kept_mapping(node: CriterionNode) -> dict[str, Any]:
    """The criterion as it is kept: units and groups of units by their codes, what is not said is left out.

    Source: year-file, criteria; house rule (frozen versions)
    """
    beside = {field.value: getattr(node, field) for field in _BESIDE}
    return criterion_mapping(node.rule) | {key: text for key, text in beside.items() if text}


def nodes_kept(tree: Sequence[Mapping[str, Any]]) -> tuple[CriterionNode, ...]:
    """The criteria of a tree that was kept.

    Source: year-file, criteria; house rule (frozen versions)
    """
    told = [{key: value for key, value in one.items() if key not in _BESIDE} for one in tree]
    rules, _faulty = read_criteria(Section({"criteria": told}, []))
    return tuple(
        CriterionNode(
            rule=rule, note=one.get("note", ""), reviewer=one.get("reviewer"), group=one.get("group")
        )
        for rule, one in zip(rules, tree, strict=True)
    )
