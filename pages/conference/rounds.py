"""The vote rounds of the year: where each stands, what was decided, and the next step for who runs them."""

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from models.enums import PollOutcome, PollState, YearState
from pages.conference import ballot, box_record, draft, draft_copy, rehearsing, rounds_list, steps, words
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from services.queries import conference, polls
from services.queries.polls import PollDetail, PollLine
from services.rules.rights import Permission


def render(ctx: Context) -> None:
    """List the rounds, show the chosen one, and offer the step that is next."""
    with ctx.reading() as session:
        lines = polls.polls_of_year(session, ctx.block_year_id)
        rehearsal = conference.is_rehearsing(session, ctx.block_year_id)
    rehearsing.bar(rehearsal)
    st.title(_finding(ctx, lines))
    locked = ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED)
    may_prepare = ctx.may(Permission.PREPARE_POLLS) and not locked
    if lines:
        rounds_list.show(lines)
        _round(ctx, lines, locked)
    elif not may_prepare:
        st.info(_("No vote has been prepared for this year."))
    if may_prepare:
        with st.expander(_("Prepare another vote") if lines else _("Prepare a vote"), expanded=not lines):
            draft.prepare(ctx)
        draft_copy.offer(ctx)


def _finding(ctx: Context, lines: Sequence[PollLine]) -> str:
    if under_way := [plain(line.title) for line in lines if line.state is PollState.OPEN]:
        return _("Voting now: {titles}").format(titles="; ".join(under_way))
    if under_way := [plain(line.title) for line in lines if line.state in polls.UNDER_WAY]:
        return _("Being counted: {titles}").format(titles="; ".join(under_way))
    if not lines:
        return _("Votes of {year}").format(year=ctx.year)
    decided = sum(line.state in polls.OUT for line in lines)
    return ngettext(
        "{out} of {count} vote read out in {year}", "{out} of {count} votes read out in {year}", len(lines)
    ).format(out=decided, count=len(lines), year=ctx.year)


def _round(ctx: Context, lines: Sequence[PollLine], locked: bool) -> None:
    ids = [line.poll_id for line in lines]
    titles = {line.poll_id: line.title for line in lines}
    chosen = st.selectbox(
        _("Vote to look at"),
        ids,
        index=ids.index(_to_look_at(lines).poll_id),
        format_func=titles.__getitem__,
        key=f"round-of-{ctx.block_year_id}-{len(ids)}",  # a round that was just prepared is the one looked at
    )
    with ctx.reading() as session:
        detail = polls.poll_detail(session, ctx.actor, ctx.block_year_id, chosen)
    poll = detail.poll
    heading, link = st.columns([4, 1], vertical_alignment="bottom")
    heading.subheader(plain(poll.title))
    link.link_button(_("Projector"), _projector_address(chosen), width="stretch")
    facts = [_(words.STATES[detail.state]), _(words.METHODS[poll.method])]
    facts.append(words.frame_words(poll.kind, poll.seats, poll.rule, poll.quorum))
    if detail.state is not PollState.DRAFT:
        attendance = formats.part_of(poll.present, poll.summoned)
        facts.append(_("{attendance} of those summoned are present").format(attendance=attendance))
    st.caption(plain(" \u00b7 ".join(facts)))
    _result(detail)
    box_record.show(ctx, detail)
    counting = detail.state is PollState.CLOSED and ctx.may(Permission.COUNT_VOTES) and not locked
    if detail.verdict is None and not counting:
        ballot.show(detail)
    if not locked:
        steps.offer(ctx, detail)


def _to_look_at(lines: Sequence[PollLine]) -> PollLine:
    """The round that goes on, else the one that a tie has led to, else the newest one."""
    going_on = [line for line in lines if line.state in polls.UNDER_WAY]
    repeating = [line for line in lines if line.state is PollState.DRAFT and line.repeats]
    return (*going_on, *repeating, lines[-1])[0]


def _projector_address(poll_id: int) -> str:
    """Beside this page, of the same block and year, without Streamlit's own bars."""
    return "trinh-chieu?" + urlencode({**st.query_params.to_dict(), "poll": poll_id, "embed": "true"})


def _result(detail: PollDetail) -> None:
    poll, verdict = detail.poll, detail.verdict
    if detail.void_reason is not None:
        st.warning(_("Declared void: {reason}").format(reason=plain(detail.void_reason)))
    if verdict is None:
        return
    sentence = words.verdict_words(poll.kind, poll.seats, poll.rule, verdict, detail.names)
    if verdict.outcome is PollOutcome.DECIDED:
        st.markdown(f"**{plain(sentence)}**")
    else:
        st.warning(plain(sentence))
    counts = {option.code: option for option in poll.options}
    rows = [
        {
            "option": detail.names[option.option],
            "votes": formats.count(option.votes),
            "against": formats.count(counts[option.option].against),
            "blank": formats.count(counts[option.option].blank),
            "percent": formats.percent(option.percent),
            "outcome": _(words.OUTCOMES[option.outcome]) if option.outcome else "",
        }
        for option in verdict.options
    ]
    frame = pd.DataFrame(rows)
    shown = [name for name in frame.columns if name == "votes" or frame[name].any()]
    labels = {"votes": _("For"), "against": _("Against"), "blank": _("Blank"), "percent": "%"}
    columns = {
        "option": st.column_config.TextColumn(_("Option")),
        "outcome": st.column_config.TextColumn(_("Outcome")),
    } | formats.number_columns(labels)
    st.dataframe(frame[shown], hide_index=True, column_config=columns)
