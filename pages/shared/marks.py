"""The faults of a sheet as marks on its cells, in words, for the workbook that is given back."""

from collections.abc import Iterable

from pages.shared.plain import as_read
from pages.shared.refusals import fault_sentence
from services.errors import SheetFault
from services.workbooks.marking import Mark


def marks_of(faults: Iterable[SheetFault]) -> list[Mark]:
    """A mark for each fault; one that concerns a whole row or column stands in its first cell."""
    return [Mark(fault.row or 1, fault.column or 1, as_read(fault_sentence(fault))) for fault in faults]
