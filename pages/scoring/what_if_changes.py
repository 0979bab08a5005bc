"""The grids of a trial: maxima, weights and left-out criteria, and scores of single units; read exactly."""

from typing import Any

import streamlit as st

from models.enums import Method
from pages.scoring import what_if_scores
from pages.scoring.typed_rows import drawn_once, text_of
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from services.rules.document import YearDocument
from services.rules.reading_scores import sums_of_groups
from services.rules.what_if import Changes
from services.rules.what_if_entry import TypedChange, changes_of

_ROUND = "what_if_round"
_INDENT = "\u2003"


def begin_anew(block_year_id: int) -> None:
    """Drop everything that was typed."""
    name = f"{_ROUND}-{block_year_id}"
    st.session_state[name] = st.session_state.get(name, 0) + 1


def ask(ctx: Context, document: YearDocument) -> Changes | None:
    """The changes that are typed; None where some are not taken, which is said then."""
    key = f"what_if-{ctx.block_year_id}-{st.session_state.get(f'{_ROUND}-{ctx.block_year_id}', 0)}"
    st.subheader(_("Criteria otherwise"))
    st.caption(
        _(
            "Every score keeps its share of a changed maximum: 9 of 10 becomes 18 of 20. A weight of 2 "
            "counts twice, with its maximum. What is left out counts for nobody."
        )
    )
    typed = _criteria(document, key)
    st.subheader(_("Scores otherwise"))
    rows = what_if_scores.ask(document, key)
    changes: Changes | None = None
    with ctx.asking():
        changes = changes_of(typed)
    scores = what_if_scores.read(document, rows)
    if changes is None or scores is None:
        return None
    return Changes(
        maxima=changes.maxima, weights=changes.weights, left_out=changes.left_out, scores=tuple(scores)
    )


def _criteria(document: YearDocument, key: str) -> list[TypedChange]:
    sums, depths = sums_of_groups(document.criteria), dict[str | None, int]({None: -1})
    rows = []
    for one in document.criteria:
        depths[one.code] = depths[one.parent] + 1
        stands = sums.get(one.code, 0) if one.method is Method.GROUP else one.max
        row: dict[str, Any] = {"code": one.code, "name": _INDENT * depths[one.code] + one.name}
        rows.append(
            row | {"stands": formats.points(stands, trim=True), "max": "", "weight": "", "out": False}
        )
    columns = {
        "code": st.column_config.TextColumn(_("No."), width=60, pinned=True),
        "name": st.column_config.TextColumn(_("Criterion"), width="large"),
        "stands": st.column_config.TextColumn(_("Maximum now"), alignment="right", width="small"),
        "max": st.column_config.TextColumn(_("Another maximum"), width="small"),
        "weight": st.column_config.TextColumn(_("Weight"), width="small"),
        "out": st.column_config.CheckboxColumn(_("Leave out"), default=False, width="small"),
    }
    edited = st.data_editor(
        drawn_once(f"{key}-criteria", rows, list(columns)),
        key=f"{key}-criteria",
        column_config=columns,
        disabled=["code", "name", "stands"],
        hide_index=True,
        height="content" if len(rows) < 14 else 460,
    )
    return [
        TypedChange(
            code=row["code"], maximum=text_of(row["max"]), weight=text_of(row["weight"]), left_out=row["out"]
        )
        for row in edited.to_dict("records")
    ]
