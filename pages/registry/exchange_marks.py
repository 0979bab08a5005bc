"""Gives a sheet of units back with its refused cells marked."""

from collections.abc import Iterator
from functools import partial

from pages.registry.exchange_work import Checked
from pages.shared.marks import offer_marked
from pages.shared.plain import as_read
from pages.shared.refusals import sentence_of
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
    offer_marked(checked.upload.name, partial(_with_rows, checked))


def _with_rows(checked: Checked) -> bytes:
    marks = [mark for row in checked.plan.rows for mark in marks_of_row(checked.table, row)]
    return marked(checked.upload.data, marks, header_row=checked.table.header_row)
