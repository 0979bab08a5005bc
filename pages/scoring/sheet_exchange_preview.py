"""What a score sheet that came back would change, cell by cell: before and after, in doubt, refused."""

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from pages.scoring.sheet_exchange_work import Checked
from pages.shared import formats, preview
from pages.shared.doubts import doubt_sentence
from pages.shared.i18n import N_, _
from pages.shared.marks import offer_marked
from pages.shared.plain import as_read, plain
from pages.shared.refusals import sentence_of
from pages.shared.sentences import CELL_FAULTS
from services.rules.score_grid import CellOutcome, JudgedCell
from services.rules.score_sheet import NAME
from services.workbooks.marking import Mark, marked
from services.workbooks.places import cell_name

_OUTCOMES = {
    CellOutcome.REFUSED: N_("Refused"),
    CellOutcome.LOCKED: N_("Takes no changes"),
    CellOutcome.DOUBTFUL: N_("To be agreed to"),
    CellOutcome.CHANGED: N_("Changed"),
}
_KEPT_OUT = (CellOutcome.REFUSED, CellOutcome.LOCKED)


def finding(checked: Checked) -> str:
    """The counts of the preview in one line."""
    counts = {
        "changed": len(checked.having(CellOutcome.CHANGED)),
        "doubtful": len(checked.having(CellOutcome.DOUBTFUL)),
        "refused": len(checked.having(*_KEPT_OUT)),
    }
    said = _("{changed} changed, {doubtful} to be agreed to, {refused} refused")
    return said.format(**{name: formats.count(number) for name, number in counts.items()})


def render(checked: Checked) -> None:
    """Show the cells that are not as they stand."""
    if checked.having(*_KEPT_OUT):
        offer_marked(checked.upload.name, partial(_with_marks, checked))
    counts = {one: len(found) for one in _OUTCOMES if (found := checked.having(one))}
    if not counts:
        st.info(_("The sheet says what stands there already; there is nothing to save."))
        return
    first = next(iter(counts))
    shown = preview.chosen_among(
        _("Cells shown"), counts, _OUTCOMES, list(counts), f"score_cells-{id(checked)}-{first}"
    )
    _table(checked, [cell for cell in checked.cells if cell.outcome in shown])


def _table(checked: Checked, cells: Sequence[JudgedCell]) -> None:
    grid = checked.file.grid
    names = {criterion.code: criterion.name for criterion in grid.criteria}
    units = {column.key: column.title for column in grid.columns if column.title}
    lines = [
        {
            _("Cell"): cell_name(mark.row, mark.column),
            _("Criterion"): "  \n".join(
                [
                    plain(f"{cell.criterion} {names.get(cell.criterion, '')}".strip()),
                    *([f":small[{plain(units[cell.column])}]"] if cell.column in units else []),
                ]
            ),
            _("Before and after"): _change(cell),
            _("Why not, or what to look at"): mark.text,
        }
        for cell, mark in ((cell, _mark(checked, cell)) for cell in cells[: preview.MOST_SHOWN])
    ]
    preview.table(lines, len(cells))


def _change(cell: JudgedCell) -> str:
    """What stands there beside what would, or what was typed and is not taken."""
    after = cell.after if cell.refusal is None else cell.text
    return " ".join(plain(text) if text else "\u2013" for text in (cell.before, "\u2192", after))


def _mark(checked: Checked, cell: JudgedCell) -> Mark:
    """Where the cell stands in the file, and what is to be said of it: Markdown."""
    places = checked.table.places
    return Mark(cell.number or 0, places.get(cell.column, places[NAME]), _said(checked, cell))


def _said(checked: Checked, cell: JudgedCell) -> str:
    bar = checked.file.bars.get((cell.criterion, cell.column))
    if cell.outcome is CellOutcome.LOCKED and bar:
        said = _('"{before}" stays here: {why}')
        return said.format(before=plain(cell.before), why=_(CELL_FAULTS[bar]))
    if cell.refusal is not None:
        return sentence_of(cell.refusal)
    return doubt_sentence(cell.text, cell.after, cell.doubts) if cell.doubts else ""


def _marks(checked: Checked) -> Iterator[Mark]:
    for cell in checked.having(*_KEPT_OUT):
        mark = _mark(checked, cell)
        yield Mark(mark.row, mark.column, as_read(mark.text))


def _with_marks(checked: Checked) -> bytes:
    return marked(checked.upload.data, list(_marks(checked)), header_row=checked.table.header_row)
