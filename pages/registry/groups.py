"""The groups of units that some criteria of the year are for, and the form that makes them."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from services import groups
from services.queries.groups import GroupLine
from services.queries.registry import UnitLine
from services.rules.rights import Permission
from services.rules.text import NAME_LIMIT

_NEW = 0  # no group has this id


def render(ctx: Context, roll: Sequence[UnitLine], found: Sequence[GroupLine], closed: bool) -> None:
    """The groups with their units; whoever may, makes and changes them below."""
    may_edit = ctx.may(Permission.EDIT_CRITERIA) and not closed and bool(roll)
    if not found and not may_edit:
        return
    with st.expander(_("Groups of units for criteria")):
        st.caption(
            _(
                "A branch of the criteria can be for one group, such as the districts. It is not assigned to "
                "the units outside the group: it counts neither for their points nor for their maximum."
            )
        )
        if found:
            _table(roll, found)
        if may_edit:
            _edit(ctx, roll, found)


def _table(roll: Sequence[UnitLine], found: Sequence[GroupLine]) -> None:
    names = {unit.unit_id: unit.brief for unit in roll}
    rows = [
        {_("Group of units"): group.name, _("Units"): ", ".join(names[one] for one in group.unit_ids)}
        for group in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")


def _edit(ctx: Context, roll: Sequence[UnitLine], found: Sequence[GroupLine]) -> None:
    by_id = {group.group_id: group for group in found}
    chosen = st.selectbox(
        _("Group of units"),
        [_NEW, *by_id],
        format_func=lambda one: by_id[one].name if one else _("A new group"),
        key=f"group-edited-{ctx.block_year_id}",
    )
    group, name = by_id.get(chosen), f"group-{ctx.block_year_id}-{chosen}"
    key, _seen = opened_form(name, 0)
    names = {unit.unit_id: unit.name for unit in roll}
    with st.form(f"{key}-form"):
        called = st.text_input(
            _("Name of the group"), group.name if group else "", key=f"{key}-name", max_chars=NAME_LIMIT
        )
        units = st.multiselect(
            _("Units in it; a unit is in one group at most"),
            list(names),
            group.unit_ids if group else [],
            format_func=names.__getitem__,
            placeholder=_("Choose units"),
            key=f"{key}-units",
        )
        if st.form_submit_button(_("Save the group"), type="primary"):
            with ctx.acting(_("The group is saved."), then=partial(close_form, name)) as session:
                groups.save_group(
                    session, ctx.actor, ctx.block_year_id, called, units, group_id=chosen or None
                )
    if group and st.button(_("Remove the group"), key=f"{key}-remove"):
        with ctx.acting(_("The group is removed.")) as session:
            groups.remove_group(session, ctx.actor, chosen)
