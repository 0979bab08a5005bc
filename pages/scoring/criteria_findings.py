"""What is typed into a grid of criteria, told beside it: what it adds up to, and what cannot stay so."""

from collections.abc import Sequence

import streamlit as st

from models.enums import Method
from pages.scoring.criterion_words import FIELDS
from pages.shared import formats
from pages.shared.criteria_sentences import finding_sentence
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.refusals import listed, sentence_of
from services.errors.criteria import CriteriaFinding
from services.rules.criteria_nodes import CriterionField
from services.rules.criteria_sums import ONLY_WARNED_OF, total_for, total_of, total_to_score
from services.rules.criteria_typing import TypedNode, TypedTree
from services.rules.exact import typed_points
from services.rules.sheet_rows import RowReader

_NAME = 40  # characters of a name that stands for a criterion without a number
_MOST = 12
"""Sentences in one list; the others are counted."""


def ask_wanted(key: str) -> int | None:
    """The hundredths that the criteria are to be worth, as somebody types it; None for whatever they are."""
    typed = st.text_input(
        _("Points that all are to come to"), key=key, placeholder=_("such as 1000"), autocomplete="off"
    )
    reader = RowReader(0, {"wanted": typed})
    wanted = reader.read("wanted", typed_points, None)
    for refusal in reader.refusals:
        st.error(sentence_of(refusal.why))
    return wanted


def show(tree: TypedTree, wanted: int | None) -> None:
    """The totals, then everything that cannot be read, then everything that does not add up."""
    _totals(tree, wanted)
    if tree.refusals:
        number = len(tree.refusals)
        said = ngettext("{count} cell cannot be read:", "{count} cells cannot be read:", number)
        st.error(listed(said.format(count=formats.count(number)), _refusals(tree)[:_MOST], number))
    findings = tree.findings(wanted)
    if fatal := hindering(findings):
        number = len(fatal)
        said = ngettext("{count} thing hinders the freeze:", "{count} things hinder the freeze:", number)
        st.warning(listed(said.format(count=formats.count(number)), _told(fatal), number))
    elif not tree.refusals:
        st.success(_("It adds up."), icon=":material/check:")
    if odd := [one for one in findings if one.reason in ONLY_WARNED_OF]:
        st.info(listed(_("To be looked at:"), _told(odd), len(odd)))


def hindering(findings: Sequence[CriteriaFinding]) -> list[CriteriaFinding]:
    """Of what was found, what keeps the criteria from being frozen."""
    return [one for one in findings if one.reason not in ONLY_WARNED_OF]


def _totals(tree: TypedTree, wanted: int | None) -> None:
    groups = tree.for_groups()
    named = [group for group in dict.fromkeys(groups.values()) if group]
    leaves = sum(rule.method is not Method.GROUP for rule in tree.rules)
    if not named:
        _total(_("All criteria together"), total_of(tree.rules), wanted)
    for group in named:
        _total(plain(group), total_for(tree.rules, groups, group), wanted)
    said = ngettext(
        "{count} criterion is scored, for {points} points at most.",
        "{count} criteria are scored, for {points} points at most.",
        leaves,
    )
    worth = formats.points(total_to_score(tree.rules), trim=True)
    st.caption(said.format(count=formats.count(leaves), points=worth))


def _total(label: str, total: int, wanted: int | None) -> None:
    value = formats.points(total, trim=True)
    if wanted is not None:
        value = f"{value} / {formats.points(wanted, trim=True)}"
    st.metric(label, value)


def _told(findings: Sequence[CriteriaFinding]) -> list[str]:
    return [finding_sentence(one) for one in findings[:_MOST]]


def _refusals(tree: TypedTree) -> list[str]:
    rows = {row.number: row for row in tree.rows}
    said = []
    for refusal in sorted(tree.refusals, key=lambda one: one.number):
        column = _(FIELDS[CriterionField(refusal.column)]).lower()
        where = _("{criterion}, {column}").format(criterion=_called(rows[refusal.number]), column=column)
        said.append(f"**{where}**: {sentence_of(refusal.why)}")
    return said


def _called(row: TypedNode) -> str:
    """The number of the criterion, or its name, or the place of its row: a grid shows no numbers of rows."""
    if row.has_code:
        return plain(row.node.code)
    name = row.node.rule.name
    return f'"{plain(name[:_NAME])}"' if name else _("Row {row}").format(row=formats.count(row.number))
