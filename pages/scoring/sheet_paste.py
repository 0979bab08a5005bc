"""A block pasted from Excel where all of it can be looked at first, also what falls beside the grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from pages.scoring.sheet_desk import Desk
from pages.scoring.sheet_saving import keep
from pages.scoring.sheet_views import Part, View, title_of
from pages.shared import formats, preview
from pages.shared.context import Context
from pages.shared.doubts import doubt_sentence
from pages.shared.grid import column_of
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.errors.score_sheets import PastedCellRefused, PasteTooLong
from services.rules.pasted_block import LONGEST_PASTE, Grid, LaidBlock, LaidCell, laid_over, pasted_rows
from services.rules.score_grid import CellOutcome, JudgedCell, judged_block

_OUTCOMES = {
    CellOutcome.REFUSED: N_("Refused"),
    CellOutcome.LOCKED: N_("Takes no changes"),
    CellOutcome.DOUBTFUL: N_("To be agreed to"),
    CellOutcome.CHANGED: N_("Changed"),
}
_PUT = (CellOutcome.CHANGED, CellOutcome.DOUBTFUL, CellOutcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted block would do: its cells on the grid, and those that fall on none that is open."""

    cells: tuple[JudgedCell, ...]
    lost: tuple[PastedCellRefused, ...]

    def of(self, outcome: CellOutcome) -> list[JudgedCell]:
        """The cells that come to that."""
        return [cell for cell in self.cells if cell.outcome is outcome]


@st.fragment
def offer(ctx: Context, desk: Desk, view: View) -> None:
    """Take a block, say what it would do cell by cell, and put it into the grid to be saved there."""
    if desk.drawn != desk.sheet.key:
        st.rerun()  # a block was put into the grid, which stands outside of this part and shows it then
    with st.expander(  # the server keeps it open: what comes or goes above would draw it anew, and closed
        _("Paste a block"), icon=":material/content_paste:", key="sheet_paste", on_change="rerun"
    ):
        st.caption(_("A paste into the grid itself loses what falls below it or beside it; here it is told."))
        at = _first_cell(view)
        text = st.text_area(
            _("Cells copied from Excel or LibreOffice"), key=f"paste-{desk.sheet.key}", height=160
        )
        if not text:
            return
        if len(text) > LONGEST_PASTE:
            st.error(sentence_of(PasteTooLong(limit=LONGEST_PASTE)))
            return
        pasted = _judged(desk, view, text, at)
        _count(pasted)
        put = {(one.criterion, one.column): one.text for outcome in _PUT for one in pasted.of(outcome)}
        st.button(  # above the table: one that comes late would push the button from under the pointer
            _("Put into the grid"),
            type="primary",
            disabled=not put,
            key="sheet_put",
            on_click=_put,  # not after the press: Streamlit drops that of a run which the next press stops
            args=(ctx, desk, put),
        )
        _show(desk, pasted)


def _put(ctx: Context, desk: Desk, texts: dict[tuple[str, str], str]) -> None:
    desk.draw_anew(desk.typed() | texts)
    keep(ctx, desk)


def _first_cell(view: View) -> tuple[str, str]:
    """Where the first cell of the block is to lie: a criterion's code and a unit's column."""
    row = st.container(horizontal=True)
    codes = {line.rule.code: title_of(line) for line in view.lines}
    units = {column_of(unit.unit_id): unit.name for unit in view.units}
    code, key = next(iter(codes)), next(iter(units))
    if len(codes) > 1:
        code = row.selectbox(_("First criterion"), list(codes), format_func=codes.__getitem__)
    if len(units) > 1:
        key = row.selectbox(_("First unit"), list(units), format_func=units.__getitem__)
    return code, key


def _judged(desk: Desk, view: View, text: str, at: tuple[str, str]) -> Pasted:
    grid, rows = desk.sheet.grid.as_laid(), pasted_rows(text)
    if view.part is not Part.CRITERION:
        laid = laid_over(rows, grid, at)
        return Pasted(judged_block(laid, desk.sheet.grid), laid.refused)
    # One below the other stand units there, not criteria
    turned = Grid(
        grid.columns,
        grid.rows,
        {(key, code) for code, key in desk.sheet.bars},
        {(key, code): standing for (code, key), standing in grid.standing.items()},
    )
    laid = laid_over(rows, turned, (at[1], at[0]))
    back = LaidBlock(tuple(LaidCell(one.column, one.row, one.text) for one in laid.cells), ())
    lost = tuple(replace(one, onto_row=one.onto_column, onto_column=one.onto_row) for one in laid.refused)
    return Pasted(judged_block(back, desk.sheet.grid), lost)


def _count(pasted: Pasted) -> None:
    counts = [(_(word), len(pasted.of(outcome))) for outcome, word in _OUTCOMES.items()]
    counts += [(_("Unchanged"), len(pasted.of(CellOutcome.UNCHANGED))), (_("Left out"), len(pasted.lost))]
    st.markdown(", ".join(f"{word}: **{formats.count(number)}**" for word, number in counts if number))


def _show(desk: Desk, pasted: Pasted) -> None:
    lines = [_line_of_lost(one) for one in pasted.lost]
    names = {column.key: column.title for column in desk.sheet.grid.columns}
    lines += [_line(one, names, word) for outcome, word in _OUTCOMES.items() for one in pasted.of(outcome)]
    preview.table(lines[: preview.MOST_SHOWN], len(lines))


def _line_of_lost(refusal: PastedCellRefused) -> dict[str, str]:
    return _row(_("Left out"), "", plain(refusal.onto_row), "", "", sentence_of(refusal))


def _line(cell: JudgedCell, names: Mapping[str, str], word: str) -> dict[str, str]:
    note = doubt_sentence(cell.text, cell.after, cell.doubts) if cell.doubts else ""
    if cell.refusal is not None:
        note = sentence_of(cell.refusal)
    after = plain(cell.after or cell.text) if not cell.doubts or cell.after else ""
    return _row(_(word), plain(names[cell.column]), plain(cell.criterion), plain(cell.before), after, note)


def _row(outcome: str, *shown: str) -> dict[str, str]:
    labels: Sequence[str] = (_("Unit"), _("Criterion"), _("Before"), _("After"), _("What to look at"))
    return {_("Outcome"): outcome} | dict(zip(labels, shown, strict=True))
