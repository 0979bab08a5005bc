"""The criteria of the year: the tree with its maxima, and for the secretary a grid that saves it whole."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from models.enums import Method, YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from services import criteria as commands
from services.queries import criteria
from services.queries.criteria import CriterionLine
from services.rules.exact import decimal_text
from services.rules.rights import Permission

_METHODS = {
    Method.GROUP: N_("Group"),
    Method.DIRECT: N_("Points given directly"),
    Method.PASS_FAIL: N_("Achieved or not"),
    Method.QUANTITATIVE: N_("Target and actual"),
    Method.PER_ITEM: N_("Points per item"),
    Method.BONUS_PENALTY: N_("Bonus and penalty"),
}
_FIGURES = {
    "max": N_("Maximum"),
    "step": N_("Step"),
    "per_item": N_("Per item"),
    "bonus": N_("Bonus"),
    "penalty": N_("Penalty"),
    "floor": N_("Floor"),
    "cap": N_("Cap"),
}
_INDENT = "\u2003"
_ROUND = "criteria_round"  # counts up when the grid is to be drawn anew


def render(ctx: Context) -> None:
    """Show the tree; whoever may, edits it below."""
    with ctx.reading() as session:
        lines = criteria.criteria_of_year(session, ctx.block_year_id)
    leaves = [line.rule for line in lines if line.rule.method is not Method.GROUP]
    total = sum(leaf.max or 0 for leaf in leaves)
    st.title(
        _("{count} criteria, {points} points in {year}").format(
            count=len(leaves), points=formats.points(total, trim=True), year=ctx.year
        )
        if lines
        else _("Criteria {year}").format(year=ctx.year)
    )
    may_edit = ctx.may(Permission.EDIT_CRITERIA) and ctx.state not in (
        YearState.PUBLISHED,
        YearState.ARCHIVED,
    )
    if lines:
        _tree(lines)
    elif not may_edit:
        st.info(_("The criteria of this year have not been entered yet."))
    if may_edit:
        with st.expander(_("Edit the criteria"), expanded=not lines):
            _edit(ctx, lines)


def _tree(lines: Sequence[CriterionLine]) -> None:
    sums = _sums(lines)
    frame = pd.DataFrame(
        {
            "code": line.rule.code,
            "name": _INDENT * line.depth + line.rule.name,
            "max": formats.points(sums[line.criterion_id], trim=True),
            "method": _(_METHODS[line.rule.method]),
        }
        for line in lines
    )
    columns = {
        "code": st.column_config.TextColumn(_("No."), width=60),
        "name": st.column_config.TextColumn(_("Criterion"), width="large"),
        "method": st.column_config.TextColumn(_("How it is scored"), width="medium"),
    } | formats.number_columns({"max": _("Maximum")})
    st.dataframe(frame, hide_index=True, column_config=columns, height="content" if len(lines) < 60 else 720)


def _sums(lines: Sequence[CriterionLine]) -> dict[int, int]:
    """The maximum of each node: a leaf's own, a group's the sum of what is below it; bonuses are outside."""
    sums = {line.criterion_id: line.rule.max or 0 for line in lines if line.rule.method is not Method.GROUP}
    for line in reversed(lines):
        sums.setdefault(line.criterion_id, 0)
        if line.parent_id is not None:
            sums[line.parent_id] = sums.get(line.parent_id, 0) + sums[line.criterion_id]
    return sums


def _edit(ctx: Context, lines: Sequence[CriterionLine]) -> None:
    st.caption(
        _(
            "Add a row at the end and name its parent; a group needs no maximum. "
            "Saving checks the whole tree and saves all of it or nothing."
        )
    )
    key = f"criteria-{ctx.block_year_id}-{st.session_state.get(_ROUND, 0)}"
    drawn, seen = st.session_state.setdefault(f"{key}-drawn", (_frame(lines), _versions(lines)))
    columns: dict[str, Any] = {
        "criterion_id": None,
        "code": st.column_config.TextColumn(_("No."), required=True, width=70),
        "parent": st.column_config.TextColumn(_("Parent"), width=70),
        "name": st.column_config.TextColumn(_("Criterion"), required=True, width="large"),
        "method": st.column_config.SelectboxColumn(
            _("How it is scored"),
            options=list(_METHODS),
            format_func=lambda one: _(_METHODS[Method(str(one))]),
            required=True,
            default=Method.DIRECT.value,
        ),
    } | formats.number_columns({name: _(label) for name, label in _FIGURES.items()})
    edited = st.data_editor(
        drawn, key=key, column_config=columns, num_rows="dynamic", hide_index=True, on_change="ignore"
    )
    if st.button(_("Save the criteria"), type="primary", key="criteria_save"):
        with ctx.acting(_("The criteria are saved."), then=_draw_anew) as session:
            nodes = [commands.typed_node(row) for row in edited.fillna("").to_dict("records")]
            commands.save_criteria(session, ctx.actor, ctx.block_year_id, nodes, seen)


def _draw_anew() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _frame(lines: Sequence[CriterionLine]) -> pd.DataFrame:
    rows = []
    for line in lines:
        rule = line.rule
        row = {"criterion_id": str(line.criterion_id), "code": rule.code, "parent": rule.parent or ""}
        row |= {"name": rule.name, "method": rule.method.value}
        for name in ("max", "step", "floor", "cap"):
            row[name] = formats.points(getattr(rule, name), trim=True)
        for name in ("per_item", "bonus", "penalty"):
            value = getattr(rule, name)
            row[name] = "" if value is None else decimal_text(value).replace(".", ",")
        rows.append(row)
    columns = ["criterion_id", "code", "parent", "name", "method", *_FIGURES]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _versions(lines: Sequence[CriterionLine]) -> dict[int, int]:
    return {line.criterion_id: line.version for line in lines}
