"""The chair's console: what to read aloud, the one step that is next, what the hall sees, and the minutes."""

from collections.abc import Sequence

import streamlit as st

from models.conference_enums import AgendaKind
from models.enums import PollState, YearState
from pages.conference import (
    agenda_course,
    clock_warning,
    console_hall,
    console_round,
    others_steps,
    rehearsing,
)
from pages.shared import formats
from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.links import point_link
from pages.shared.plain import plain
from services.queries import agenda, hall, polls
from services.queries.agenda import Agenda
from services.queries.hall import LedRound
from services.rules.rights import Permission

_VOTED_ON = (AgendaKind.TITLES, AgendaKind.OFFICES)


def render(ctx: Context) -> None:
    """Lead through the conference: to the left what is said and done now, to the right what the hall sees."""
    marks = others_steps.marks_now(ctx)
    with ctx.reading() as session:
        course = agenda.agenda_of_year(session, ctx.block_year_id)
        words = agenda.agenda_words(session, ctx.actor, ctx.block_year_id)
        noted = agenda.incidents_of_year(session, ctx.actor, ctx.block_year_id, rehearsal=course.rehearsing)
        rounds = hall.rounds_to_lead(session, ctx.block_year_id)
        shown = hall.hall_now(session, ctx.block_year_id)
    rehearsing.bar(course.rehearsing)
    clock_warning.tell(ctx)
    st.title(_finding(ctx, course))
    if ctx.state in (YearState.PUBLISHED, YearState.ARCHIVED):
        st.info(_("This year is published. Its conference is over, and nothing of it changes any more."))
        return
    doing, seeing = st.columns([3, 2], gap="large")
    with doing:
        opening = st.container()
        chosen = _choose_round(ctx, course, rounds)
        with opening if chosen is None else opening.expander(_("What is said at this point")):
            agenda_course.read_aloud(course.current or course.next, words)
        if chosen is None or not console_round.render(ctx, chosen):
            _next_point(ctx, course)
    with seeing:
        console_hall.render(ctx, shown, rounds)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Notes of the discussion"))
        agenda_course.discussion(ctx, course, words)
    with right:
        st.subheader(_("Incidents"))
        agenda_course.note_incidents(ctx, noted)
    others_steps.follow(ctx, marks)


def _finding(ctx: Context, course: Agenda) -> str:
    if course.current is not None:
        place = formats.part_of(course.current.place, len(course.items))
        return _("Point {place}: {title}").format(place=place, title=plain(course.current.title))
    if course.items and course.next is None:
        return _("All points of the agenda are done")
    if course.next is not None and course.next is not course.items[0]:
        return _("Next: {title}").format(title=plain(course.next.title))
    return _("The conference of {year} has not begun").format(year=ctx.year)


def _choose_round(ctx: Context, course: Agenda, rounds: Sequence[LedRound]) -> int | None:
    """The vote that is led now: the one under way, else the first draft of this point."""
    rounds = _at_this_point(course, rounds)
    if not rounds:
        if course.current_id and _is_voted_on(course) and ctx.may(Permission.PREPARE_POLLS):
            point_link(course.current_id, _("Prepare a vote at this point"))
        return None
    ids: list[int | None] = [None, *(line.poll_id for line in rounds)]
    titles = {line.poll_id: line.title for line in rounds}
    usual = _usual(course, rounds)
    return st.selectbox(
        _("Vote at this point"),
        ids,
        ids.index(usual),
        format_func=lambda key: _("No vote") if key is None else titles[key],
        key=f"led-{ctx.block_year_id}-{course.current_id}-{usual}",
    )


def _usual(course: Agenda, rounds: Sequence[LedRound]) -> int | None:
    """What is voted on or counted; then a result to be read here, for one of another point is held back."""
    here = (course.current_id, None)
    for due in (
        [line.poll_id for line in rounds if line.state in (PollState.OPEN, PollState.CLOSED)],
        [line.poll_id for line in rounds if line.state is PollState.COUNTED and line.item_id in here],
        [line.poll_id for line in rounds if line.waits],
    ):
        if due:
            return due[0]
    drafts = [line for line in rounds if line.state is PollState.DRAFT]
    drafts.sort(key=lambda line: not line.repeats)  # what was left undecided comes before anything new
    own = [line.poll_id for line in drafts if line.item_id is not None and course.current is not None]
    return next(iter(own or [line.poll_id for line in drafts if _is_voted_on(course)]), None)


def _is_voted_on(course: Agenda) -> bool:
    return course.current is not None and course.current.kind in _VOTED_ON


def _at_this_point(course: Agenda, rounds: Sequence[LedRound]) -> list[LedRound]:
    """Its votes, those of no point, and what has to be brought to its end; before a point has begun, all."""
    if course.current_id is None:
        return list(rounds)
    here = (course.current_id, None)
    return [line for line in rounds if line.item_id in here or line.waits or line.state in polls.UNDER_WAY]


def _next_point(ctx: Context, course: Agenda) -> None:
    """The next point of the agenda, once no vote waits for its next step."""
    if course.items:
        agenda_course.steps(ctx, course)
    else:
        st.info(_("There is no agenda yet. Write it on the screen of the agenda."))
