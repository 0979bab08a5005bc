"""What a reorganisation sheet says: the cells that are refused, and the events with all that they change."""

import streamlit as st

from pages.registry import event_changes, reorganisation_faults
from pages.registry.event_changes import ToldChanges
from pages.registry.reorganisation_work import Checked
from pages.shared import formats
from pages.shared.i18n import _, ngettext
from services.rules.reorganisation_sheet import SheetReading


def finding(found: SheetReading) -> str:
    """What it comes to, in a line."""
    number = len(found.faults or found.events)
    if found.faults:
        said = ngettext("{count} cell is refused", "{count} cells are refused", number)
    else:
        said = ngettext("{count} event can be applied", "{count} events can be applied", number)
    return said.format(count=formats.count(number))


def render(checked: Checked) -> None:
    """Show what is refused, then what the rows that can be read would change."""
    found = checked.found
    if found.faults:
        reorganisation_faults.render(checked)
    if found.events:
        st.subheader(_("3. Look at it, then apply it"))
        event_changes.show(
            [
                ToldChanges(event.plan.kind, event.plan.day, event.plan.document, event.lines, event.rows)
                for event in found.events
            ],
            checked.blocks,
        )
