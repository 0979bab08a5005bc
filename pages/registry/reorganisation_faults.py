"""What is refused in a reorganisation sheet: listed by row, and marked in the workbook that is given back."""

from functools import partial

import pandas as pd
import streamlit as st

from pages.registry.reorganisation_work import Checked
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.marks import offer_marked
from pages.shared.plain import as_read
from pages.shared.refusals import sentence_of
from services.rules.reorganisation_rows import EventColumn
from services.workbooks.layouts import layout_of
from services.workbooks.marking import Mark, marked
from services.workbooks.tables import Table

MOST_SHOWN = 100


def render(checked: Checked) -> None:
    """Which cells are refused and why, with the workbook marked."""
    faults = checked.found.faults
    st.error(_("Nothing can be applied while a cell is refused. Mend the cells and choose the file again."))
    titles = {column.key: column.titles[0] for column in layout_of("reorganisation").columns}
    frame = pd.DataFrame(
        [
            {
                _("Row"): str(fault.row),
                _("Column"): titles[fault.column],
                _("What is wrong, and how to mend it"): sentence_of(fault.problem),
            }
            for fault in faults[:MOST_SHOWN]
        ]
    )
    st.table(frame, hide_index=True, border="horizontal")
    if len(faults) > MOST_SHOWN:
        st.caption(
            _("The first {count} are shown; all are marked in the workbook.").format(
                count=formats.count(MOST_SHOWN)
            )
        )
    offer_marked(checked.file.name, partial(_with_rows, checked))


def _with_rows(checked: Checked) -> bytes:
    marks = [
        Mark(fault.row, _place(checked.table, fault.column), as_read(sentence_of(fault.problem)))
        for fault in checked.found.faults
    ]
    return marked(checked.file.data, marks, header_row=checked.table.header_row)


def _place(table: Table, column: EventColumn) -> int:
    """The column in the file; where it has no such one, that of the event."""
    return table.places.get(column, table.places[EventColumn.EVENT])
