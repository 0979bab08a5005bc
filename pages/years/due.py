"""What is due on the overview: the overdue first, then the next 30 days; nothing when nothing is."""

from datetime import date

import streamlit as st

from models.enums import YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.years import entries as words
from services.queries import calendar
from services.queries.calendar import CalendarEntry

_MOST_SHOWN = 6


def render(ctx: Context) -> None:
    """Show what is due, where the year still has work."""
    if ctx.state is YearState.ARCHIVED:
        return
    today = formats.today()
    with ctx.reading() as session:
        due = calendar.due_soon(session, ctx.block_id, ctx.block_year_id, ctx.year, today)
    if not due:
        return
    st.subheader(words.finding(due, today))
    lines = [
        f"- {_when(entry, today)} \u00b7 {words.what(entry)}  \n  {words.line(entry, None)}"
        for entry in due[:_MOST_SHOWN]
    ]
    st.markdown("\n".join(lines))
    if len(due) > _MOST_SHOWN:
        more = _("And {count} more, in the calendar of the year.")
        st.caption(more.format(count=len(due) - _MOST_SHOWN))


def _when(entry: CalendarEntry, today: date) -> str:
    day = f"**{formats.day(entry.day)}**"
    if calendar.is_overdue(entry, today):
        return f"{day} \u00b7 {words.overdue_mark()}"
    left = (entry.day - today).days
    text = _("today") if left == 0 else ngettext("in {count} day", "in {count} days", left).format(count=left)
    return f"{day} \u00b7 :material/schedule: {text}"
