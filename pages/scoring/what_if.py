"""What if: other maxima, weights and scores tried on the standings of the year, and kept nowhere."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.scoring import what_if_changes
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries.places import document_to_try
from services.rules.document import YearDocument
from services.rules.what_if import Changes, Outlook, what_if

_NOWHERE = "\u2013"


def render(ctx: Context) -> None:
    """Type changes into the grids; below stands who would move, at once."""
    with ctx.reading() as session:
        document = document_to_try(session, ctx.actor, ctx.block_year_id)
    title = st.empty()
    title.title(_("What if"))
    if document is None:
        st.info(_("The standings of this year have not been released yet."))
        return
    if not document.criteria or not any(unit.scored for unit in document.units):
        st.info(_("There is nothing to rank yet: enter the units, the criteria and the scores first."))
        return
    st.info(
        _("A trial only: nothing here is saved, and nobody else sees it; it ends when you leave the screen."),
        icon=":material/science:",
    )
    changes = what_if_changes.ask(ctx, document)
    st.button(_("Begin anew"), on_click=what_if_changes.begin_anew, args=(ctx.block_year_id,))
    st.subheader(_("What would become of the places"))
    if changes is None:
        st.write(_("Mend what is named above; then the places are reckoned."))
        return
    outlooks: tuple[Outlook, ...] = ()
    with ctx.asking():
        outlooks = what_if(document, changes)
    if outlooks:
        title.title(_finding(outlooks, changes))
        _table(document, outlooks)


def _finding(outlooks: tuple[Outlook, ...], changes: Changes) -> str:
    if not (changes.codes or changes.scores):
        return _("What if")
    moving = sum(1 for line in outlooks if line.moves)
    if not moving:
        return _("What if: no unit would move")
    said = ngettext("What if: {count} unit would move", "What if: {count} units would move", moving)
    return said.format(count=formats.count(moving))


def _table(document: YearDocument, outlooks: tuple[Outlook, ...]) -> None:
    names = {unit.code: unit.short_name or unit.name for unit in document.units}
    bands = {band.code: band.name for band in document.classification}
    frame = pd.DataFrame(
        {
            "unit": names[line.unit],
            "before": _place(line.before.rank, line.before.tied),
            "after": _place(line.after.rank, line.after.tied),
            "move": _move(line),
            "points_before": formats.points(line.before.points),
            "points_after": formats.points(line.after.points),
            "percent_before": formats.percent(line.before.percent),
            "percent_after": formats.percent(line.after.percent),
            "class": _classes(line, bands),
        }
        for line in outlooks
    )
    figures = {
        "before": _("Place now"),
        "after": _("Place then"),
        "points_before": _("Points now"),
        "points_after": _("Points then"),
        "percent_before": _("Percent now"),
        "percent_after": _("Percent then"),
    }
    columns = formats.number_columns(figures) | {
        "unit": st.column_config.TextColumn(_("Unit"), pinned=True),
        "move": st.column_config.TextColumn(_("Moves"), width="small"),
        "class": st.column_config.TextColumn(_("Classification")) if bands else None,
    }
    frame = formats.sortable(frame, figures)
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")
    reclassified = [plain(names[line.unit]) for line in outlooks if line.reclassified]
    if reclassified:
        said = _("Classified otherwise: {units}.")
        st.write(said.format(units=", ".join(reclassified)))
    st.caption(_("In the order of the places as they would be. = shares the place"))


def _place(rank: int | None, tied: bool) -> str:
    return _NOWHERE if rank is None else f"{rank}{'=' if tied else ' '}"


def _move(line: Outlook) -> str:
    before, after = line.before.rank, line.after.rank
    if before is None or after is None or not line.moves:
        return "" if before == after else _("no place") if after is None else _("new")
    if before == after:
        return _("shared") if line.after.tied else _("alone")
    said = _("up {count}") if after < before else _("down {count}")
    return said.format(count=formats.count(abs(after - before)))


def _classes(line: Outlook, bands: Mapping[str, str]) -> str:
    before, after = (bands.get(one.classification or "", _NOWHERE) for one in (line.before, line.after))
    return f"{before} \u2192 {after}" if line.reclassified else after
