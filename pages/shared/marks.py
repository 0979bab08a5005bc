"""The workbook that is given back, with what is refused in words on its cells."""

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from pages.shared.i18n import _
from pages.shared.plain import as_read
from pages.shared.refusals import fault_sentence
from services.errors.base import DomainError
from services.errors.workbooks import SheetFault, SheetRefused
from services.workbooks.marking import Mark, marked


def marks_of(faults: Iterable[SheetFault]) -> list[Mark]:
    """A mark for each fault; one that concerns a whole row or column stands in its first cell."""
    return [Mark(fault.row or 1, fault.column or 1, as_read(fault_sentence(fault))) for fault in faults]


def offer_marked(name: str, made: Callable[[], bytes]) -> None:
    """Offer the marked workbook, under the name of the one that was chosen."""
    label = _("The same workbook, with what is refused marked")
    st.download_button(label, made, f"loi-{name}", on_click="ignore", icon=":material/download:")


def offer_faults(name: str, data: bytes, refusal: DomainError) -> None:
    """Offer the workbook with its faults marked, where it is the table in it that cannot be read."""
    if isinstance(refusal, SheetRefused):
        offer_marked(name, partial(marked, data, marks_of(refusal.faults)))
