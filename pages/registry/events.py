"""What has happened to units, newest first; whoever may, records an event or takes one back."""

import pandas as pd
import streamlit as st

from pages.registry import event_form
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.events import event_sentence, event_word
from pages.shared.i18n import _, ngettext
from pages.shared.plain import as_read
from services import reorganisation
from services.access import Permission
from services.queries.events import EventsSeen, Happened, events_seen

MOST_SHOWN = 200


def render(ctx: Context) -> None:
    """Show the newest events; below stand the form for another one and the way to undo one."""
    with ctx.reading() as session:
        seen = events_seen(session, ctx.actor, MOST_SHOWN)
    st.title(_finding(seen))
    if seen.events:
        _table(seen)
    else:
        st.info(_("Renames, mergers, splits, transfers, beginnings and ends of units will stand here."))
    if ctx.may(Permission.EDIT_REGISTRY):
        st.subheader(_("Record an event"))
        event_form.render(ctx)
        if seen.events:
            _undo(ctx, seen)


def _finding(seen: EventsSeen) -> str:
    if not seen.events:
        return _("Nothing is recorded of any unit yet")
    return ngettext(
        "{count} event of units, the last on {day}", "{count} events of units, the last on {day}", seen.total
    ).format(count=formats.count(seen.total), day=formats.day(seen.events[0].turn.day))


def _table(seen: EventsSeen) -> None:
    frame = pd.DataFrame(
        {
            "day": formats.day(event.turn.day),
            "event": event_word(event.turn.kind),
            "before": "; ".join(event.names.before),
            "after": event.names.block or "; ".join(event.names.after),
            "document": event.turn.document,
            "sheet": event.sheet or (_("illustrative data") if event.turn.illustrative else ""),
        }
        for event in seen.events
    )
    labels = {
        "day": (_("Day"), 95),
        "event": (_("What happened"), 110),
        "before": (_("Before"), 330),
        "after": (_("Afterwards"), 280),
        "document": (_("Document"), 230),
        "sheet": (_("Sheet"), 190),
    }
    columns = {key: st.column_config.TextColumn(name, width=width) for key, (name, width) in labels.items()}
    st.dataframe(frame, hide_index=True, column_config=columns, height="content" if len(frame) < 15 else 560)
    if seen.total > len(seen.events):
        st.caption(_("The newest {count} are shown.").format(count=formats.count(len(seen.events))))


def _undo(ctx: Context, seen: EventsSeen) -> None:
    by_id = {event.turn.event_id: event for event in seen.events if event.sheet_id is None}
    if len(by_id) < len(seen.events):
        st.caption(_("Events that came with a sheet are undone with it, on the screen of the sheets."))
    if not by_id:
        return
    st.subheader(_("Undo an event"))
    chosen = st.selectbox(
        _("Event"), list(by_id), format_func=lambda key: _words(by_id[key]), key="event_undone"
    )
    with st.popover(_("Undo it")):
        st.write(event_sentence(by_id[chosen].names))
        st.caption(_("Names, blocks and units that it made go with it, as if it had never been recorded."))
        if st.button(_("Yes, undo it"), key="undo_event"):
            with ctx.acting(_("The event is undone.")) as session:
                reorganisation.undo_event(session, ctx.actor, chosen)


def _words(event: Happened) -> str:
    return as_read(event_sentence(event.names))
