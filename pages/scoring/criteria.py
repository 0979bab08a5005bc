"""The criteria of the year: the tree, the grid that changes it, its versions, and last year's beside it."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from pages.scoring import criteria_begin, criteria_edit, criteria_lineage, criteria_tree, criteria_versions
from pages.scoring.criteria_rows import Drawn
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.errors.base import DomainError
from services.queries.bars import bar_of_criteria
from services.queries.criteria_sheet import criteria_to_edit
from services.queries.criteria_versions import VersionLine, versions_of_year
from services.rules.criteria_nodes import CriterionNode
from services.rules.criteria_sums import total_to_score
from services.rules.rights import Permission

_TREE, _EDIT, _VERSIONS, _LINEAGE = "tree", "edit", "versions", "lineage"
_VIEWS: Mapping[str, str] = {
    _TREE: N_("Criteria"),
    _EDIT: N_("Edit in a grid"),
    _VERSIONS: N_("Versions"),
    _LINEAGE: N_("Beside the year before"),
}


def render(ctx: Context) -> None:
    """Say how many there are and where they stand; then one view at a time, since a tree can be long."""
    with ctx.reading() as session:
        now = Drawn(*criteria_to_edit(session, ctx.block_year_id))
        versions = versions_of_year(session, ctx.block_year_id)
        bar = bar_of_criteria(session, ctx.block_year_id)
    st.title(_finding(ctx, now.register.tree))
    may_edit = ctx.may(Permission.EDIT_CRITERIA)
    if not now.register.tree:
        _begin(ctx, now, may_edit, bar)
        return
    st.caption(_standing(versions))
    offered = [key for key in _VIEWS if key != _EDIT or may_edit]
    view = st.segmented_control(
        _("View"),
        offered,
        format_func=lambda key: _(_VIEWS[key]),
        default=_TREE,
        required=True,
        label_visibility="collapsed",
        key="criteria_view",
    )
    _draw(ctx, view, now, versions, bar if may_edit else None)


def _draw(
    ctx: Context,
    view: str,
    now: Drawn,
    versions: Sequence[VersionLine],
    bar: DomainError | None,
) -> None:
    draw: dict[str, Callable[[], None]] = {
        _TREE: lambda: criteria_tree.draw(now.register.tree, now.register),
        _EDIT: lambda: criteria_edit.draw(ctx, now, bar),
        _VERSIONS: lambda: criteria_versions.draw(ctx, now.register, versions, bar),
        _LINEAGE: lambda: criteria_lineage.draw(ctx),
    }
    draw[view]()


def _begin(ctx: Context, now: Drawn, may_edit: bool, bar: DomainError | None) -> None:
    if not may_edit:
        st.info(_("The criteria of this year have not been entered yet."))
    elif bar:
        st.info(sentence_of(bar))
    else:
        criteria_begin.draw(ctx, now)


def _finding(ctx: Context, tree: Sequence[CriterionNode]) -> str:
    if not tree:
        return _("Criteria {year}").format(year=ctx.year)
    parents = {node.rule.parent for node in tree}
    leaves = sum(node.code not in parents for node in tree)
    total = total_to_score([node.rule for node in tree])
    return _("{count} criteria, {points} points in {year}").format(
        count=formats.count(leaves), points=formats.points(total, trim=True), year=ctx.year
    )


def _standing(versions: Sequence[VersionLine]) -> str:
    """Where the criteria stand, in one line."""
    if not versions:
        return _("A draft that has not been frozen yet: it can still change.")
    newest = versions[0]
    if newest.frozen_at is None:
        return _("Version {number} is open, because of: {reason}").format(
            number=newest.number, reason=plain(newest.reason)
        )
    said = _("Version {number}, frozen on {moment}").format(
        number=newest.number, moment=formats.moment(newest.frozen_at)
    )
    return ", ".join([said, *criteria_versions.facts(newest)])
