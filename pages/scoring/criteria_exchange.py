"""Criteria by Excel: take the template or the tree, choose a table as offices type it, look, take it over."""

from functools import partial

import streamlit as st

from pages.scoring import criteria_exchange_preview, criteria_exchange_work
from pages.scoring.criteria_exchange_work import Checked, TakenOver
from pages.shared import formats, preview
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload, offer_workbooks
from pages.shared.i18n import _, ngettext
from pages.shared.links import screen_link
from pages.shared.refusals import sentence_of
from services.queries.bars import bar_of_criteria
from services.rules.sheet_rows import RowOutcome
from services.workbooks.criteria_table import LAYOUT


def render(ctx: Context) -> None:
    """Three steps, one below the other; the last shows how every row was understood."""
    title = st.empty()
    title.title(_("Criteria by Excel"))
    with ctx.reading() as session:
        bar = bar_of_criteria(session, ctx.block_year_id)
    steps = _steps(ctx)
    _take(ctx)
    if bar:
        st.info(sentence_of(bar))
    else:
        steps.render(title)


def _take(ctx: Context) -> None:
    st.subheader(_("1. Take the empty template, or the criteria of {year}").format(year=ctx.year))
    st.caption(
        _(
            "A table that was typed in Word and pasted into Excel will do as well: number, content, largest "
            "points. What is not in the file is dropped."
        )
    )
    template, tree = criteria_exchange_work.template, criteria_exchange_work.current_tree
    offer_workbooks(
        {
            "mau-tieu-chi.xlsx": (_("Empty template"), partial(template, ctx.engine, ctx.block_year_id)),
            f"tieu-chi-{ctx.year}.xlsx": (
                _("Criteria of {year}").format(year=ctx.year),
                partial(tree, ctx.engine, ctx.block_year_id),
            ),
        }
    )


def _steps(ctx: Context) -> FileSteps[int]:
    def came_to(upload: Upload[int], found: object) -> str:
        if isinstance(found, TakenOver):
            _say_taken_over(found)
        elif isinstance(found, Checked):
            if criteria_exchange_preview.render(found):
                work = partial(criteria_exchange_work.take_over, ctx.engine, ctx.actor, found)
                steps.offer(_("Take over the file"), upload, work)
            return preview.finding(found.plan)
        return ""

    check = partial(criteria_exchange_work.check, ctx.engine)
    steps = FileSteps("criteria_file", (ctx.actor.account_id, LAYOUT), ctx.block_year_id, check, came_to)
    return steps


def _say_taken_over(found: TakenOver) -> None:
    plan = found.plan
    counts = (plan.count(one) for one in (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED))
    said = [preview.taken_over(*counts)]
    if plan.dropped:
        gone = ngettext("{count} criterion was dropped.", "{count} criteria were dropped.", len(plan.dropped))
        said.append(gone.format(count=formats.count(len(plan.dropped))))
    st.success(" ".join(said))
    screen_link("tieu-chi", _("Criteria"))
