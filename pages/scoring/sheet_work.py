"""The grid and what is done with it; an edit reads no cell.

No fragment: Streamlit sends the last edit once the grid is gone, and a page that somebody has turned to
meanwhile would be stopped half-way by a run that knows the fragment no more. Nor may a link of the menu
overtake that edit (docs/adr/0014-a-click-on-the-menu-waits-for-what-was-typed.md).
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

import streamlit as st

from pages.scoring import sheet_told
from pages.scoring.sheet_desk import Desk, close
from pages.scoring.sheet_saving import keep, save, throw_away
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from services import scoring
from services.rules.score_grid import CellOutcome, JudgedCell

_TAKEN = (CellOutcome.CHANGED, CellOutcome.DOUBTFUL)
_ROWS_IN_FULL = 14
_ON_A_PHONE = 5
_THREE_LINES = 66  # in pixels: a criterion can be read on a phone; Streamlit breaks lines above 64 only


def show(ctx: Context, desk: Desk, labels: Mapping[str, str], *, is_open: bool) -> None:
    """Draw the grid; where something may be typed in, save what is ready, and say what is not and why."""
    bar = st.container(horizontal=True, vertical_alignment="center")
    if is_open:
        with bar:
            _buttons(ctx, desk)
    _grid(ctx, desk, labels, is_open=is_open)
    if is_open:
        waiting = desk.waiting()
        with bar:
            sheet_told.state(desk, waiting)
        sheet_told.refusal(desk)
        if sheet_told.conflicts(desk):
            _settle(ctx, desk)
        sheet_told.doubts(desk, waiting, _agreement(waiting))
        sheet_told.refused(desk, waiting)


def _buttons(ctx: Context, desk: Desk) -> None:
    """Act before the grid is drawn: so it shows what came of it, and nothing is drawn twice."""
    pressed = st.button(_("Save"), type="primary", key="sheet_save")
    whole = st.toggle(
        _("All or nothing"),
        key="sheet_whole",
        help=_(
            "One cell that is refused, doubtful or changed by others keeps all the rest from being saved."
        ),
    )
    if pressed:
        _save(ctx, desk, whole=whole)
    if desk.last is not None:
        said = ngettext(
            "Undo my last save ({count} cell, {moment})",
            "Undo my last save ({count} cells, {moment})",
            desk.last.cells,
        ).format(count=formats.count(desk.last.cells), moment=formats.moment(desk.last.saved_at))
        if st.button(said, icon=":material/undo:", key="sheet_undo"):
            with ctx.acting(_("What stood there before stands there again."), then=close) as session:
                scoring.take_back_cells(
                    session, ctx.actor, desk.block_year_id, desk.stage, desk.last.saved_at
                )


def _save(ctx: Context, desk: Desk, *, whole: bool) -> None:
    waiting = desk.waiting()
    agreed = bool(st.session_state.get(_agreement(waiting)))
    ready = [one for one in waiting if one.outcome in _TAKEN and (agreed or not one.doubts)]
    rest = [one for one in waiting if one not in ready]
    if not waiting:
        st.toast(_("Nothing was typed that is not saved already."))
    elif not ready or (whole and rest):
        st.toast(_("Nothing was saved: look at the cells below the grid."), icon=":material/warning:")
    else:
        saved = save(ctx, desk, ready, rest, take_valid=not whole)
        if saved is not None and saved.cells:
            st.toast(_("{count} cells saved.").format(count=formats.count(saved.cells)))


def _agreement(waiting: Sequence[JudgedCell]) -> str:
    """The key of the consent to just these doubtful cells: another doubt asks again."""
    doubtful = [(one.criterion, one.column, one.text) for one in waiting if one.doubts]
    return f"sheet_agreed-{crc32(repr(doubtful).encode())}"


def _grid(ctx: Context, desk: Desk, labels: Mapping[str, str], *, is_open: bool) -> None:
    sheet = desk.sheet
    order, told = sheet.layout.order, sheet.layout.told
    of_unit = len(sheet.grid.columns) == 1
    few = len(order) <= _ON_A_PHONE
    columns = {
        name: st.column_config.TextColumn(labels[name], alignment="right", width=72 if few else 106)
        for name in order
    }
    columns["name"] = st.column_config.TextColumn(labels["name"], pinned=True, width=200 if few else 240)
    if "max" in told:
        columns["max"] = st.column_config.TextColumn(labels["max"], alignment="right", width=58)
    rows = len(told["name"])
    st.data_editor(
        sheet.frame(),
        key=sheet.key,
        column_config=columns,
        disabled=[*told, *sheet.layout.locked],
        hide_index=True,
        row_height=_THREE_LINES if of_unit else None,
        height="content" if rows <= _ROWS_IN_FULL and not of_unit else 560,
        on_change=keep if is_open else "ignore",
        args=(ctx, desk),
    )
    desk.drawn = sheet.key


def _settle(ctx: Context, desk: Desk) -> None:
    """Of two values in one cell, take one."""
    mine, theirs = st.container(horizontal=True), st.container(horizontal=True)
    if mine.button(_("Save mine over theirs"), key="sheet_mine"):
        desk.sheet.see_theirs()
        _save(ctx, desk, whole=False)
        st.rerun()
    if theirs.button(_("Take theirs"), key="sheet_theirs"):
        left = desk.typed()
        for place in desk.sheet.see_theirs():
            left.pop(place, None)
        desk.draw_anew(left)
        keep(ctx, desk)
        st.rerun()


def offer_to_forget(ctx: Context, desk: Desk) -> None:
    """Say what was found typed and not saved when the sheet was opened, and offer to throw it away."""
    number = len(desk.sheet.judged(desk.sheet.typed))
    if desk.restored_at is None or not number:
        return
    said = ngettext(
        "{count} cell typed at {moment} was not saved; it is in the grid again.",
        "{count} cells typed at {moment} were not saved; they are in the grid again.",
        number,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(said.format(count=formats.count(number), moment=formats.moment(desk.restored_at)))
        if st.button(_("Throw them away"), key="sheet_forget"):
            throw_away(ctx, desk)
            st.rerun()
