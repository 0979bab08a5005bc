"""Gives a sheet of units back with its refused cells marked."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from pages.registry.exchange_work import Checked, Upload
from pages.shared.i18n import _
from pages.shared.plain import as_read
from pages.shared.refusals import fault_sentence, sentence_of
from services.errors import DomainError, SheetRefused
from services.rules.unit_sheet import JudgedRow
from services.workbooks.marking import Mark, marked
from services.workbooks.tables import Table


def marks_of_row(table: Table, row: JudgedRow) -> Iterator[Mark]:
    """The refused cells of the row; where the file has no such column, the cell of the name."""
    for refusal in row.refusals:
        column = table.places.get(refusal.column, table.places["name"])
        yield Mark(row.number, column, as_read(sentence_of(refusal.why)))


def offer_rows(checked: Checked) -> None:
    """The workbook with the refused cells of its rows marked."""
    _offer(checked.upload, partial(_with_rows, checked))


def offer_faults(upload: Upload, refusal: DomainError) -> None:
    """The workbook with its faults marked, where it is the table in it that cannot be read."""
    if isinstance(refusal, SheetRefused):
        _offer(upload, partial(_with_faults, upload, refusal))


def _offer(upload: Upload, made: partial[bytes]) -> None:
    label = _("The same workbook, with what is refused marked")
    st.download_button(label, made, f"loi-{upload.name}", on_click="ignore", icon=":material/download:")


def _with_rows(checked: Checked) -> bytes:
    marks = [mark for row in checked.plan.rows for mark in marks_of_row(checked.table, row)]
    return marked(checked.upload.data, marks, header_row=checked.table.header_row)


def _with_faults(upload: Upload, refusal: SheetRefused) -> bytes:
    marks = [
        Mark(fault.row or 1, fault.column or 1, as_read(fault_sentence(fault))) for fault in refusal.faults
    ]
    return marked(upload.data, marks)
