"""Units by Excel: take the template or the list, choose the filled-in file, look at it, take it over."""

from functools import partial

import streamlit as st

from models.enums import YearState
from pages.registry import exchange_preview, exchange_work
from pages.registry.exchange_work import Checked
from pages.shared import preview
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload, offer_workbooks
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries import unit_sheet
from services.queries.unit_sheet import LAYOUT, SheetScope
from services.unit_import import ImportedUnits

_SCOPES = {"block": N_("This block"), "all": N_("All blocks that you may change")}


def render(ctx: Context) -> None:
    """Three steps, one below the other; the last shows what would change before anything does."""
    title = st.empty()
    title.title(_("Units by Excel"))
    scope = _scope(ctx)
    _take(ctx, scope)
    if scope.block_year_id and ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        st.info(_("This year is closed, so nothing is taken over into it."))
        return
    _steps(ctx, scope).render(title)


def _scope(ctx: Context) -> SheetScope:
    with ctx.reading() as session:
        blocks = unit_sheet.blocks_to_edit(session, ctx.actor)
    chosen = "block"
    if len(blocks) > 1:
        chosen = st.segmented_control(
            _("Blocks"),
            list(_SCOPES),
            format_func=lambda one: _(_SCOPES[one]),
            default="block",
            required=True,
            key="units_scope",
        )
    if chosen == "all":
        st.caption(
            _("The registry as on 31/12/{year}. New units join their blocks; no roll changes.").format(
                year=ctx.year
            )
        )
        return SheetScope(year=ctx.year, block_ids=blocks)
    st.caption(
        _("{block}, {year}. New units join the block and stand on the roll of the year.").format(
            block=plain(ctx.block_name), year=ctx.year
        )
    )
    return SheetScope(year=ctx.year, block_ids=(ctx.block_id,), block_year_id=ctx.block_year_id)


def _take(ctx: Context, scope: SheetScope) -> None:
    st.subheader(_("1. Take the empty template, or the list as it stands"))
    template, current = exchange_work.template, exchange_work.current_list
    offer_workbooks(
        {
            f"mau-don-vi-{ctx.year}.xlsx": (_("Empty template"), partial(template, ctx.engine, scope)),
            f"don-vi-{ctx.year}.xlsx": (_("Current list"), partial(current, ctx.engine, scope)),
        }
    )


def _steps(ctx: Context, scope: SheetScope) -> FileSteps[SheetScope]:
    def came_to(upload: Upload[SheetScope], found: object) -> str:
        if isinstance(found, ImportedUnits):
            st.success(preview.taken_over(found.new, found.changed, found.unchanged))
        elif isinstance(found, Checked):
            if exchange_preview.render(found):
                work = partial(exchange_work.take_over, ctx.engine, ctx.actor, found)
                steps.offer(_("Take over the file"), upload, work)
            return preview.finding(found.plan)
        return ""

    check = partial(exchange_work.check, ctx.engine)
    steps = FileSteps("units_file", (ctx.actor.account_id, LAYOUT), scope, check, came_to)
    return steps
