"""What stands out in the score sheets: pointed at with its figures, nothing is decided."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from models.enums import Method, Stage
from pages.scoring import checks_limits
from pages.scoring.checks_tables import Sheets, Table, tables_of
from pages.scoring.checks_words import OVERVIEWS, Check, meaning_of, title_of
from pages.shared import finality, formats, links
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.step_words import STEPS
from services.queries import criteria
from services.queries.cells import reach_of
from services.queries.checks import checked_cells
from services.queries.sheet_steps import STEPS_OF_STAGE

_MOST_ROWS = 14
_WIDTHS = {"unit": 170, "criterion": 380, "person": 200}


def render(ctx: Context) -> None:
    """Choose what to look for and how far is far; tick a finding to be led to its cell."""
    heading = st.container()
    sheets = _read(ctx)
    if not sheets.units or all(line.rule.method is Method.GROUP for line in sheets.lines):
        heading.title(_("Checks of the score sheets of {year}").format(year=ctx.year))
        st.info(_("There is nothing to score yet: enter the units and the criteria first."))
        return
    finality.show_mark_of_year(ctx)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    stage = _choose_stage(left, sheets)
    with right.popover(_("Limits"), icon=":material/tune:", width="stretch"):
        limits = checks_limits.ask(ctx)
    tables = {check: table for check, table in tables_of(sheets, stage, limits).items() if table.rows}
    heading.title(_finding(ctx, sum(len(tables[one].rows) for one in tables.keys() - OVERVIEWS)))
    if tables:
        check = _choose_check(tables)
        st.caption(meaning_of(check, limits))
        _show(sheets, check, tables[check])


def _read(ctx: Context) -> Sheets:
    with ctx.reading() as session:
        lines = criteria.criteria_of_year(session, ctx.block_year_id)
        units = [unit for unit in reach_of(session, ctx.actor, ctx.block_year_id).units if unit.scored]
        return Sheets(lines, units, checked_cells(session, ctx.block_year_id, lines, units))


def _choose_stage(place: DeltaGenerator, sheets: Sheets) -> Stage:
    """The stage at which units are compared, at first the one that most is filled in at."""
    filled = {stage: sum(map(len, sheets.read.cells[stage].values())) for stage in Stage}
    return place.segmented_control(
        _("Units are compared by"),
        list(Stage),
        format_func=lambda one: _(STEPS[STEPS_OF_STAGE[one][0]]),
        default=max(reversed(Stage), key=filled.__getitem__),
        required=True,
        key="checks_stage",
    )


def _finding(ctx: Context, count: int) -> str:
    if not count:
        return _("Nothing stands out in the score sheets of {year}").format(year=ctx.year)
    return ngettext(
        "{count} thing to look at again in the score sheets of {year}",
        "{count} things to look at again in the score sheets of {year}",
        count,
    ).format(count=formats.count(count), year=ctx.year)


def _choose_check(tables: dict[Check, Table]) -> Check:
    """One of the checks that have found something."""
    found = list(tables)
    chosen = st.pills(
        _("What stands out"),
        found,
        default=found[0],
        format_func=lambda one: f"{title_of(one)} ({formats.count(len(tables[one].rows))})",
        required=True,
        key=f"checks-{'-'.join(found)}",
    )
    return Check(chosen)


def _show(sheets: Sheets, check: Check, table: Table) -> None:
    labels = table.labels()
    columns: dict[str, ColumnConfig] = {
        name: st.column_config.TextColumn(label, width=_WIDTHS.get(name)) for name, label in labels.items()
    }
    frame = formats.sortable(pd.DataFrame(table.rows, columns=[*labels, *table.figures]), table.figures)
    shape: dict[str, Any] = {
        "hide_index": True,
        "column_config": columns | formats.number_columns(table.figures),
        "height": "content" if len(frame) < _MOST_ROWS else 530,
    }
    if not any(unit for unit, _criterion in table.places):
        st.dataframe(frame, **shape)
        return
    key = f"checks-table-{check}-{len(frame)}"
    chosen = st.dataframe(frame, on_select="rerun", selection_mode="single-row", key=key, **shape)
    rows = chosen.selection.rows
    _lead(sheets, table.places[rows[0]] if rows and rows[0] < len(frame) else None)


def _lead(sheets: Sheets, place: tuple[str, str] | None) -> None:
    """The way to the sheet that a finding lies in."""
    if place is None:
        st.caption(_("Tick a line to be led to its cell."))
        return
    unit = next(one for one in sheets.units if one.code == place[0])
    line = next((one for one in sheets.lines if one.rule.code == place[1]), None)
    label = f"{unit.name}: {line.rule.code} {line.rule.name}" if line else unit.name
    links.cell_link(unit.unit_id, line.criterion_id if line else None, label)
