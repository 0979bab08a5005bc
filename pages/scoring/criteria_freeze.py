"""The two steps of a version: it is frozen by a regulation, and the next is opened with a reason."""

from functools import partial

import streamlit as st

from models.enums import RegulationKind
from pages.scoring.criteria_findings import ask_wanted, show
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from pages.shared.refusals import sentence_of
from services import criteria_versions
from services.errors.base import DomainError
from services.queries.regulations import RegulationLine, in_force, regulations_of_block
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_typing import tree_as_stored
from services.rules.text import SENTENCE_LIMIT


def freeze(ctx: Context, register: CriteriaRegister, bar: DomainError | None) -> None:
    """Choose the regulation and the points that all are to come to, see what hinders it, freeze."""
    if bar:
        st.info(sentence_of(bar))
        return
    st.subheader(_("Freeze the criteria"))
    st.caption(
        _(
            "What is frozen is kept as it stands and takes no changes; another version can be opened, with a "
            "reason."
        )
    )
    with ctx.reading() as session:
        lines = regulations_of_block(session, ctx.block_id)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        regulation = _ask_regulation(ctx, lines)
        wanted = ask_wanted(f"criteria_wanted_frozen-{ctx.block_year_id}")
        pressed = st.button(_("Freeze the criteria"), type="primary", key="criteria_freeze")
    with right:
        show(tree_as_stored(register), wanted)
    if pressed:
        with ctx.acting(_("The criteria are frozen.")) as session:
            criteria_versions.freeze_criteria(
                session, ctx.actor, ctx.block_year_id, regulation_id=regulation, wanted=wanted
            )


def open_next(ctx: Context, number: int) -> None:
    """Open the version after a frozen one; the reason is asked for, and the password again."""
    st.subheader(_("Change frozen criteria"))
    st.caption(
        _(
            "Version {number} is kept as it is. The next one begins with its criteria and can be changed "
            "until it is frozen in turn; scores that are entered already stay."
        ).format(number=number)
    )
    name = f"criteria-open-{ctx.block_year_id}"
    key, _seen = opened_form(name, number)
    with st.form(f"{key}-form"):
        reason = st.text_input(_("Reason"), key=f"{key}-reason", max_chars=SENTENCE_LIMIT)
        if st.form_submit_button(_("Open version {number}").format(number=number + 1), type="primary"):
            done = _("Version {number} is open; change it in the grid.").format(number=number + 1)
            with ctx.acting(done, then=partial(close_form, name)) as session:
                criteria_versions.open_criteria(session, ctx.actor, ctx.block_year_id, reason)


def _ask_regulation(ctx: Context, lines: list[RegulationLine]) -> int | None:
    """The regulation by which the criteria are frozen; at first the one that is in force for criteria."""
    by_id = {line.id: line for line in reversed(lines)}
    if not by_id:
        st.caption(_("No regulation is written down yet; the version can be frozen without one."))
        return None
    valid = in_force(lines, ctx.year)
    proposed = valid.get(RegulationKind.CRITERIA) or valid.get(RegulationKind.REGULATION)
    options = [None, *by_id]
    return st.selectbox(
        _("By the regulation"),
        options,
        options.index(proposed.id) if proposed else 0,
        format_func=lambda key: _called(by_id[key]) if key else _("without one"),
        key=f"criteria_regulation-{ctx.block_year_id}",
    )


def _called(line: RegulationLine) -> str:
    return " \u00b7 ".join(filter(None, [line.document_number, line.title, formats.day(line.valid_from)]))
