"""Ballots typed one by one with the number keys, each kept as it is typed."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from models.enums import Answer, PollKind
from pages.conference import counting_acts
from pages.shared.context import Context
from pages.shared.formats import count
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.counting import BatchState, Counting
from services.rules.paper_count import PaperBallot, Spoiled
from services.rules.typed_count import SPOILED, TypedCount, is_spoiled

_SPOILED = {
    Spoiled.NOT_ISSUED: N_("not a ballot that was issued"),
    Spoiled.UNCLEAR: N_("not clear who is meant"),
    Spoiled.OFF_THE_LIST: N_("names somebody who is not on the list"),
    Spoiled.MARKED: N_("signed or marked"),
}
_ANSWERS = {Answer.FOR: N_("For"), Answer.AGAINST: N_("Against"), Answer.BLANK: N_("Blank")}
_LAST = 5  # ballots that stay in sight


def offer(
    ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, key: str, seen: int
) -> None:
    """The next ballot, those typed last, and the end of the pile."""
    number = len(typed.ballots)
    if number < typed.collected:
        typing, keys = st.columns([3, 2], gap="medium")
        with typing:
            place = _("Ballot {number} of {count}")
            st.markdown("### " + place.format(number=count(number + 1), count=count(typed.collected)))
            st.progress(number / typed.collected)
            _next(ctx, counting, batch, typed, seen)
        with keys:
            _legend(counting)
    else:
        st.markdown("### " + _("All {count} ballots are typed").format(count=count(number)))
        if st.button(_("Finish my count"), type="primary", key=f"{key}-finish"):
            counting_acts.finish(ctx, counting, batch, seen)
    _last(counting, typed)
    with st.expander(_("Mend a ballot, or the number of ballots")):
        _mend(ctx, counting, batch, typed, key, seen)


def _next(ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, seen: int) -> None:
    # One key for the whole pile, so that the cursor stays where it is from ballot to ballot
    name = counting_acts.form_name(counting, batch)
    if st.session_state.pop(f"{name}-kept", False):
        st.session_state[f"{name}-keys"] = ""
    with st.form(f"{name}-next"):
        text = st.text_input(_("Keys of this ballot, then Enter"), key=f"{name}-keys", autocomplete="off")
        if st.form_submit_button(_("Next ballot"), type="primary"):
            place = len(typed.ballots)
            counting_acts.keep_ballot(ctx, counting, batch, typed, place, text, seen)


def _legend(counting: Counting) -> None:
    """Which key is which."""
    form = counting.form
    election = form.poll.kind is PollKind.ELECTION
    options = form.poll.options if election else form.standing
    withdrawn = _("Withdrawn")
    rows = [
        {
            _("No."): str(number),
            _("Option"): plain(counting.names[option.code]) + (f" ({withdrawn})" if option.withdrawn else ""),
        }
        for number, option in enumerate(options, 1)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    if election:
        st.caption(_("Type the numbers of the names on the ballot; 0 for a ballot without a name."))
    else:
        st.caption(_("For each in turn: 1 for, 2 against, 0 no opinion."))
    spoiled = "; ".join(f"x{number}: {_(_SPOILED[reason])}" for number, reason in enumerate(SPOILED, 1))
    st.caption(_("Invalid: {keys}").format(keys=spoiled))


def _last(counting: Counting, typed: TypedCount) -> None:
    if not typed.ballots:
        return
    numbered = list(enumerate(typed.ballots, 1))[-_LAST:]
    rows = [
        {_("Ballot"): str(number), _("As typed"): _words(counting, one)} for number, one in reversed(numbered)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _words(counting: Counting, ballot: PaperBallot) -> str:
    names, answers = counting.names, ballot.answers
    if ballot.spoiled is not None:
        return _("Invalid: {reason}").format(reason=_(_SPOILED[ballot.spoiled]))
    if counting.form.poll.kind is not PollKind.ELECTION:
        return "; ".join(f"{plain(names[code])}: {_(_ANSWERS[one])}" for code, one in answers.items())
    chosen = "; ".join(plain(names[code]) for code, one in answers.items() if one is Answer.FOR)
    if is_spoiled(counting.form, ballot):
        return _("Invalid, too many names: {names}").format(names=chosen)
    return chosen or _("No name")


def _mend(
    ctx: Context, counting: Counting, batch: BatchState, typed: TypedCount, key: str, seen: int
) -> None:
    if typed.ballots:
        with st.form(f"{key}-mending"):
            number = st.number_input(
                _("Number of the ballot"), 1, len(typed.ballots), len(typed.ballots), key=f"{key}-number"
            )
            text = st.text_input(_("Its keys"), key=f"{key}-text", autocomplete="off")
            if st.form_submit_button(_("Put in its place")):
                counting_acts.keep_ballot(ctx, counting, batch, typed, number - 1, text, seen)
        if st.button(_("Take the last ballot back"), key=f"{key}-back"):
            shorter = replace(typed, ballots=typed.ballots[:-1])
            counting_acts.keep(ctx, counting, batch, shorter, seen, _("The last ballot is taken back."))
    with st.form(f"{key}-pile"):
        issued, collected = counting_acts.pile_typed(batch, typed.issued, typed.collected, key)
        if st.form_submit_button(_("Save the numbers")):
            numbers = replace(typed, issued=issued, collected=collected)
            counting_acts.keep(ctx, counting, batch, numbers, seen, _("The numbers are saved."))
