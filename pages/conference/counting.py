"""The tellers' screen: each types the ballots alone, both are compared, and the box is opened."""

import streamlit as st

from models.enums import BatchKind, PollState
from pages.conference import counting_box, counting_pile, others_steps, words
from pages.conference.rehearsing import bar
from pages.shared.ballot_sentences import BATCHES
from pages.shared.context import Context
from pages.shared.display import counting_style
from pages.shared.formats import count
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services import poll_steps
from services.queries import polls
from services.queries.counting import BatchState, Counting, counting_of_round
from services.queries.polls import PollDetail, PollLine
from services.rules.counting import is_by_ballot
from services.rules.rights import Permission

_SHOWN = (*polls.UNDER_WAY, *polls.OUT)


def render(ctx: Context) -> None:
    """Choose a round, and see how far its count is; a teller counts."""
    marks = others_steps.marks_now(ctx)
    with ctx.reading() as session:
        lines = polls.polls_of_year(session, ctx.block_year_id)
    shown = [line for line in lines if line.state in _SHOWN]
    st.title(_finding(shown))
    if not shown:
        st.info(_("Nothing is counted yet: no vote has been opened."))
        others_steps.follow(ctx, marks)
        return
    counting_style()
    counted = [line.poll_id for line in shown if line.state is PollState.CLOSED]
    ids = [line.poll_id for line in shown]
    titles = {line.poll_id: line.title for line in shown}
    chosen = st.selectbox(
        _("Vote to count"),
        ids,
        index=ids.index(counted[0]) if counted else len(ids) - 1,
        format_func=titles.__getitem__,
        key=f"counted-{ctx.block_year_id}-{len(ids)}",
    )
    found: tuple[Counting, PollDetail] | None = None
    with ctx.asking() as session:
        found = (
            counting_of_round(session, ctx.actor, ctx.block_year_id, chosen),
            polls.poll_detail(session, ctx.actor, ctx.block_year_id, chosen),
        )
    if found:
        _round(ctx, *found)
    others_steps.follow(ctx, marks)


def _finding(lines: list[PollLine]) -> str:
    if titles := [plain(line.title) for line in lines if line.state is PollState.CLOSED]:
        return _("Being counted: {titles}").format(titles="; ".join(titles))
    return _("Ballot counting: nothing to count now")


def _round(ctx: Context, counting: Counting, detail: PollDetail) -> None:
    bar(counting.rehearsal)
    poll = counting.form.poll
    st.subheader(plain(counting.title))
    st.caption(plain(words.frame_words(poll.kind, poll.seats, poll.rule, poll.quorum)))
    if not is_by_ballot(poll) and counting.state not in polls.OUT:
        st.info(_("Hands are not typed here: the secretary puts their numbers down under Vote rounds."))
    elif counting.state is PollState.OPEN:
        st.info(_("The voting goes on. Ballots are counted once the chair has ended it."))
    elif counting.state is PollState.CLOSED:
        with st.container(key="teller"):
            for batch in counting.batches:
                _batch(ctx, counting, batch)
            _settle(ctx, counting)
    else:
        _result(ctx, counting, detail)


def _batch(ctx: Context, counting: Counting, batch: BatchState) -> None:
    st.markdown(f"#### {_(BATCHES[batch.kind])}")
    voters = batch.roll.voters
    facts = [ngettext("for {count} voter", "for {count} voters", voters).format(count=count(voters))]
    for teller in batch.tellers:
        done = _("finished") if teller.finished else _("typing")
        facts.append(f"{plain(teller.name)}: {done}")
    if batch.differing:
        differ = ngettext("{count} figure differs", "{count} figures differ", batch.differing)
        facts.append(differ.format(count=count(batch.differing)))
    if batch.settled:
        facts.append(
            _("settled: {collected} collected, {invalid} invalid").format(
                collected=count(batch.settled.collected), invalid=count(batch.settled.invalid)
            )
        )
    st.caption(" \u00b7 ".join(facts))
    if batch.kind is BatchKind.ELECTRONIC:
        counting_box.offer(ctx, counting)
    elif batch.settled is None:
        counting_pile.offer(ctx, counting, batch)


def _settle(ctx: Context, counting: Counting) -> None:
    """The verdict of a round without a box, once two tellers have settled all of its ballots."""
    if counting.missing or counting.mode is not None or not ctx.may(Permission.ACT_AS_TELLER):
        return
    if st.button(_("Settle the count"), type="primary", key=f"settle-{counting.poll_id}"):
        with ctx.acting(_("The count is settled.")) as session:
            poll_steps.settle_poll(session, ctx.actor, counting.poll_id, seen_version=counting.version)


def _result(ctx: Context, counting: Counting, detail: PollDetail) -> None:
    poll = counting.form.poll
    st.info(_(words.STATES[counting.state]))
    if detail.verdict is not None:
        sentence = words.verdict_words(poll.kind, poll.seats, poll.rule, detail.verdict, detail.names)
        st.markdown(f"**{plain(sentence)}**")
    counting_box.offer_result(ctx, counting.poll_id)
