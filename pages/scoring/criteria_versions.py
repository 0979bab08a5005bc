"""The versions of the criteria: freeze what stands, open the next with a reason, look at what was."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.scoring import criteria_changes, criteria_freeze, criteria_tree
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.errors.base import DomainError
from services.errors.scoring import CriteriaFrozen
from services.queries.criteria_versions import VersionLine, tree_of_version
from services.rules.criteria_lineage import criteria_lines
from services.rules.criteria_nodes import CriterionNode
from services.rules.criteria_row import CriteriaRegister
from services.rules.rights import Permission

_NOW = 0  # no version has this id


def draw(
    ctx: Context, register: CriteriaRegister, versions: Sequence[VersionLine], bar: DomainError | None
) -> None:
    """What can be done now, then every version, then one of them as it was."""
    if ctx.may(Permission.EDIT_CRITERIA):
        if isinstance(bar, CriteriaFrozen):
            criteria_freeze.open_next(ctx, bar.number)
        else:
            criteria_freeze.freeze(ctx, register, bar)
    frozen = [line for line in versions if line.frozen_at]
    if not versions:
        return
    st.subheader(_("All versions"))
    _table(versions)
    if frozen:
        _look_at(ctx, register, frozen)


def facts(line: VersionLine) -> list[str]:
    """By whom a version was frozen, and by which regulation."""
    by = _("by {name}").format(name=plain(line.frozen_by)) if line.frozen_by else ""
    said = _("by the regulation {title}").format(title=plain(_regulation(line))) if line.regulation else ""
    return [one for one in (by, said) if one]


def _regulation(line: VersionLine) -> str:
    return " ".join(filter(None, [line.document_number, line.regulation]))


def _table(versions: Sequence[VersionLine]) -> None:
    frame = pd.DataFrame(
        {
            "number": str(line.number),
            "state": _("frozen on {moment}").format(moment=formats.moment(line.frozen_at))
            if line.frozen_at
            else _("open since {moment}").format(moment=formats.moment(line.opened_at)),
            "by": line.frozen_by or line.opened_by,
            "regulation": _regulation(line),
            "reason": line.reason,
        }
        for line in versions
    )
    columns = {
        "number": st.column_config.TextColumn(_("Version"), width=80),
        "state": st.column_config.TextColumn(_("State"), width=210),
        "by": st.column_config.TextColumn(_("By whom"), width=170),
        "regulation": st.column_config.TextColumn(_("Regulation"), width=260),
        "reason": st.column_config.TextColumn(_("Reason"), width=260),
    }
    st.dataframe(frame, hide_index=True, column_config=columns, height="content")


def _look_at(ctx: Context, register: CriteriaRegister, frozen: Sequence[VersionLine]) -> None:
    """One version as it was, and what has become of it in another, or by now."""
    numbers = {line.version_id: line.number for line in frozen}

    def called(key: int) -> str:
        if key == _NOW:
            return _("As they stand now")
        return _("Version {number}").format(number=numbers[key])

    st.subheader(_("A version as it was"))
    with st.container(horizontal=True):
        chosen = st.selectbox(
            _("Frozen version"), list(numbers), format_func=called, key="criteria_version", width=240
        )
        others = [_NOW, *(key for key in numbers if key != chosen)]
        other = st.selectbox(
            _("Beside"), others, format_func=called, key="criteria_version_beside", width=240
        )
    one, two = (_tree(ctx, register, key) for key in (chosen, other))
    changes, whole = st.tabs([_("What is different"), _("The whole tree")])
    with changes:
        before, after = (one, two) if other == _NOW or numbers[other] > numbers[chosen] else (two, one)
        criteria_changes.table(before, after, criteria_lines(before, after, one_year=True))
    with whole:
        criteria_tree.draw(one, register, f"criteria_version-{chosen}")


def _tree(ctx: Context, register: CriteriaRegister, key: int) -> Sequence[CriterionNode]:
    if key == _NOW:
        return register.tree
    with ctx.reading() as session:
        return tree_of_version(session, ctx.block_year_id, key)
