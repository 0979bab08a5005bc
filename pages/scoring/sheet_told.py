"""What is said beside and below a grid: what waits to be saved, what is doubtful, refused, or fought over."""

from collections.abc import Sequence

import streamlit as st

from pages.scoring import conflicts as fought_over
from pages.scoring.sheet_desk import Desk
from pages.shared import formats, preview
from pages.shared.doubts import doubt_sentence
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from pages.shared.sentences import CELL_FAULTS
from services.errors.scoring import CellFaultKind, CellsRefused
from services.rules.score_grid import CellOutcome, JudgedCell


def state(desk: Desk, waiting: Sequence[JudgedCell]) -> None:
    """Say how many cells are typed and not saved, and how many of them somebody has to look at."""
    if not waiting:
        everything = _("Everything that was typed is saved.")
        st.markdown(f":material/check: {everything}")
        return
    number = len(waiting)
    doubtful = sum(one.outcome is CellOutcome.DOUBTFUL for one in waiting)
    refused = sum(one.refusal is not None for one in waiting)
    said = [
        ngettext("{count} cell is not saved yet", "{count} cells are not saved yet", number).format(
            count=formats.count(number)
        )
    ]
    if doubtful:
        said.append(_("{count} to be agreed to").format(count=formats.count(doubtful)))
    if refused:
        said.append(_("{count} refused").format(count=formats.count(refused)))
    said[0] = f"**{said[0]}**"
    st.markdown(f":material/edit: {', '.join(said)}")


def refusal(desk: Desk) -> None:
    """Say, once, why the last step was refused; cells that were are listed by themselves."""
    found, desk.refusal = desk.refusal, None
    if isinstance(found, CellsRefused):
        st.error(_("Nothing was saved: look at the cells below the grid."))
    elif found is not None:
        st.error(sentence_of(found))


def conflicts(desk: Desk) -> bool:
    """Show the cells that somebody else has changed meanwhile; whether there are any."""
    found = [one for one in desk.sheet.faults.values() if one.kind is CellFaultKind.CHANGED]
    if found:
        fought_over.show(found)
    return bool(found)


def doubts(desk: Desk, waiting: Sequence[JudgedCell], agreement: str) -> None:
    """Show what doubtful cells are understood as, to be agreed to all at once."""
    doubtful = [one for one in waiting if one.outcome is CellOutcome.DOUBTFUL]
    if not doubtful:
        return
    st.subheader(_("What was understood of doubtful cells"))
    st.checkbox(
        ngettext(
            "{count} cell is meant as it is understood; save it so.",
            "{count} cells are meant as they are understood; save them so.",
            len(doubtful),
        ).format(count=formats.count(len(doubtful))),
        key=agreement,
    )
    said = [(one, doubt_sentence(one.text, one.after, one.doubts)) for one in doubtful]
    _table(desk, said, _("Understood as"))


def refused(desk: Desk, waiting: Sequence[JudgedCell]) -> None:
    """Show what was typed and cannot be saved, with the reason."""
    said = [(one, why) for one in waiting if (why := _why(desk, one))]
    if said:
        st.subheader(_("Cells that cannot be saved"))
        _table(desk, said, _("Why not"))


def _why(desk: Desk, cell: JudgedCell) -> str:
    place = cell.criterion, cell.column
    if cell.outcome is CellOutcome.LOCKED and place in desk.sheet.bars:
        return _(CELL_FAULTS[desk.sheet.bars[place]])
    if cell.refusal is not None:
        return sentence_of(cell.refusal)
    fault = desk.sheet.faults.get(place)
    if fault is None or fault.kind is CellFaultKind.CHANGED or fault.text != cell.after:
        return ""
    return sentence_of(fault.problem) if fault.problem else _(CELL_FAULTS[fault.kind])


def _table(desk: Desk, said: Sequence[tuple[JudgedCell, str]], label: str) -> None:
    names = {column.key: column.title for column in desk.sheet.grid.columns}
    lines = [
        {
            _("Unit"): plain(names[cell.column]),
            _("Criterion"): plain(cell.criterion),
            _("Typed"): plain(cell.text),
            label: why,
        }
        for cell, why in said[: preview.MOST_SHOWN]
    ]
    preview.table(lines, len(said))
