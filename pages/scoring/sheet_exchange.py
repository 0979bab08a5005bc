"""Score sheets by Excel: take the sheet of a step, fill it in, choose it, look at every change, save it."""

from functools import partial

import streamlit as st

from models.enums import SheetStep
from pages.scoring import sheet_exchange_offer, sheet_exchange_preview, sheet_exchange_work
from pages.scoring.sheet_exchange_saving import SavedSheet
from pages.scoring.sheet_exchange_work import Checked
from pages.shared.context import Context
from pages.shared.file_steps import FileSteps, Upload, offer_workbooks
from pages.shared.i18n import _
from pages.shared.refusals import sentence_of
from pages.shared.step_words import STEPS
from services.queries.score_files import FileScope, Offer, offer_of
from services.rules.rights import Permission

_JOB = "scores"
_WHOLE = 0  # no unit has this id


def render(ctx: Context) -> None:
    """Choose step and unit; three steps below each other, of which the last shows what would change."""
    title = st.empty()
    title.title(_("Score sheets by Excel"))
    with ctx.reading() as session:
        offer = offer_of(session, ctx.actor, ctx.block_year_id)
    if offer.bar:
        st.info(sentence_of(offer.bar))
    elif not offer.steps:
        st.info(_("No score sheet of this year is yours to fill in."))
    else:
        scope = _scope(ctx, offer)
        _take(ctx, scope, offer)
        _steps(ctx, scope).render(title)


def _scope(ctx: Context, offer: Offer) -> FileScope:
    left, right = st.columns([2, 3])
    steps = list(offer.steps)
    step = left.segmented_control(
        _("Step of the sheet"),
        steps,
        format_func=lambda one: _(STEPS[one]),
        default=steps[-1] if ctx.may(Permission.ENTER_SCORES) else steps[0],
        required=True,
        key=f"score_step-{ctx.block_year_id}",
    )
    units = {unit.unit_id: unit.name for unit in offer.steps[step]}
    # Words alone have no sheet of the block: a column for each unit would be too wide to read
    whole = {_WHOLE: _("Whole block")} if len(units) > 1 and step is not SheetStep.EXPLANATION else {}
    chosen = right.selectbox(
        _("Sheet"), [*whole, *units], format_func=(whole | units).__getitem__, key=f"score_unit-{step}"
    )
    return FileScope(ctx.block_year_id, step, chosen or None)


def _take(ctx: Context, scope: FileScope, offer: Offer) -> None:
    st.subheader(_("1. Take the sheet as it stands"))
    st.caption(
        _(
            "White cells are to be filled in; grey ones take no changes. Excel and LibreOffice keep the "
            "figures as they are typed."
        )
    )
    work, step = sheet_exchange_work, scope.step.value
    code = next((one.code for one in offer.steps[scope.step] if one.unit_id == scope.unit_id), "")
    made = partial(work.workbook, ctx.engine, ctx.actor, scope)
    workbooks = {f"phieu-diem-{ctx.year}-{step}{'-' + code if code else ''}.xlsx": (_("Score sheet"), made)}
    if len(offer.steps[scope.step]) > 1 and ctx.may(Permission.ENTER_SCORES):
        each = FileScope(scope.block_year_id, scope.step)
        folder = partial(work.all_workbooks, ctx.engine, ctx.actor, each)
        workbooks[f"phieu-diem-{ctx.year}-{step}.zip"] = (_("A sheet for each unit (ZIP)"), folder)
    offer_workbooks(workbooks)


def _steps(ctx: Context, scope: FileScope) -> FileSteps[FileScope]:
    def came_to(upload: Upload[FileScope], found: object) -> str:
        if isinstance(found, SavedSheet):
            return sheet_exchange_offer.say_saved(found)
        if isinstance(found, Checked):
            agreed = sheet_exchange_offer.agreement(found)
            sheet_exchange_preview.render(found)
            sheet_exchange_offer.offer(ctx, steps, upload, found, agreed=agreed)
            return sheet_exchange_preview.finding(found)
        return ""

    check = partial(sheet_exchange_work.check, ctx.engine, ctx.actor)
    steps = FileSteps("score_file", (ctx.actor.account_id, _JOB), scope, check, came_to)
    return steps
