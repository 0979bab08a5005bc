"""The mark of scores: provisional, or final since when, in the same words on every screen and chart."""

from collections.abc import Iterable

import streamlit as st

from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from services.queries.finality import Finality, finality_of_years

HASH_SHOWN = 12
"""So many characters of a hash tell prints apart; exports have all of it."""

_SIGNS = {True: "\u2713", False: "\u25cb"}  # a tick, an open circle: for charts, which have no icons
_ICONS = {True: ":material/verified:", False: ":material/pending:"}
_COLOURS = {True: "green", False: "orange"}


def mark_of(finality: Finality) -> str:
    """PROVISIONAL, or FINAL with what made it so."""
    if finality.locked_at is not None:
        said = _("FINAL (locked {moment}, code {hash})")
        moment = formats.moment(finality.locked_at)
        return said.format(moment=moment, hash=finality.sha256[:HASH_SHOWN])
    return _("FINAL (published)") if finality.published else _("PROVISIONAL: scores may still change")


def show_mark(finality: Finality) -> None:
    """Draw the mark of the year that the screen shows: a word, an icon, and a colour besides."""
    final = finality.is_final
    st.badge(mark_of(finality), icon=_ICONS[final], color=_COLOURS[final])  # type: ignore[arg-type]


def show_mark_of_year(ctx: Context) -> None:
    """Draw the mark of the year that the screen shows, for screens that read it for nothing else."""
    with ctx.reading() as session:
        finality = finality_of_years(session, [ctx.block_year_id])[ctx.block_year_id]
    show_mark(finality)


def chart_note(finality: Finality, *, illustrative: bool) -> str:
    """What is written into a chart of the year's scores."""
    mark = f"{_SIGNS[finality.is_final]} {mark_of(finality)}"
    return f"{mark}\n{_('illustrative data')}" if illustrative else mark  # one line is too long for a phone


def years_note(years: Iterable[tuple[int, Finality]], *, illustrative: bool = False) -> str:
    """What is written into a chart, or below a table, of the scores of several years."""
    marks = list(years)
    still_open = [str(year) for year, finality in marks if not finality.is_final]
    if not still_open:
        said = _("FINAL: all years")
    elif len(still_open) == len(marks):
        said = _("PROVISIONAL: all years")
    else:
        said = _("PROVISIONAL: {years}; the other years are FINAL").format(years=", ".join(still_open))
    mark = f"{_SIGNS[not still_open]} {said}"
    return f"{mark}; {_('illustrative data')}" if illustrative else mark
