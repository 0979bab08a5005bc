"""The grid in which the criteria are typed; what they come to stands beside it after every cell."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from models.enums import Method
from pages.scoring import criteria_conflict, criteria_findings
from pages.scoring.criteria_desk import Desk, clear_desk, desk_of, grid_key
from pages.scoring.criteria_rows import Drawn, nodes_of, texts_in_order, texts_of
from pages.scoring.criterion_words import FIELDS, METHODS
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.refusals import sentence_of
from services import criteria as commands
from services.errors.base import DomainError
from services.errors.scoring import CriteriaFrozen
from services.queries.criteria_sheet import criteria_to_edit
from services.rules.criteria_nodes import FIGURES, CriterionField
from services.rules.criteria_typing import KEY, TypedTree, by_number, typed_tree
from services.rules.text import SENTENCE_LIMIT

_LOW, _HIGH = 8, 560  # rows that need no bar of their own, and pixels of a grid that has one


def draw(ctx: Context, now: Drawn, bar: DomainError | None) -> None:
    """The grid, or why there is none and what to do."""
    if bar:
        st.info(sentence_of(bar))
        if isinstance(bar, CriteriaFrozen):
            st.button(_("Go to the versions"), on_click=_go_to_versions)
        return
    st.caption(
        _(
            "Add rows at the end; 1.2.3 goes below 1.2 by itself. Nothing is saved before the button; what "
            "does not add up yet can be saved, and is asked for again at the freeze."
        )
    )
    desk = desk_of(ctx, now)
    if desk.drawn.seen != now.seen:
        criteria_conflict.show(ctx, desk, now)
    _grid(ctx, desk)


def _go_to_versions() -> None:
    st.session_state["criteria_view"] = "versions"


def _grid(ctx: Context, desk: Desk) -> None:
    left, right = st.columns([7, 3], gap="medium")
    with left:
        desk.typed = texts_of(_edited(ctx, desk))
        tree = typed_tree(desk.typed, desk.drawn.register)
        save = _buttons(ctx, desk, tree)
        told = st.container()
    with right:
        wanted = criteria_findings.ask_wanted(f"criteria_wanted-{ctx.block_year_id}")
        criteria_findings.show(tree, wanted)
    if save:
        with told:
            _save(ctx, desk, tree)


def _edited(ctx: Context, desk: Desk) -> pd.DataFrame:
    return st.data_editor(
        desk.frame,
        key=grid_key(ctx),
        column_config=_columns(desk),
        num_rows="dynamic",
        hide_index=True,
        height="content" if len(desk.frame) < _LOW else _HIGH,
        placeholder="",  # Streamlit's own is English
    )


def _columns(desk: Desk) -> dict[str, Any]:
    text = partial(st.column_config.TextColumn, max_chars=SENTENCE_LIMIT)
    named = {
        CriterionField.REVIEWER: desk.drawn.register.units,
        CriterionField.GROUP: desk.drawn.register.groups,
    }
    return {
        KEY: None,
        "code": text(_("No."), width=72, pinned=True),
        "parent": text(_(FIELDS[CriterionField.PARENT]), width=72),
        "name": text(_("Criterion"), width=300),
        "method": st.column_config.SelectboxColumn(
            _("How it is scored"),
            options=[one.value for one in METHODS],
            format_func=lambda one: _(METHODS[Method(str(one))]),
            default=Method.DIRECT.value,
            width=150,
        ),
        **{
            figure.value: text(_(FIELDS[figure]), width=84, alignment="right", max_chars=60)
            for figure in FIGURES
        },
        "note": text(_(FIELDS[CriterionField.NOTE]), width=220),
        **{
            column.value: st.column_config.SelectboxColumn(
                _(FIELDS[column]), options=names.all_written, width=180
            )
            for column, names in named.items()
        },
    }


def _buttons(ctx: Context, desk: Desk, tree: TypedTree) -> bool:
    """Whether to save; the other two lay the grid out anew."""
    with st.container(horizontal=True):
        save = st.button(_("Save the criteria"), type="primary", key="criteria_save")
        if st.button(_("Put in order by number"), key="criteria_order"):
            desk.lay_out(texts_in_order(by_number(tree.rows), desk.typed))
            st.rerun()
        if st.button(_("Throw away what is not saved"), key="criteria_anew", disabled=not desk.has_unsaved):
            clear_desk(ctx)
            st.rerun()
    return save


def _save(ctx: Context, desk: Desk, tree: TypedTree) -> None:
    if tree.refusals:
        st.error(
            _("Nothing was saved: there are cells that cannot be read. They are listed beside the grid.")
        )
        return
    if not desk.has_unsaved:
        st.info(_("Nothing was typed that is not saved already."))
        return
    with ctx.acting(_done(tree), then=partial(clear_desk, ctx)) as session:
        nodes = nodes_of(tree, desk.drawn)
        commands.save_criteria(session, ctx.actor, ctx.block_year_id, nodes, desk.drawn.seen)
    with ctx.reading() as session:
        now = Drawn(*criteria_to_edit(session, ctx.block_year_id))
    if now.seen != desk.drawn.seen:
        st.rerun()  # the page says what has changed, above the grid


def _done(tree: TypedTree) -> str:
    if not (hindering := criteria_findings.hindering(tree.findings())):
        return _("The criteria are saved.")
    return ngettext(
        "The criteria are saved; {count} thing still hinders the freeze.",
        "The criteria are saved; {count} things still hinder the freeze.",
        len(hindering),
    ).format(count=formats.count(len(hindering)))
