"""The forms of the delegates: one added, one changed, given the vote of the unit, or removed."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from services import delegates
from services.delegates import DelegateEntry
from services.queries.delegates import DelegateLine
from services.queries.registry import UnitLine
from services.rules.text import NAME_LIMIT

Accounts = Mapping[int, Mapping[int, str]]
_NONE = 0


def render(ctx: Context, lines: Sequence[DelegateLine], roll: Sequence[UnitLine], accounts: Accounts) -> None:
    """One form at a time; what was typed into another stays as long as the page is open."""
    if not lines:
        with st.expander(_("Add a delegate")):
            _add(ctx, roll, accounts)
        return
    add, edit = st.tabs([_("Add a delegate"), _("Change a delegate")])
    with add:
        _add(ctx, roll, accounts)
    with edit:
        _edit(ctx, lines, roll, accounts)


def _add(ctx: Context, roll: Sequence[UnitLine], accounts: Accounts) -> None:
    name = f"delegate-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    entry = _entry(key, None, roll, accounts)
    if st.button(_("Add the delegate"), key=f"{key}-save"):
        with ctx.acting(_("The delegate is summoned."), then=partial(close_form, name)) as session:
            delegates.add_delegate(session, ctx.actor, ctx.block_year_id, entry)


def _edit(ctx: Context, lines: Sequence[DelegateLine], roll: Sequence[UnitLine], accounts: Accounts) -> None:
    by_id = {line.id: line for line in lines}
    chosen = st.selectbox(
        _("Delegate"),
        list(by_id),
        format_func=lambda key: f"{by_id[key].person} \u00b7 {by_id[key].unit or _('Guest')}",
        key=f"delegate-edited-{ctx.block_year_id}",
    )
    line, name = by_id[chosen], f"delegate-{chosen}"
    key, seen = opened_form(name, line.version)
    entry = _entry(key, line, roll, accounts)
    with st.container(horizontal=True):
        if st.button(_("Save the delegate"), type="primary", key=f"{key}-save"):
            with ctx.acting(_("The delegate is saved."), then=partial(close_form, name)) as session:
                delegates.edit_delegate(session, ctx.actor, chosen, entry, seen_version=seen)
        if (
            line.unit_id is not None
            and not line.is_voter
            and st.button(_("Give the vote"), key=f"{key}-vote")
        ):
            with ctx.acting(
                _("The delegate carries the vote now."), then=partial(close_form, name)
            ) as session:
                delegates.give_vote(session, ctx.actor, chosen, seen_version=seen)
        with st.popover(_("Remove the delegate")):
            if st.button(_("Yes, remove the delegate"), key=f"{key}-remove"):
                with ctx.acting(_("The delegate is removed.")) as session:
                    delegates.remove_delegate(session, ctx.actor, chosen, seen_version=seen)


def _entry(
    key: str, line: DelegateLine | None, roll: Sequence[UnitLine], accounts: Accounts
) -> DelegateEntry:
    """The fields; not in a form, since the unit decides which accounts can be chosen."""
    person = st.text_input(
        _("Full name"), line.person if line else "", key=f"{key}-person", max_chars=NAME_LIMIT
    )
    post = st.text_input(_("Position"), line.post if line else "", key=f"{key}-post", max_chars=NAME_LIMIT)
    names = {_NONE: _("Nobody: a guest")} | {unit.unit_id: unit.name for unit in roll}
    before = line.unit_id if line and line.unit_id in names else _NONE
    unit_id = st.selectbox(
        _("Comes for"),
        list(names),
        list(names).index(before or _NONE),
        format_func=names.__getitem__,
        key=f"{key}-unit",
    )
    votes, account_id = False, None
    if unit_id != _NONE:
        votes = st.checkbox(
            _("Carries the vote of the unit"), line.is_voter if line else True, key=f"{key}-votes"
        )
        account_id = _account(key, line, accounts.get(unit_id, {}))
    return DelegateEntry(
        person=person, post=post, unit_id=unit_id or None, is_voter=votes, account_id=account_id
    )


def _account(key: str, line: DelegateLine | None, accounts: Mapping[int, str]) -> int | None:
    """The account by which the delegate votes; one that was chosen and may vote no more is still shown."""
    before = line.account_id if line else None
    names = {_NONE: _("None: by card")} | dict(accounts)
    if before is not None:
        names.setdefault(before, _("Account {number}").format(number=before))
    if len(names) == 1:
        return None
    chosen = st.selectbox(
        _("Votes by account"),
        list(names),
        list(names).index(before or _NONE),
        format_func=names.__getitem__,
        key=f"{key}-account",
    )
    return chosen or None
