"""The ballot paper on a phone: what is asked, the choice in large rows, and once more to confirm."""

from collections.abc import Mapping

import streamlit as st

from models.enums import Answer, PollKind
from pages.conference import vote_rows, words
from pages.conference.vote_slip import Slip, slip_of
from pages.shared.context import Context, telling
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services import ballots
from services.queries.ballots import BallotPaper
from services.rules.ballots import ballot_of
from services.settings import settings


def draw(ctx: Context, paper: BallotPaper) -> None:
    """Ask for the choice, then whether it is the right one, then put it into the box."""
    poll, slip = paper.form.poll, slip_of(paper)
    st.title(plain(poll.title))
    if slip.choice is None:
        _choose(ctx, paper, slip)
    else:
        _confirm(ctx, paper, slip, slip.choice)


def _choose(ctx: Context, paper: BallotPaper, slip: Slip) -> None:
    poll = paper.form.poll
    st.markdown(plain(words.frame_words(poll.kind, poll.seats, poll.rule, poll.quorum)))
    place = st.container()
    # Drawn before the button is asked: a press is lost to whatever interrupts the run at a later call
    st.caption(_("Secret ballot. Ballot paper {number}").format(number=paper.fingerprint[:12]))
    with place, st.form(f"ballot-{paper.poll_id}", border=False):
        given = vote_rows.ask(paper)
        beside = st.container()  # what is wrong stands where the thumb is
        pressed = st.form_submit_button(_("Continue"), type="primary", width="stretch")
    if not pressed:
        return
    if given is None:
        beside.error(
            _("Choose whom you vote for, or else the blank ballot.")
            if poll.kind is PollKind.ELECTION
            else _("Nothing is chosen yet.")
        )
        return
    with beside, telling(ctx.engine):
        ballot_of(paper.form, given, paper.names, paper.own)
        slip.choice = given
    if slip.choice is not None:
        st.rerun()


def _confirm(ctx: Context, paper: BallotPaper, slip: Slip, choice: Mapping[str, Answer]) -> None:
    st.write(_("This will be on your ballot. Once it is in the box, nothing can be changed."))
    with st.container(border=True):
        for line in _chosen(paper, choice):
            st.markdown(line)
    if slip.refusal is not None:
        st.error(sentence_of(slip.refusal))
        slip.refusal = None
    st.button(
        _("Put it into the box"),
        type="primary",
        width="stretch",
        key="ballot-cast",
        on_click=_cast,
        args=(ctx, paper.poll_id, slip),
    )
    st.button(_("Choose again"), width="stretch", key="ballot-again", on_click=slip.forget_choice)


def _cast(ctx: Context, poll_id: int, slip: Slip) -> None:
    """Cast before the page is drawn: it is drawn once, by what is true then, and no press can interrupt."""
    with slip.turn:
        if slip.choice is None:  # a second click of which the first has done it
            return
        with ctx.asking(slip.refuse) as session:
            slip.code = ballots.cast_ballot(
                session, ctx.actor, poll_id, slip.choice, folder=settings().data_folder
            )
            slip.cast = True
            slip.forget_choice()


def _chosen(paper: BallotPaper, choice: Mapping[str, Answer]) -> list[str]:
    if paper.form.poll.kind is PollKind.ELECTION:
        names = [f"**{plain(paper.names[code])}**" for code in choice]
        return names or [_("**A blank ballot**: you vote for nobody.")]
    return [
        f"{plain(paper.names[code])}: **{_(vote_rows.ANSWERS[answer])}**" for code, answer in choice.items()
    ]
