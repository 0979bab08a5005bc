"""A unit's sheet as a dense table, in which a cell is chosen by its row, or by name where a thumb types."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from models.enums import SheetStep
from pages.scoring import cell_address
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.step_words import STEPS
from services.queries.cells import Cell, Figure, UnitSheet
from services.rules.cells import NOT_ASSIGNED

_ROUND = "cell_table_round"  # counts up when the tick in the table no longer shows what is chosen
_FIGURES = (SheetStep.SELF, SheetStep.REVIEW, SheetStep.SECOND_REVIEW, SheetStep.FINAL)
_MOST_ROWS = 12


def choose(ctx: Context, sheet: UnitSheet, shown: Sequence[Cell]) -> Cell:
    """The table of the cells that are shown, and the one among them that is chosen."""
    by_id = {cell.line.criterion_id: cell for cell in shown}
    ids = list(by_id)
    key = f"cell-chosen-{ctx.block_year_id}-{sheet.unit.unit_id}"
    if named := cell_address.asked("criterion", ids, sheet.unit.unit_id):
        st.session_state[key] = named
    elif st.session_state.get(key) not in by_id:  # a choice that is not offered is no choice
        st.session_state[key] = ids[0]
    table = f"cell-table-{sheet.unit.unit_id}-{st.session_state.get(_ROUND, 0)}"
    st.dataframe(
        _frame(sheet, shown),
        hide_index=True,
        column_config=_columns(),
        height="content" if len(shown) < _MOST_ROWS else 420,
        on_select=partial(_take, table, key, ids),
        selection_mode="single-row",
        key=table,
    )
    chosen = st.selectbox(
        _("Criterion that is shown below"),
        ids,
        format_func=lambda one: f"{by_id[one].line.rule.code} {by_id[one].line.rule.name}",
        key=key,
        on_change=_untick,
    )
    cell_address.tell("criterion", chosen, sheet.unit.unit_id)
    return by_id[chosen]


def _take(table: str, key: str, ids: Sequence[int]) -> None:
    rows = st.session_state[table].selection.rows
    if rows and rows[0] < len(ids):
        st.session_state[key] = ids[rows[0]]


def _untick() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _frame(sheet: UnitSheet, shown: Sequence[Cell]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "code": cell.line.rule.code,
            "name": cell.line.rule.name,
            "max": formats.points(_maximum(cell), trim=True),
            **{step.value: figure_words(cell.figures.get(step)) for step in _FIGURES},
            "difference": difference_words(cell),
            "files": formats.count(cell.files) if cell.files else "",
            "remarks": _remark_words(cell),
        }
        for cell in shown
    )
    used = [step.value for step in _FIGURES if step in sheet.steps.deadlines]
    return frame[["code", "name", "max", *used, "difference", "files", "remarks"]]


def _columns() -> dict[str, ColumnConfig]:
    figures = {step.value: _(STEPS[step]) for step in _FIGURES}
    texts: dict[str, ColumnConfig] = {
        "code": st.column_config.TextColumn(_("No."), width=64),
        "name": st.column_config.TextColumn(_("Criterion"), width=200),
        "remarks": st.column_config.TextColumn(_("Remarks"), width=260),
    }
    labels = {"max": _("Max."), **figures, "difference": _("Difference"), "files": _("Files")}
    widths = {SheetStep.SECOND_REVIEW.value: 125, "difference": 85, "files": 46}
    figured = {
        name: st.column_config.TextColumn(label, width=widths.get(name, 72), alignment="right")
        for name, label in labels.items()
    }
    return texts | figured


def _maximum(cell: Cell) -> int | None:
    return cell.line.rule.cap if cell.line.rule.max is None else cell.line.rule.max


def figure_words(figure: Figure | None) -> str:
    """The points of a figure, or what was typed where there are none; nothing for an empty cell."""
    if figure is None:
        return ""
    return figure.text if figure.points is None else formats.points(figure.points, trim=True)


def difference_words(cell: Cell) -> str:
    """Self score minus review with its sign; nothing where they agree or one is missing."""
    if not cell.differs:
        return ""
    if cell.difference is None:
        return NOT_ASSIGNED
    return ("+" if cell.difference > 0 else "") + formats.points(cell.difference, trim=True)


def _remark_words(cell: Cell) -> str:
    said = [_(STEPS[step]) for step in SheetStep if step in cell.remarks]
    return ", ".join([_("not explained yet")] * cell.unexplained + said)
