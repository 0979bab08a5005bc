"""The ballot of an open round: what is counted for each option, and who withdraws."""

from functools import partial

import streamlit as st

from models.enums import PollKind, PollMethod
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.opened import close_form
from pages.shared.plain import plain
from services import voting
from services.queries.polls import PollDetail
from services.rules.counting import Counts, OptionCount, uncounted
from services.rules.document import PollOption

_WIDTH = 270  # pixels: three beside the menu, one on a phone


def show(detail: PollDetail) -> None:
    """Who stands on the ballot, before anything is read out."""
    withdrawn = _("Withdrawn")
    lines = [
        f"1. {plain(detail.names[option.code])}" + (f" ({withdrawn})" if option.withdrawn else "")
        for option in detail.poll.options
    ]
    st.markdown("\n".join(lines))


def count(ctx: Context, detail: PollDetail, key: str, seen: int, name: str) -> None:
    """Put down what was counted: hands, or the figures and votes of paper ballots."""
    poll, figures = detail.poll, dict[str, int | None]()
    waiting = any(uncounted(poll))
    with st.form(f"{key}-counting"):
        if poll.method in (PollMethod.PAPER, PollMethod.SECRET):
            places = st.columns(3)
            labels = {
                "issued": _("Ballots issued"),
                "collected": _("Ballots collected"),
                "invalid": _("Invalid ballots"),
            }
            for place, (figure, label) in zip(places, labels.items(), strict=True):
                with place:
                    figures[figure] = _number(label, getattr(poll, figure), f"{key}-{figure}")
        options = _options(detail, key)
        if st.form_submit_button(_("Save the counts"), type="primary" if waiting else "secondary"):
            with ctx.acting(_("The counts are saved."), then=partial(close_form, name)) as session:
                counts = Counts(options=options, **figures)
                voting.record_counts(session, ctx.actor, detail.poll_id, counts, seen_version=seen)


def _options(detail: PollDetail, key: str) -> dict[str, OptionCount]:
    """What is typed for each option by code, side by side as far as the screen is wide."""
    counts = {}
    with st.container(horizontal=True):
        for option in detail.poll.options:
            if not option.withdrawn:
                with st.container(width=_WIDTH):
                    counts[option.code] = _option(detail, option, f"{key}-{option.code}")
    return counts


def _option(detail: PollDetail, option: PollOption, key: str) -> OptionCount:
    """The counts of one option; an election has no votes against."""
    name = plain(detail.names[option.code])
    if detail.poll.kind is PollKind.ELECTION:
        return OptionCount(votes=_number(name, option.votes, f"{key}-votes"))
    st.markdown(f"**{name}**")
    return OptionCount(
        votes=_number(_("For"), option.votes, f"{key}-votes"),
        against=_number(_("Against"), option.against, f"{key}-against"),
        blank=_number(_("Blank"), option.blank, f"{key}-blank"),
    )


def _number(label: str, value: int | None, key: str) -> int | None:
    return st.number_input(label, min_value=0, value=value, step=1, key=key)


def withdraw(ctx: Context, detail: PollDetail, key: str, seen: int, name: str) -> None:
    """Take somebody off the ballot or put him back, as long as nothing has been counted."""
    options = {option.code: option for option in detail.poll.options}
    if not options or any(option.votes is not None for option in options.values()):
        return
    with st.popover(_("Somebody withdraws"), key=f"{key}-ballot"):
        code = st.selectbox(
            _("Option"), list(options), format_func=detail.names.__getitem__, key=f"{key}-withdrawing"
        )
        back = options[code].withdrawn
        if st.button(
            _("Put back on the ballot") if back else _("Take off the ballot"), key=f"{key}-withdraw"
        ):
            act = voting.reinstate_option if back else voting.withdraw_option
            with ctx.acting(_("The ballot is changed."), then=partial(close_form, name)) as session:
                act(session, ctx.actor, detail.poll_id, code, seen_version=seen)
