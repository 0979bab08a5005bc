"""The files that a unit has brought for a cell: given out, brought, and taken away again."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.enums import SheetStep
from pages.shared import formats
from pages.shared.attached import choose_files
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services import evidence
from services.errors.files import FileLost
from services.queries.cell_record import EvidenceLine, evidence_file, evidence_of_cell
from services.queries.cells import Cell, Reach, UnitSheet
from services.queries.sheet_steps import units_to_fill
from services.rules.text import code_for
from services.settings import settings

_ROUND = "evidence_round"  # counts up when the chosen files are kept, so that the field is empty again


def render(ctx: Context, reach: Reach, sheet: UnitSheet, cell: Cell) -> None:
    """Give the files out; whoever may, brings more or takes one away."""
    st.markdown("##### " + _("Evidence"))
    unit_id, criterion_id = sheet.unit.unit_id, cell.line.criterion_id
    with ctx.reading() as session:
        lines = evidence_of_cell(session, reach, unit_id, criterion_id, folder=settings().data_folder)
    if not lines:
        st.caption(_("No file has been brought for this score."))
    for number, line in enumerate(lines, 1):
        _give(ctx, sheet, cell, number, line)
    if _takes_files(ctx, reach, sheet):
        _bring(ctx, sheet, cell)
        if lines:
            _remove(ctx, lines)


def _takes_files(ctx: Context, reach: Reach, sheet: UnitSheet) -> bool:
    """Whether the actor is offered to bring files now; the command asks again."""
    unit_id, steps = sheet.unit.unit_id, sheet.steps
    used = [step for step in (SheetStep.SELF, SheetStep.EXPLANATION) if step in steps.deadlines]
    is_open = any((step, unit_id) not in steps.locks for step in used)
    return (
        is_open
        and not reach.closed
        and bool(units_to_fill(ctx.actor, ctx.block_id, ctx.year, SheetStep.SELF, [unit_id]))
    )


def _give(ctx: Context, sheet: UnitSheet, cell: Cell, number: int, line: EvidenceLine) -> None:
    told = (_size(line.size), plain(line.by or ""), formats.moment(line.at))
    with st.container(gap="xsmall"):
        if line.lost:
            st.warning(sentence_of(FileLost(reason=line.lost, label=line.label)), icon=":material/error:")
        else:
            about = _("Evidence") + f" {cell.line.rule.code} {number} {ctx.year} {sheet.unit.brief}"
            st.download_button(
                plain(line.label),
                partial(_bytes, ctx, line.id),
                f"{code_for(about)}.{line.kind.value}",
                on_click="ignore",
                icon=":material/download:",
                key=f"evidence-{line.id}",
            )
        st.caption(" \u00b7 ".join(filter(None, told)))


def _bytes(ctx: Context, evidence_id: int) -> bytes:
    """The file, read when it is asked for, and by the right that there is then."""
    with ctx.reading() as session:
        return evidence_file(session, ctx.actor, evidence_id, folder=settings().data_folder).data


def _size(count: int) -> str:
    return f"{formats.count(max(1, round(count / 1000)))} KB"


def _bring(ctx: Context, sheet: UnitSheet, cell: Cell) -> None:
    unit_id, criterion_id = sheet.unit.unit_id, cell.line.criterion_id
    key = f"evidence-{unit_id}-{criterion_id}-{st.session_state.get(_ROUND, 0)}"
    uploads = choose_files(key)
    if uploads and st.button(_("Keep these files"), type="primary", key=f"{key}-keep"):
        with ctx.acting(_("The files are kept."), then=_empty) as session:
            evidence.add_evidence(
                session,
                ctx.actor,
                ctx.block_year_id,
                unit_id,
                criterion_id,
                uploads,
                folder=settings().data_folder,
            )


def _empty() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _remove(ctx: Context, lines: Sequence[EvidenceLine]) -> None:
    labels = {line.id: line.label for line in lines}
    with st.popover(_("Take a file away")):
        chosen = st.selectbox(
            _("File"), list(labels), format_func=labels.__getitem__, key=f"evidence-removed-{lines[0].id}"
        )
        if st.button(_("Yes, take it away"), key="evidence-remove"):
            with ctx.acting(_("The file is taken away.")) as session:
                evidence.remove_evidence(session, ctx.actor, chosen, folder=settings().data_folder)
