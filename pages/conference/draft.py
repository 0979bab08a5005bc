"""The form of a vote that has not been opened: what is asked, by which rule, and who is on the ballot."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from models.enums import Basis, PollKind
from pages.conference import draft_point, draft_rule, words
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form, opened_form
from services import voting
from services.queries import registry
from services.queries.polls import PollDetail
from services.queries.registry import UnitLine
from services.rules.counting import Attendance, Frame
from services.rules.text import NAME_LIMIT


def prepare(ctx: Context) -> None:
    """Ask for a new vote and add it as a draft."""
    name = f"poll-new-{ctx.block_year_id}"
    key, _seen = opened_form(name, 0)
    form = _Form(ctx, key, None)
    if st.button(_("Save as a draft"), type="primary", key=f"{key}-save"):
        with ctx.acting(_("The vote is prepared."), then=partial(close_form, name)) as session:
            voting.prepare_poll(session, ctx.actor, ctx.block_year_id, form.frame(), form.units)


def change(ctx: Context, detail: PollDetail, key: str, seen: int, name: str) -> None:
    """Change a draft."""
    form = _Form(ctx, key, detail)
    if st.button(_("Save the changes"), key=f"{key}-save"):
        with ctx.acting(_("The vote is changed."), then=partial(close_form, name)) as session:
            voting.change_poll(
                session, ctx.actor, detail.poll_id, form.frame(), form.units, seen_version=seen
            )


class _Form:
    """The fields as they were typed; `frame` reads them, and refuses what is no share."""

    def __init__(self, ctx: Context, key: str, detail: PollDetail | None) -> None:
        poll = detail.poll if detail else None
        with ctx.reading() as session:
            roll = registry.roll_of_year(session, ctx.block_id, ctx.block_year_id, ctx.year)
        voters = sum(unit.votes for unit in roll)
        self._attendance = Attendance(summoned=voters, present=voters)
        if poll:
            self._attendance = Attendance(summoned=poll.summoned, present=poll.present, members=poll.members)
        self._title = st.text_input(
            _("What is voted on"), poll.title if poll else "", key=f"{key}-title", max_chars=NAME_LIMIT
        )
        kind, method, seats = st.columns(3)
        kinds, methods = list(words.KINDS), list(words.METHODS)
        self._kind = kind.selectbox(
            _("What kind of vote"),
            kinds,
            kinds.index(poll.kind) if poll else 0,
            format_func=lambda one: _(words.KINDS[one]),
            key=f"{key}-kind",
        )
        self._method = method.selectbox(
            _("How votes are given"),
            methods,
            methods.index(poll.method) if poll else 0,
            format_func=lambda one: _(words.METHODS[one]),
            key=f"{key}-method",
        )
        self._item_id = draft_point.ask(ctx, detail, key)
        self._mode = draft_rule.ask_mode(self._method, detail, key)
        self._own_unit = draft_rule.ask_own_unit(self._kind, detail, key)
        self._seats: int | None = None
        if self._kind is PollKind.ELECTION:
            first = (poll.seats if poll else None) or 1
            self._seats = seats.number_input(_("How many are elected"), 1, None, first, key=f"{key}-seats")
        none = _("Most votes win") if self._kind is PollKind.ELECTION else None
        self._rule = draft_rule.ask(_("To pass"), none, poll.rule if poll else None, f"{key}-rule")
        self._quorum = draft_rule.ask(
            _("Quorum"), _("None"), poll.quorum if poll else None, f"{key}-quorum", Basis.SUMMONED
        )
        self.units = [] if self._kind is PollKind.MOTION else _units(roll, detail, key)

    def frame(self) -> Frame:
        """What was typed, as the command takes it."""
        return Frame(
            title=self._title,
            kind=self._kind,
            method=self._method,
            attendance=self._attendance,
            seats=self._seats,
            rule=draft_rule.read(self._rule),
            quorum=draft_rule.read(self._quorum),
            mode=self._mode,
            own_unit=self._own_unit,
            item_id=self._item_id,
        )


def _units(roll: Sequence[UnitLine], detail: PollDetail | None, key: str) -> list[int]:
    """The units that were chosen, in protocol order."""
    names = {unit.unit_id: unit.name for unit in roll}
    before = [unit_id for unit_id in detail.unit_ids if unit_id in names] if detail else []
    chosen = st.multiselect(
        _("On the ballot"),
        list(names),
        before,
        format_func=names.__getitem__,
        key=f"{key}-units",
        placeholder=_("Choose the units"),
        select_all=False,  # Streamlit's own words for it are English
    )
    return [unit_id for unit_id in names if unit_id in chosen]
