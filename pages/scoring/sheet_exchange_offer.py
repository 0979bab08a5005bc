"""Saving a score sheet that came back: agreeing to what is doubtful, all or the valid ones, and what came."""

from functools import partial

import streamlit as st

from pages.scoring import sheet_exchange_saving
from pages.scoring.sheet_exchange_saving import SavedSheet
from pages.scoring.sheet_exchange_work import Checked
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload
from pages.shared.i18n import N_, _, ngettext
from pages.shared.refusals import cell_sentence
from services.queries.score_files import FileScope
from services.rules.score_grid import CellOutcome

_VALID, _WHOLE = "valid", "whole"
_HOW = {_VALID: N_("Save the valid ones"), _WHOLE: N_("All or nothing")}
_MOST_SHOWN = 30


def agreement(checked: Checked) -> bool:
    """Whether somebody agrees to what the doubtful cells below are understood as; nothing where none is."""
    doubtful = len(checked.having(CellOutcome.DOUBTFUL))
    if not doubtful:
        return False
    label = ngettext(
        "{count} cell is meant as it is understood; save it so.",
        "{count} cells are meant as they are understood; save them so.",
        doubtful,
    ).format(count=formats.count(doubtful))
    return st.checkbox(label, key=f"score_agreed-{id(checked)}")


def offer(
    ctx: Context,
    steps: FileSteps[FileScope],
    upload: Upload[FileScope],
    checked: Checked,
    *,
    agreed: bool,
) -> None:
    """The one step that is next: saving what can be saved, as somebody wants it."""
    if not checked.having(*(one for one in CellOutcome if one is not CellOutcome.UNCHANGED)):
        return
    left_out = len(checked.having(CellOutcome.REFUSED, CellOutcome.LOCKED))
    if not agreed:
        left_out += len(checked.having(CellOutcome.DOUBTFUL))
    how = st.segmented_control(
        _("What to save"),
        list(_HOW),
        format_func=lambda one: _(_HOW[one]),
        default=_VALID,
        required=True,
        key="score_how",
    )
    ready = len(checked.ready(agreed=agreed))
    if how == _WHOLE and left_out:
        st.info(_("Not all cells can be saved: mend the refused ones, agree to the doubtful ones."))
    elif ready:
        work = partial(sheet_exchange_saving.save, ctx.engine, ctx.actor, checked, agreed, how == _VALID)
        label = ngettext("Save {count} cell", "Save {count} cells", ready)
        steps.offer(label.format(count=formats.count(ready)), upload, work)


def say_saved(saved: SavedSheet) -> str:
    """Say what the sheet has changed, and what it has not after all; the finding in a line."""
    number = saved.figures + saved.remarks
    if number:
        st.success(_("{count} cells saved.").format(count=formats.count(number)))
    if saved.refused:
        lost = len(saved.refused)
        begin = ngettext(
            "{count} cell was not saved, since it was changed meanwhile. Take the sheet again.",
            "{count} cells were not saved, since they were changed meanwhile. Take the sheet again.",
            lost,
        ).format(count=formats.count(lost))
        shown = [f"- {cell_sentence(fault)}" for fault in saved.refused[:_MOST_SHOWN]]
        st.warning("\n".join([begin, "", *shown]))
    return ""
