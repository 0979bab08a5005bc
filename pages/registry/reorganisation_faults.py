"""What is refused in a reorganisation sheet: listed by row, and marked in the workbook that is given back."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.marks import marks_of
from pages.shared.plain import as_read
from pages.shared.refusals import sentence_of
from services.errors import SheetRefused
from services.rules.reorganisation_rows import EventColumn, RowFault
from services.workbooks.layouts import layout_of
from services.workbooks.marking import Mark, marked
from services.workbooks.tables import Table

MOST_SHOWN = 100


def of_sheet(file: UploadedFile, refused: SheetRefused) -> None:
    """Why the table cannot be read at all, with the workbook marked."""
    st.error(sentence_of(refused))
    _offer(file, partial(marked, file.getvalue(), marks_of(refused.faults)))


def of_rows(file: UploadedFile, table: Table, faults: Sequence[RowFault]) -> None:
    """Which cells are refused and why, with the workbook marked."""
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
    marks = [
        Mark(fault.row, _place(table, fault.column), as_read(sentence_of(fault.problem))) for fault in faults
    ]
    _offer(file, partial(marked, file.getvalue(), marks, header_row=table.header_row))


def _place(table: Table, column: EventColumn) -> int:
    """The column in the file; where it has no such one, that of the event."""
    return table.places.get(column, table.places[EventColumn.EVENT])


def _offer(file: UploadedFile, made: Callable[[], bytes]) -> None:
    label = _("The same workbook, with what is refused marked")
    st.download_button(label, made, f"loi-{file.name}", on_click="ignore", icon=":material/download:")
