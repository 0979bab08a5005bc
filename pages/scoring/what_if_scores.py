"""The scores of a trial: typed into a grid of their own, read as in a score sheet."""

from collections.abc import Hashable
from typing import Any

import streamlit as st

from models.enums import Method
from pages.scoring.typed_rows import drawn_once, text_of
from pages.shared.doubts import doubt_sentence
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.rules.cell_reading import read_cell
from services.rules.document import Score, YearDocument


def ask(document: YearDocument, key: str) -> list[dict[Hashable, Any]]:
    """A row for each score that is to be another: unit, criterion, and the text as in the score sheet."""
    st.caption(_("Type a score as in the score sheet: 9,5; x; 120/100; 3; 2/1; - for not assigned."))
    units = {unit.code: unit.name for unit in document.units if unit.scored}
    leaves = {
        one.code: f"{one.code}. {one.name}" for one in document.criteria if one.method is not Method.GROUP
    }
    columns = {
        "unit": st.column_config.SelectboxColumn(
            _("Unit"), options=list(units), format_func=lambda code: units[str(code)], width="medium"
        ),
        "criterion": st.column_config.SelectboxColumn(
            _("Criterion"), options=list(leaves), format_func=lambda code: leaves[str(code)], width="large"
        ),
        "text": st.column_config.TextColumn(_("Score"), width="small", max_chars=40),
    }
    edited = st.data_editor(
        drawn_once(f"{key}-scores", [], list(columns)),
        key=f"{key}-scores",
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
    )
    found: list[dict[Hashable, Any]] = edited.to_dict("records")
    return found


def read(document: YearDocument, rows: list[dict[Hashable, Any]]) -> list[Score] | None:
    """The scores that were typed, those with doubts shown as understood; None where one is not taken."""
    criteria = {one.code: one for one in document.criteria}
    names = {unit.code: unit.name for unit in document.units}
    scores, refused = [], False
    for row in rows:
        unit, code, text = (text_of(row[name]) for name in ("unit", "criterion", "text"))
        if not (unit in names and code in criteria and text.strip()):
            continue
        reading = read_cell(text, unit, criteria[code], document.ranking.stage)
        where = _("{unit}, criterion {criterion}: {why}")
        if reading.refusal is not None:
            why = sentence_of(reading.refusal)
            st.error(where.format(unit=plain(names[unit]), criterion=plain(code), why=why))
            refused = True
        elif reading.doubts:
            why = doubt_sentence(text, reading.understood, reading.doubts)
            st.warning(where.format(unit=plain(names[unit]), criterion=plain(code), why=why))
        if reading.entry is not None:
            scores.append(reading.entry)
    return None if refused else scores
