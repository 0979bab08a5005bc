"""A reorganisation from one sheet: take the template, choose the file, look at all of it, apply it whole."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.registry import event_changes, reorganisation_faults
from pages.registry.event_changes import Blocks, ToldChanges
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services import reorganisation
from services.errors import SheetRefused
from services.queries.events import AppliedSheet, sheets_seen
from services.queries.reorganisation import (
    editable_blocks,
    empty_sheet,
    events_of_table,
    table_of_workbook,
)
from services.rules.reorganisation_sheet import SheetReading
from services.rules.text import NAME_LIMIT
from services.workbooks.tables import Table

_READ, _SHOWN, _ROUND = "reorganisation_read", "reorganisation_shown", "reorganisation_round"


def render(ctx: Context) -> None:
    """Three steps, one below the other; nothing is applied while any row is refused."""
    with ctx.reading() as session:
        sheets = sheets_seen(session, ctx.actor)
        blocks = {block.block_id: block for block in editable_blocks(session, ctx.actor)}
    title = st.empty()
    title.title(_finding(sheets))
    st.subheader(_("1. Take the template"))
    labels = [block.label_on(formats.today()) for block in blocks.values()]
    st.download_button(
        _("Empty template"),
        lambda: empty_sheet(labels),
        "mau-sap-xep-don-vi.xlsx",
        on_click="ignore",
        icon=":material/download:",
    )
    st.subheader(_("2. Choose the filled-in file"))
    key = f"reorganisation-{st.session_state.get(_ROUND, 0)}"
    file = st.file_uploader(_("Excel workbook (.xlsx)"), ["xlsx"], key=key)
    if file:
        title.title(_checked(ctx, file, blocks))
    if sheets:
        _applied(ctx, sheets)


def _finding(sheets: list[AppliedSheet]) -> str:
    if not sheets:
        return _("Reorganise many units from one sheet")
    return ngettext("{count} sheet is applied", "{count} sheets are applied", len(sheets)).format(
        count=formats.count(len(sheets))
    )


def _checked(ctx: Context, file: UploadedFile, blocks: Blocks) -> str:
    """Show what the file says; the finding in a line."""
    table = _table(ctx, file)
    if isinstance(table, SheetRefused):
        reorganisation_faults.of_sheet(file, table)
    if not isinstance(table, Table):
        return _("The sheet cannot be read")
    with st.spinner(_("The rows are being checked.")), ctx.reading() as session:
        found = events_of_table(session, ctx.actor, table)
    if found.faults:
        reorganisation_faults.of_rows(file, table, found.faults)
    if found.events:
        st.subheader(_("3. Look at it, then apply it"))
        event_changes.show(
            [
                ToldChanges(event.plan.kind, event.plan.day, event.plan.document, event.lines, event.rows)
                for event in found.events
            ],
            blocks,
        )
    if found.faults:
        number = len(found.faults)
        said = ngettext("{count} cell is refused", "{count} cells are refused", number)
    else:
        number = len(found.events)
        said = ngettext("{count} event can be applied", "{count} events can be applied", number)
        _apply(ctx, file, found)
    return said.format(count=formats.count(number))


def _table(ctx: Context, file: UploadedFile) -> Table | SheetRefused | None:
    """The table of the file, read once; None where it is no workbook that can be read."""
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != file.file_id:
        with st.spinner(_("The file is being read.")), ctx.asking():
            kept = (file.file_id, table_of_workbook(file.getvalue()))
            st.session_state[_READ] = kept
    return kept[1] if kept and kept[0] == file.file_id else None


def _apply(ctx: Context, file: UploadedFile, found: SheetReading) -> None:
    title = st.text_input(
        _("Title under which it can be undone"),
        file.name.rsplit(".", 1)[0][:NAME_LIMIT],
        key=f"reorganisation-title-{file.file_id}",
        max_chars=NAME_LIMIT,
    )
    label = ngettext("Apply {count} event", "Apply {count} events", len(found.events))
    pressed = st.button(
        label.format(count=formats.count(len(found.events))),
        type="primary",
        key="reorganisation-apply",
        on_click=_keep,
        args=(found,),
    )
    if pressed:
        # What was seen is applied, even if the names in the registry would be read otherwise by now
        shown: SheetReading = st.session_state.pop(_SHOWN)
        with ctx.acting(_("The sheet is applied."), then=_begin_anew) as session:
            reorganisation.apply_reorganisation(session, ctx.actor, title, shown.plans)


def _keep(found: SheetReading) -> None:
    st.session_state[_SHOWN] = found


def _begin_anew() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _applied(ctx: Context, sheets: list[AppliedSheet]) -> None:
    st.subheader(_("Applied sheets"))
    for sheet in sheets:
        text, action = st.columns([4, 1], vertical_alignment="center")
        said = ngettext("{count} event, applied {moment}", "{count} events, applied {moment}", sheet.events)
        facts = said.format(count=formats.count(sheet.events), moment=formats.moment(sheet.applied_at))
        text.markdown(f"**{plain(sheet.title)}**  \n{facts}")
        with action.popover(_("Undo it"), key=f"undo-sheet-{sheet.sheet_id}"):
            st.write(_("All events of this sheet are taken back, as if it had never been applied."))
            if st.button(_("Yes, undo it"), key=f"undo-sheet-yes-{sheet.sheet_id}"):
                with ctx.acting(_("The sheet is undone.")) as session:
                    reorganisation.undo_reorganisation(session, ctx.actor, sheet.sheet_id)
