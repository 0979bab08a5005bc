"""What has happened to units, newest first; whoever may, records an event or takes one back."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from pages.registry import event_form
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.events import event_sentence, event_word
from pages.shared.i18n import _, ngettext
from pages.shared.plain import as_read, plain
from services import reorganisation
from services.queries.events import EventsSeen, Happened, events_seen
from services.queries.registry import EventNames
from services.queries.scope import blocks_in_reach
from services.rules.rights import Permission

AT_FIRST, AT_MOST = 50, 1000
"""Events in the table: as it opens, and once somebody asks for more."""

_MORE = "more_events"
_ARROW = "\u2192"


def render(ctx: Context) -> None:
    """Show the newest events; below stand the form for another one and the way to undo one."""
    title = st.empty()
    with ctx.reading() as session:
        reach = blocks_in_reach(session, ctx.actor)
        only = (reach is None or len(reach) > 1) and st.toggle(
            _("Only {block}").format(block=plain(ctx.block_name)), key="events_of_block"
        )
        most = AT_MOST if st.session_state.get(_MORE) else AT_FIRST
        seen = events_seen(session, ctx.actor, most, ctx.block_id if only else None)
    title.title(_finding(seen, only=only))
    if seen.events:
        _table(seen)
    else:
        st.info(_("Renames, mergers, splits, transfers, beginnings and ends of units will stand here."))
    if ctx.may(Permission.EDIT_REGISTRY):
        st.subheader(_("Record an event"))
        event_form.render(ctx)
        if seen.events:
            _undo(ctx, seen)


def _finding(seen: EventsSeen, *, only: bool) -> str:
    if not seen.events:
        return (
            _("Nothing is recorded of this block yet") if only else _("Nothing is recorded of any unit yet")
        )
    return ngettext(
        "{count} event of units, the last on {day}", "{count} events of units, the last on {day}", seen.total
    ).format(count=formats.count(seen.total), day=formats.day(seen.events[0].turn.day))


def _table(seen: EventsSeen) -> None:
    """A table that breaks its lines: names are long, and phones are narrow."""
    frame = pd.DataFrame(
        {
            _("What happened"): f"{formats.day(event.turn.day)}  \n**{event_word(event.turn.kind)}**",
            _("Before and afterwards"): "  \n".join(_change(event.names)),
            _("Document"): "  \n".join(_origin(event)),
        }
        for event in seen.events
    )
    st.table(frame, hide_index=True, border="horizontal")
    if seen.total > len(seen.events):
        st.caption(_("The newest {count} are shown.").format(count=formats.count(len(seen.events))))
        if len(seen.events) < AT_MOST:
            st.button(_("Show more"), on_click=st.session_state.update, args=({_MORE: True},))


def _change(names: EventNames) -> Iterator[str]:
    """Who it was, and below what came of it; nothing does of a unit that is dissolved."""
    if names.before:
        yield plain("; ".join(names.before))
    if after := names.block or "; ".join(names.after):
        yield f"{_ARROW} **{plain(after)}**"


def _origin(event: Happened) -> Iterator[str]:
    """Its document, and the sheet that told it."""
    yield plain(event.turn.document)
    if event.sheet:
        yield _("Sheet: {title}").format(title=plain(event.sheet))
    elif event.turn.illustrative:
        yield _("illustrative data")


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
