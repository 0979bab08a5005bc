"""Cells that two people have changed: mine beside theirs, with who and when."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.i18n import _
from services.errors.scoring import CellFault


def show(faults: Sequence[CellFault]) -> None:
    """Say that nothing is lost, and show each cell with both values."""
    st.warning(
        _("Somebody else has changed these cells since the sheet was opened; nothing of yours is lost.")
    )
    rows = [
        {
            _("Unit"): fault.unit,
            _("Criterion"): fault.criterion,
            _("Mine"): fault.text,
            _("Theirs"): fault.theirs,
            _("Changed by"): fault.changed_by or "",
            _("At"): formats.moment(fault.changed_at) if fault.changed_at else "",
        }
        for fault in faults
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
