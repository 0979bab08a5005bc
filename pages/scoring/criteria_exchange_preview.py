"""How a table of criteria was understood, row by row, and what it would make of the year's tree."""

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from pages.scoring.criteria_exchange_sums import say_sums, sum_marks
from pages.scoring.criteria_exchange_work import Checked
from pages.scoring.criterion_words import FIELDS, METHODS, changed, figures, value_words
from pages.shared import formats, preview
from pages.shared.criteria_sentences import doubt_sentence
from pages.shared.i18n import _, ngettext
from pages.shared.marks import marks_of_refusals, offer_marked, told_refusals
from pages.shared.plain import as_read, plain
from services.rules.criteria_nodes import CriterionField, CriterionNode
from services.rules.criteria_sheet import CriteriaPlan, JudgedCriterion
from services.rules.sheet_rows import RowOutcome
from services.workbooks.marking import marked

_NAMED = 10
"""Criteria that are named where many are dropped."""

_BESIDE = (CriterionField.NOTE, CriterionField.REVIEWER, CriterionField.GROUP)


def render(checked: Checked) -> bool:
    """Show the rows; whether the file can be taken over, which only a whole one can."""
    plan = checked.plan
    refused = plan.count(RowOutcome.REFUSED)
    moving = plan.count(RowOutcome.UNCHANGED) < len(plan.rows) or bool(plan.dropped) or plan.reordered
    if refused:
        preview.say_refused()
    elif not moving:
        st.info(_("The year has just these criteria; there is nothing to take over."))
    say_sums(checked)
    if not refused:
        _say_dropped(plan)
    if refused or plan.findings:
        offer_marked(checked.upload.name, partial(_with_marks, checked))
    rows = _chosen(plan)
    lines = [
        {
            _("Row"): ", ".join(map(str, row.numbers)),
            _("Outcome"): _(preview.OUTCOMES[row.outcome]),
            _("Criterion"): "  \n".join([_called(row.node), _read_as(row.node)]),
            _("What changes, why not, or what to look at"): "  \n".join(map(plain, _said(checked, row))),
        }
        for row in rows[: preview.MOST_SHOWN]
    ]
    preview.table(lines, len(rows))
    return moving and not refused


def _chosen(plan: CriteriaPlan) -> Sequence[JudgedCriterion]:
    """The rows that somebody wants to see."""
    shown = preview.chosen_outcomes(plan, f"criteria_shown-{id(plan)}")
    rows = [row for row in plan.rows if row.outcome in shown]
    doubtful = [row for row in rows if row.doubts]
    if doubtful:
        label = _("Only the {count} that should be looked at").format(count=formats.count(len(doubtful)))
        if st.toggle(label, key=f"criteria_doubtful-{id(plan)}"):
            return doubtful
    return rows


def _say_dropped(plan: CriteriaPlan) -> None:
    if plan.dropped:
        named = ", ".join(_called(node) for node in plan.dropped[:_NAMED])
        said = ngettext(
            "{count} criterion is not in the file and is dropped: {names}",
            "{count} criteria are not in the file and are dropped: {names}",
            len(plan.dropped),
        ).format(count=formats.count(len(plan.dropped)), names=named)
        st.warning(said + (" ..." if len(plan.dropped) > _NAMED else ""))
    if plan.reordered:
        st.caption(_("What stays comes to stand in another order."))
    if plan.passed_over:
        rows = ", ".join(map(str, plan.passed_over))
        st.caption(_("Rows that are no criteria were passed over: {rows}.").format(rows=rows))


def _called(node: CriterionNode) -> str:
    return plain(f"{node.code} {node.rule.name}")


def _read_as(node: CriterionNode) -> str:
    """How it is scored, for how much, and below what."""
    rule = node.rule
    said = [_(METHODS[rule.method]), *figures(rule)]
    if rule.parent:
        said.append(_("below {code}").format(code=rule.parent))
    return ":small[" + plain(", ".join(said)) + "]"


def _said(checked: Checked, row: JudgedCriterion) -> Iterator[str]:
    """What to look at first: why not, then what is in doubt, then what changes."""
    yield from told_refusals(checked.table, row.refusals)
    for doubt, about in row.doubts:
        yield as_read(doubt_sentence(doubt, about))
    for change in row.changes:
        yield changed(change)
    if row.outcome is RowOutcome.NEW:
        for field in _BESIDE:
            if value := getattr(row.node, field):
                yield preview.changed(_(FIELDS[field]), "", value_words(value))


def _with_marks(checked: Checked) -> bytes:
    refused = [refusal for row in checked.plan.rows for refusal in row.refusals]
    marks = marks_of_refusals(checked.table, refused)
    return marked(checked.upload.data, [*marks, *sum_marks(checked)], header_row=checked.table.header_row)
