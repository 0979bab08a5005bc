"""Cells that two people have changed: mine beside theirs, with who and when."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.grid import Conflict
from pages.shared.i18n import _
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.rules.cells import cell_text


def show(conflicts: Sequence[Conflict], lines: Sequence[CriterionLine], units: Sequence[UnitLine]) -> None:
    """Say that nothing is lost, and show each cell with both values."""
    st.warning(
        _("Somebody else has changed these cells since the sheet was opened; nothing of yours is lost.")
    )
    rules = {line.criterion_id: line.rule for line in lines}
    names = {unit.unit_id: unit.brief for unit in units}
    rows = [
        {
            _("Unit"): names[one.edit.unit_id],
            _("Criterion"): rules[one.edit.criterion_id].code,
            _("Mine"): one.edit.text,
            _("Theirs"): cell_text(one.theirs.entry if one.theirs else None, rules[one.edit.criterion_id]),
            _("Changed by"): (one.theirs.changed_by if one.theirs else None) or "",
            _("At"): formats.moment(one.theirs.changed_at) if one.theirs else "",
        }
        for one in conflicts
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
