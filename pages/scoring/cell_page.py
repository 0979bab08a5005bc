"""One cell of a unit's sheet: its figures at every step, remarks, evidence, and all its history."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from models.enums import SheetStep
from pages.scoring import cell_evidence, cell_remarks
from pages.scoring.cell_table import figure_words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.step_words import STEPS
from services.queries.cell_record import Happened, HistoryLine, history_of_cell
from services.queries.cells import Cell, Figure, Reach, UnitSheet
from services.queries.criteria import CriterionLine
from services.rules.cells import shown_points

_MOST_ROWS = 12


def render(ctx: Context, reach: Reach, sheet: UnitSheet, cell: Cell) -> None:
    """Show what is known of the cell; whoever may, remarks on it and brings evidence."""
    st.subheader(plain(f"{cell.line.rule.code} {cell.line.rule.name}"))
    if above := _above(sheet.tree, cell.line):
        st.caption(" \u203a ".join(plain(name) for name in above))
    if cell.line.note:
        said = _("Evidence asked for: {note}").format(note=plain(cell.line.note))
        st.info(said, icon=":material/attach_file:")
    _figures(sheet, cell)
    left, right = st.columns(2, gap="large")
    with left:
        cell_remarks.render(ctx, reach, sheet, cell)
    with right:
        cell_evidence.render(ctx, reach, sheet, cell)
    _history(ctx, reach, sheet, cell)


def _above(tree: Sequence[CriterionLine], line: CriterionLine) -> list[str]:
    """The names of the groups that the criterion stands in, the outermost first."""
    by_id = {one.criterion_id: one for one in tree}
    names: list[str] = []
    while line.parent_id is not None:
        line = by_id[line.parent_id]
        names.insert(0, line.rule.name)
    return names


def _figures(sheet: UnitSheet, cell: Cell) -> None:
    rows = []
    for step in sheet.steps.deadlines:
        figure, lock = cell.figures.get(step), sheet.steps.locks.get((step, sheet.unit.unit_id))
        if step is SheetStep.EXPLANATION and not lock:
            continue  # it has words only
        rows.append(
            {
                _("Step of the sheet"): _(STEPS[step]),
                _("Points"): _entered(figure) if step is not SheetStep.EXPLANATION else "",
                _("Entered by"): who_and_when(figure.by, figure.at) if figure else "",
                _("Locked"): who_and_when(lock.by, lock.at) if lock else "",
            }
        )
    frame = pd.DataFrame(rows)
    st.table(frame.loc[:, (frame != "").any()], hide_index=True, border="horizontal")


def _entered(figure: Figure | None) -> str:
    """The points, with what was typed where that is something else, and a word for no entry."""
    if figure is None:
        return _("not scored")
    if figure.not_assigned:
        return _("not assigned")
    shown = figure_words(figure)
    alike = figure.points is None or figure.text == shown_points(figure.points)
    return plain(shown if alike else f"{shown} ({figure.text})")


def who_and_when(by: str | None, at: datetime | None) -> str:
    """Who did something and when, as far as it is known, as Markdown."""
    return ", ".join(filter(None, (plain(by or ""), formats.moment(at) if at else "")))


def _history(ctx: Context, reach: Reach, sheet: UnitSheet, cell: Cell) -> None:
    with ctx.reading() as session:
        lines = history_of_cell(session, reach, sheet, cell)
    st.markdown("##### " + _("History of the cell"))
    if not lines:
        st.caption(_("Nothing has been changed in this cell since the year was set up."))
        return
    frame = pd.DataFrame(
        {
            "at": formats.moment(line.at),
            "what": _happened(line),
            "before": line.before,
            "after": line.after,
            "by": line.by or "",
        }
        for line in lines
    )
    columns = {
        "at": st.column_config.TextColumn(_("Moment"), width=130),
        "what": st.column_config.TextColumn(_("What was done"), width=180),
        "before": st.column_config.TextColumn(_("Before"), width="medium"),
        "after": st.column_config.TextColumn(_("After it"), width="medium"),
        "by": st.column_config.TextColumn(_("By whom"), width=170),
    }
    st.dataframe(
        frame,
        hide_index=True,
        column_config=columns,
        height="content" if len(lines) < _MOST_ROWS else 420,
    )


def _happened(line: HistoryLine) -> str:
    if line.step is None:
        return _("Files added") if line.what is Happened.BROUGHT else _("File removed")
    step = _(STEPS[line.step])
    return step if line.what is Happened.SCORED else _("Remark: {step}").format(step=step)
