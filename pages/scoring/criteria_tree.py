"""A tree of criteria as a table: how much each is worth, how it is scored, who reviews it, what to bring."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from models.enums import Method
from pages.scoring.criterion_words import FIELDS, METHODS, value_words
from pages.shared import formats
from pages.shared.i18n import _
from services.rules.criteria_layout import labels_of
from services.rules.criteria_nodes import CriterionField, CriterionNode, held
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_sums import total_for
from services.rules.document import Criterion
from services.rules.named import Named
from services.rules.reading_scores import sums_of_groups

_INDENT = "\u2003"
_LOW = 20  # rows that are shown without a bar of their own
_ALL = ""  # no group of units has this code


def draw(tree: Sequence[CriterionNode], register: CriteriaRegister, key: str = "criteria") -> None:
    """The whole tree, or what is for the units of one group."""
    groups = held(tree, CriterionField.GROUP)
    shown = _chosen(tree, groups, register, key)
    reviewers = held(tree, CriterionField.REVIEWER)
    sums = sums_of_groups(tuple(node.rule for node in shown))
    depths = _depths(tree)
    labels = dict(zip((node.code for node in tree), labels_of(tree), strict=True))
    frame = pd.DataFrame(
        {
            "number": labels[node.code],
            "name": _INDENT * depths[node.code] + node.rule.name,
            "max": _worth(node.rule, sums),
            "method": _scored(node.rule),
            "reviewer": _called(register.units, reviewers[node.code]),
            "group": _called(register.groups, groups[node.code]),
            "note": node.note,
        }
        for node in shown
    )
    kept = [name for name in frame.columns if name in ("number", "name", "max") or frame[name].any()]
    st.dataframe(
        frame[kept],
        hide_index=True,
        column_config=_columns(),
        height="content" if len(shown) <= _LOW else 640,
        key=f"{key}_tree",
    )


def _chosen(
    tree: Sequence[CriterionNode],
    groups: Mapping[str, str | None],
    register: CriteriaRegister,
    key: str,
) -> Sequence[CriterionNode]:
    """What is for the units of a group, where some criteria are for one; their sums differ."""
    named = [group for group in dict.fromkeys(groups.values()) if group]
    if not named:
        return tree
    rules = [node.rule for node in tree]
    labels = {_ALL: _("All units")}
    for group in named:
        worth = formats.points(total_for(rules, groups, group), trim=True)
        name = register.groups.written(group)
        labels[group] = _("{group}: {points} points").format(group=name, points=worth)
    chosen = st.selectbox(
        _("For the units of"), list(labels), format_func=labels.__getitem__, key=f"{key}_group"
    )
    if chosen == _ALL:
        return tree
    return [node for node in tree if groups[node.code] in (None, chosen)]


def _depths(tree: Sequence[CriterionNode]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for node in tree:
        depths[node.code] = depths[node.rule.parent] + 1 if node.rule.parent else 0
    return depths


def _worth(rule: Criterion, sums: Mapping[str, int]) -> str:
    """A leaf's maximum; of a group what is below it, with what it says itself where that differs."""
    if rule.method is not Method.GROUP:
        return formats.points(rule.max, trim=True)
    below = formats.points(sums[rule.code], trim=True)
    if rule.max in (None, sums[rule.code]):
        return below
    return f"{formats.points(rule.max, trim=True)} \u2260 {below}"


def _scored(rule: Criterion) -> str:
    """How it is scored, with the figures that belong to that."""
    said = [_(METHODS[rule.method])]
    if rule.step:
        said.append(_("step {step}").format(step=value_words(rule.step)))
    if rule.method is Method.PER_ITEM:
        said.append(_("{points} each").format(points=value_words(rule.per_item)))
    if rule.method is Method.BONUS_PENALTY:
        rates = [("+", rule.bonus), ("\u2212", rule.penalty)]
        said += [f"{sign}{value_words(rate)}" for sign, rate in rates if rate]
        bounds = {"floor": value_words(rule.floor), "cap": value_words(rule.cap)}
        said.append(_("from {floor} to {cap}").format(**bounds))
    return "" if rule.method is Method.GROUP else ", ".join(said)


def _called(named: Named, code: str | None) -> str:
    return named.written(code) if code else ""


def _columns() -> dict[str, ColumnConfig]:
    return {
        "number": st.column_config.TextColumn(_("No."), width=64),
        "name": st.column_config.TextColumn(_("Criterion"), width=430),
        "max": st.column_config.TextColumn(_("Maximum"), width=96, alignment="right"),
        "method": st.column_config.TextColumn(_("How it is scored"), width=210),
        "reviewer": st.column_config.TextColumn(_(FIELDS[CriterionField.REVIEWER]), width=170),
        "group": st.column_config.TextColumn(_(FIELDS[CriterionField.GROUP]), width=150),
        "note": st.column_config.TextColumn(_(FIELDS[CriterionField.NOTE]), width=260),
    }
