"""The trail: what was done, by whom and by which right, what it said before and what after."""

from itertools import pairwise

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.account import trail_chain, trail_entry, trail_undo
from pages.account.trail_search import ask_filter, ask_scope, sees_all
from pages.account.trail_words import action_words, code_words, subject_words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from services.queries.trail import TrailFilter, TrailPage, stored_head, trail_page, writers

_TURNED = "trail_turned"


def render(ctx: Context) -> None:
    """Look for entries, read one, and take the head of the chain, or the entries, away."""
    with ctx.reading() as session:
        head = stored_head(session)
    st.title(
        ngettext("The trail holds {count} entry", "The trail holds {count} entries", head.number).format(
            count=formats.count(head.number)
        )
    )
    block_id = ask_scope(ctx)
    people = []
    with ctx.asking() as session:
        people = writers(session, ctx.actor, block_id)
    wanted = ask_filter(block_id, people)
    with ctx.asking() as session:
        page = trail_page(session, ctx.actor, wanted, _turned_to(wanted))
        _page(ctx, page, wanted)
    trail_chain.render(ctx, wanted, head, whole=sees_all(ctx))


def _turned_to(wanted: TrailFilter) -> int | None:
    """The number before which the page begins that was turned to; None for the newest of a new search."""
    kept, before = st.session_state.get(_TURNED, (None, None))
    return before if kept == wanted else None


def _turn(wanted: TrailFilter, before: int | None) -> None:
    st.session_state[_TURNED] = (wanted, before)


def _page(ctx: Context, page: TrailPage, wanted: TrailFilter) -> None:
    if not page.lines:
        st.info(_("Nothing like that stands in the trail."))
        return
    place = _table(page)
    newer, older = st.columns(2)
    newest = _turned_to(wanted) is None
    newer.button(_("The newest"), disabled=newest, on_click=_turn, args=(wanted, None), width="stretch")
    older.button(
        _("Older ones"),
        disabled=page.older is None,
        on_click=_turn,
        args=(wanted, page.older),
        width="stretch",
    )
    if place is None:
        st.caption(_("Tick an entry to read all of it."))
    else:
        trail_entry.render(page.lines[place])
        trail_undo.offer(ctx, page.lines[place].entry)


def _table(page: TrailPage) -> int | None:
    """The entries as a table; the place of the one that is ticked."""
    frame = pd.DataFrame(
        {
            "number": line.entry.number,
            "at": formats.moment(line.entry.at),
            "action": action_words(line.entry.action),
            "subject": subject_words(line.entry),
            "actor": line.entry.actor,
            "role": code_words(line.entry.role),
            "block": "; ".join(line.blocks),
            "reason": line.entry.reason,
        }
        for line in page.lines
    )
    chosen = st.dataframe(
        frame.loc[:, (frame != "").any()],  # most pages have no reason at all
        hide_index=True,
        column_config=_columns(),
        height="content" if len(page.lines) < 15 else 560,
        on_select="rerun",
        selection_mode="single-row",
        key=f"trail-{page.lines[0].entry.number}-{len(page.lines)}",
    )
    _say_clocks(page)
    rows = chosen.selection.rows
    return rows[0] if rows else None


def _columns() -> dict[str, ColumnConfig]:
    return {
        "number": st.column_config.NumberColumn(_("No."), format="%d"),
        "at": st.column_config.TextColumn(_("Moment")),
        "actor": st.column_config.TextColumn(_("By whom")),
        "role": st.column_config.TextColumn(_("Role")),
        "action": st.column_config.TextColumn(_("What was done")),
        "subject": st.column_config.TextColumn(_("About")),
        "block": st.column_config.TextColumn(_("Block")),
        "reason": st.column_config.TextColumn(_("Reason")),
    }


def _say_clocks(page: TrailPage) -> None:
    pairs = pairwise(line.entry for line in page.lines)
    backwards = [later.number for later, earlier in pairs if later.at < earlier.at]
    if backwards:
        st.caption(
            _("The clock was set back before entry {number}; the order of the numbers holds.").format(
                number=", ".join(map(str, reversed(backwards)))
            )
        )
