"""The ballot of a round: what is counted for each option, and who withdraws."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from models.enums import PollKind, PollMethod, PollState
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.opened import close_form
from pages.shared.plain import plain
from services import poll_steps, voting
from services.queries.polls import PollDetail
from services.rules.counting import Counts, OptionCount, uncounted
from services.rules.document import Poll, PollOption

_WIDTH = 270  # pixels: three beside the menu, one on a phone


def show(detail: PollDetail) -> None:
    """Who stands on the ballot, before anything is read out; a motion is its own title."""
    if detail.poll.kind is PollKind.MOTION:
        return
    withdrawn = _("Withdrawn")
    lines = [
        f"1. {plain(detail.names[option.code])}" + (f" ({withdrawn})" if option.withdrawn else "")
        for option in detail.poll.options
    ]
    st.markdown("\n".join(lines))


def count(ctx: Context, detail: PollDetail, key: str, seen: int, name: str) -> None:
    """Put down the hands that were counted; ballots are typed by two tellers instead."""
    waiting = any(uncounted(detail.poll))
    acclaimed = waiting and _may_be_acclaimed(detail.poll)
    if acclaimed:
        _by_acclamation(ctx, detail, key, seen, name)
    with st.form(f"{key}-counting"):
        options = options_typed(detail.poll, detail.names, key)
        if st.form_submit_button(
            _("Save the counts"), type="primary" if waiting and not acclaimed else "secondary"
        ):
            with ctx.acting(_("The counts are saved."), then=partial(close_form, name)) as session:
                counts = Counts(options=options)
                poll_steps.record_counts(session, ctx.actor, detail.poll_id, counts, seen_version=seen)


def _may_be_acclaimed(poll: Poll) -> bool:
    """Whether all could agree to everything that is on the ballot."""
    standing = sum(not option.withdrawn for option in poll.options)
    return poll.method is PollMethod.ACCLAMATION and (poll.seats is None or standing <= poll.seats)


def _by_acclamation(ctx: Context, detail: PollDetail, key: str, seen: int, name: str) -> None:
    """Put down that nobody has objected, in place of a count; whoever does is counted below."""
    present = detail.poll.present
    label = ngettext("All {count} present agree", "All {count} present agree", present)
    if st.button(label.format(count=formats.count(present)), type="primary", key=f"{key}-acclaimed"):
        others = None if detail.poll.kind is PollKind.ELECTION else 0
        with ctx.acting(_("The counts are saved."), then=partial(close_form, name)) as session:
            agreed = OptionCount(votes=present, against=others, blank=others)
            options = {option.code: agreed for option in detail.poll.options if not option.withdrawn}
            counts = Counts(options=options)
            poll_steps.record_counts(session, ctx.actor, detail.poll_id, counts, seen_version=seen)
    st.caption(_("If somebody objects or abstains, count the hands and type them below."))


def options_typed(poll: Poll, names: Mapping[str, str], key: str) -> dict[str, OptionCount]:
    """What is typed for each option by code, side by side as far as the screen is wide."""
    counts = {}
    with st.container(horizontal=True):
        for option in poll.options:
            if not option.withdrawn:
                with st.container(width=_WIDTH):
                    counts[option.code] = _option(
                        poll, option, plain(names[option.code]), f"{key}-{option.code}"
                    )
    return counts


def _option(poll: Poll, option: PollOption, name: str, key: str) -> OptionCount:
    """The counts of one option; an election has no votes against."""
    if poll.kind is PollKind.ELECTION:
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
    """Take somebody off the ballot or put him back, as long as nothing is counted or in a sealed box."""
    sealed = detail.mode is not None and detail.state is PollState.OPEN
    if sealed or detail.poll.kind is PollKind.MOTION:
        return
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
