"""The voting page of a phone: the round that is open, one ballot, and the code that it is in the box."""

import streamlit as st

from pages.conference import box_record, card_entry, rehearsing, vote_paper, vote_slip
from pages.shared import display, year_choice
from pages.shared.ballot_watch import AskedForAll, open_rounds
from pages.shared.context import Context, telling
from pages.shared.i18n import _
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.database import Database
from services.errors.ballots import BoxClosed, NotOnRoll
from services.errors.voting import NotElectronic
from services.queries.ballots import BallotPaper, Booth, Standing, booth_of
from services.queries.box_records import posted_codes
from services.settings import settings

PATH = "bo-phieu"


def render(ctx: Context) -> None:
    """The vote of who is signed in, or of who has come to this page with a card."""
    if not by_card(ctx.engine):
        _draw(ctx, signed_in=True)


def with_card(engine: Database) -> bool:
    """The page of who is not signed in: the vote by a card, or its code asked for; whether there was one."""
    if by_card(engine):
        return True
    st.title(_("Give your vote"))
    card_entry.ask(engine)
    return False


def by_card(engine: Database) -> bool:
    """Draw the page for who has come with a card; whether anybody has."""
    visitor = card_entry.voter_now(engine)
    if visitor is None:
        return False
    _draw(year_choice.year_of(engine, visitor.actor, visitor.block_year_id), signed_in=False)
    return True


def _draw(ctx: Context, *, signed_in: bool) -> None:
    display.ballot_style()
    vote_slip.wait_for_codes()
    rounds = open_rounds(ctx.engine)
    seen: tuple[int, ...] = ()
    booth: Booth | None = None
    with telling(ctx.engine):
        seen = rounds.of_year(ctx.block_year_id)
    with st.container(key="ballot"):
        with ctx.asking() as session:
            booth = booth_of(session, ctx.actor, ctx.block_year_id, settings().data_folder)
        if booth is not None:
            _vote(ctx, booth)
        elif signed_in:
            _ask_for_card(ctx)
    _follow(rounds, ctx.engine, ctx.block_year_id, seen)
    if not signed_in and not vote_slip.is_choosing():
        with st.expander(_("Another card")):
            card_entry.ask(ctx.engine)


def _ask_for_card(ctx: Context) -> None:
    """Who is signed in and carries nobody's vote may still hold a card."""
    st.title(_("Give your vote"))
    st.info(_("Nobody's vote is given by this account. Whoever votes with a card types its code here."))
    card_entry.ask(ctx.engine)


def _vote(ctx: Context, booth: Booth) -> None:
    """The first round in which the ballot is still to be given, or what became of the others."""
    rehearsing.bar(any(paper.rehearsal for paper in booth.papers))
    ended = vote_slip.ended([paper.poll_id for paper in booth.papers])
    waiting = [paper for paper in booth.papers if paper.standing is Standing.VOTES]
    if waiting:
        _carried(booth)
        vote_paper.draw(ctx, waiting[0])
        return
    if any(paper.standing is Standing.CAST for paper in booth.papers) or any(slip.cast for slip in ended):
        st.title(_("Your ballot is in the box"))
    for paper in booth.papers:
        _tell(paper)
    for slip in ended:
        if slip.cast:
            vote_slip.show_cast(slip)
        else:
            st.info(sentence_of(BoxClosed(title=slip.title)))
    if not booth.papers:
        st.title(_("No vote is open now"))
        st.write(_("This page goes on by itself as soon as the chair opens one. Leave it open."))
        _posted(ctx)
    _carried(booth)


def _posted(ctx: Context) -> None:
    """The codes of what was read out, for who has written the own one down."""
    with ctx.asking() as session:
        posted = posted_codes(session, ctx.actor, ctx.block_year_id)
        box_record.codes(posted)


def _tell(paper: BallotPaper) -> None:
    """How the voter stands to a round in which there is nothing to give."""
    title = paper.form.poll.title
    if paper.standing is Standing.CAST:
        vote_slip.show_cast(vote_slip.slip_of(paper))
    else:
        vote_slip.slip_of(paper).forget_choice()
        st.title(plain(title))
        on_paper = paper.standing is Standing.ON_PAPER
        st.info(sentence_of(NotElectronic(title=title) if on_paper else NotOnRoll(title=title)))


def _carried(booth: Booth) -> None:
    st.caption(plain(" \u00b7 ".join(filter(None, (booth.unit, booth.person)))))


@st.fragment(run_every="2s")
def _follow(rounds: AskedForAll, engine: Database, block_year_id: int, seen: tuple[int, ...]) -> None:
    """Draw the page anew when a round opens or ends; until then looking costs no SQL."""
    now = seen
    with telling(engine):
        now = rounds.of_year(block_year_id)
    if now != seen:
        st.rerun()
