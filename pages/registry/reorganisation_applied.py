"""The reorganisation sheets that are applied, each with the way to take it back."""

from collections.abc import Callable, Hashable, Sequence

import streamlit as st

from pages.shared import formats
from pages.shared.i18n import _, ngettext
from pages.shared.jobs import jobs, watch
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.queries.events import AppliedSheet


def render(sheets: Sequence[AppliedSheet], owner: Hashable, undo: Callable[[AppliedSheet], None]) -> None:
    """List the sheets; while the owner's job runs, none can be undone."""
    st.subheader(_("Applied sheets"))
    job = jobs().of(owner)
    if job and isinstance(job.about, AppliedSheet):
        if job.running:
            watch(owner, _("Under way"))
        elif job.refusal:
            st.error(sentence_of(job.refusal))
        else:  # it was undone while this run drew
            st.rerun()
    for sheet in sheets:
        text, action = st.columns([4, 1], vertical_alignment="center")
        said = ngettext("{count} event, applied {moment}", "{count} events, applied {moment}", sheet.events)
        facts = said.format(count=formats.count(sheet.events), moment=formats.moment(sheet.applied_at))
        text.markdown(f"**{plain(sheet.title)}**  \n{facts}")
        if job is None or not job.running:
            with action.popover(_("Undo it"), key=f"undo-sheet-{sheet.sheet_id}"):
                st.write(_("All events of this sheet are taken back, as if it had never been applied."))
                key = f"undo-sheet-yes-{sheet.sheet_id}"
                st.button(_("Yes, undo it"), key=key, on_click=undo, args=(sheet,))
