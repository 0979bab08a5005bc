"""The workbook that is given back, with what is refused in words on its cells."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import streamlit as st

from pages.shared.i18n import _
from pages.shared.plain import as_read
from pages.shared.refusals import fault_sentence, sentence_of
from services.errors.base import DomainError
from services.errors.workbooks import SheetFault, SheetRefused
from services.rules.sheet_rows import CellRefusal
from services.workbooks.marking import Mark, marked
from services.workbooks.places import cell_name
from services.workbooks.tables import Table


def marks_of(faults: Iterable[SheetFault]) -> list[Mark]:
    """A mark for each fault; one that concerns a whole row or column stands in its first cell."""
    return [Mark(fault.row or 1, fault.column or 1, as_read(fault_sentence(fault))) for fault in faults]


def marks_of_refusals(table: Table, refusals: Iterable[CellRefusal]) -> Iterator[Mark]:
    """A mark for each refused cell; where the file has no such column, on the cell of the name."""
    for refusal in refusals:
        column = table.places.get(refusal.column, table.places["name"])
        yield Mark(refusal.number, column, as_read(sentence_of(refusal.why)))


def told_refusals(table: Table, refusals: Iterable[CellRefusal]) -> Iterator[str]:
    """Each refused cell by its name, and why it is not taken; plain text."""
    for mark in marks_of_refusals(table, refusals):
        yield f"{cell_name(mark.row, mark.column)}: {mark.text}"


def offer_marked(name: str, made: Callable[[], bytes]) -> None:
    """Offer the marked workbook, under the name of the one that was chosen."""
    label = _("The same workbook, with what is refused marked")
    st.download_button(label, made, f"loi-{name}", on_click="ignore", icon=":material/download:")


def offer_faults(name: str, data: bytes, refusal: DomainError) -> None:
    """Offer the workbook with its faults marked, where it is the table in it that cannot be read."""
    if isinstance(refusal, SheetRefused):
        offer_marked(name, partial(marked, data, marks_of(refusal.faults)))
