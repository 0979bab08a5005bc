"""The calendar of the year: all that has a day, month by month."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from models.enums import YearState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.years import entries as words
from services.queries import calendar
from services.queries.calendar import CalendarEntry


def render(ctx: Context) -> None:
    """Say what is due, then show every month that has something in it."""
    # What an archived year left undone is nobody's work any more
    today = None if ctx.state is YearState.ARCHIVED else formats.today()
    with ctx.reading() as session:
        entries = calendar.calendar_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
    st.title(_title(ctx, entries, today))
    if not entries:
        st.info(_("Nothing in this year has a day yet. The milestones are the place to begin."))
        return
    kinds = list(dict.fromkeys(entry.kind for entry in entries))
    chosen = st.pills(
        _("Show only"), kinds, selection_mode="multi", format_func=words.kind_label, key="calendar_kinds"
    )
    shown = [entry for entry in entries if not chosen or entry.kind in chosen]
    for _month, of_month in groupby(shown, key=lambda entry: (entry.day.year, entry.day.month)):
        _show_month(list(of_month), today)


def _title(ctx: Context, entries: Sequence[CalendarEntry], today: date | None) -> str:
    if today and (said := words.finding(calendar.due_of(entries, today), today)):
        return _("Calendar of {year}: {finding}").format(year=ctx.year, finding=said)
    return _("Calendar of {year}").format(year=ctx.year)


def _show_month(entries: Sequence[CalendarEntry], today: date | None) -> None:
    name, days = st.columns([1, 5], gap="small")
    name.subheader(formats.month(entries[0].day), anchor=False)
    days.markdown(
        "\n".join(
            f"- **{entry.day:%d/%m}** \u00b7 {words.what(entry)}  \n  {words.line(entry, today)}"
            for entry in entries
        )
    )
