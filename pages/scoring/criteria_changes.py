"""What is different between two trees of criteria, criterion by criterion."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.scoring.criterion_words import changed
from pages.shared import preview
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.rules.criteria_lineage import CriterionLine, Descent
from services.rules.criteria_nodes import CriterionNode

FATES: Mapping[Descent, str] = {
    Descent.CHANGED: N_("Changed"),
    Descent.NEW: N_("New"),
    Descent.DROPPED: N_("Dropped"),
    Descent.SAME: N_("The same"),
}


def table(
    before: Sequence[CriterionNode], after: Sequence[CriterionNode], lines: Sequence[CriterionLine]
) -> None:
    """What was changed, is new or dropped; what is the same is left out."""
    old, new = ({node.code: node for node in tree} for tree in (before, after))
    moved = [line for line in lines if line.descent is not Descent.SAME]
    if not moved:
        st.info(_("Both are the same."))
        return
    rows = [
        {
            _("What became of it"): _(FATES[line.descent]),
            _("Criterion"): plain(called(old, new, line)),
            _("What is different"): "  \n".join(plain(changed(one)) for one in line.changes),
        }
        for line in moved[: preview.MOST_SHOWN]
    ]
    preview.table(rows, len(moved))


def called(old: Mapping[str, CriterionNode], new: Mapping[str, CriterionNode], line: CriterionLine) -> str:
    """The number and the name of the criterion, as it is now, or was."""
    node = new[line.after] if line.after else old[line.before or ""]
    return f"{node.code} {node.rule.name}"
