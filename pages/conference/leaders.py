"""The leader's board: the whole conference at a glance, on a tablet or a telephone, without a control."""

import streamlit as st

from models.enums import OfficeRole, PollState
from pages.conference import hall_head, hall_round, hall_views
from pages.shared import display, leaders_markup, live
from pages.shared.context import Context
from pages.shared.i18n import N_, _
from pages.shared.leaders_markup import Fact, Part, VoteLine
from services.queries.board import PollBoard
from services.queries.hall import HallBoard
from services.queries.polls import UNDER_WAY
from services.rules.rights import Actor

_OFFICES = {OfficeRole.HEAD: N_("Head"), OfficeRole.DEPUTY: N_("Deputy")}


def render(ctx: Context) -> None:
    """Fill the screen with the board, and keep it fresh."""
    display.leaders_style(alone=ctx.actor.link_id is not None)
    watch = live.Watch(ctx.block_id, ctx.block_year_id, None)
    _follow(live.boards(ctx.engine), watch, ctx.actor, hall_head.heading_of(ctx))


@st.fragment(run_every="2s")
def _follow(boards: live.Boards, watch: live.Watch, actor: Actor, heading: hall_head.Heading) -> None:
    sight = boards.look(watch, actor.account_id, actor.link_id)
    if sight is None:
        display.big_sentence(hall_head.refusal_words(actor))
    elif sight.hall is None:
        display.big_sentence(_("Waiting for the data"))
    else:
        display.whole(_markup(sight, sight.hall, heading))


def _markup(sight: live.Sight, hall: HallBoard, heading: hall_head.Heading) -> str:
    left = [_now(hall), _votes(hall)]
    right = [_agenda(hall), _standings(hall), _next_offices(hall)]
    return leaders_markup.leaders_html(hall_head.frame_of(sight, heading), _title(hall), left, right)


def _title(hall: HallBoard) -> str:
    voting = [board.title for board in hall.rounds if board.state is PollState.OPEN]
    if voting:
        return _("Voting now: {titles}").format(titles="; ".join(voting))
    if hall.agenda.current is not None:
        return _("Now: {title}").format(title=hall.agenda.current.title)
    return _("Closing conference {year}").format(year=hall.year)


def _now(hall: HallBoard) -> Part:
    facts = []
    if hall.attendance.summoned:
        facts.append(Fact(label=_("Present"), figure=hall_views.present_words(hall)))
    for board in hall.rounds:
        if figure := hall_round.turnout_words(board):
            facts.append(Fact(label=_("Voted"), figure=figure))
        if figure := hall_round.read_words(board):
            facts.append(Fact(label=_("Ballots read"), figure=figure))
    markup = leaders_markup.facts_markup(facts) if facts else ""
    return Part(heading=_("In the hall"), markup=markup, hint=_("Attendance has not been taken yet."))


def _agenda(hall: HallBoard) -> Part:
    markup = leaders_markup.course_markup(hall_views.course(hall.agenda))
    return Part(heading=_("Agenda"), markup=markup, hint=_("The agenda is not written yet"))


def _votes(hall: HallBoard) -> Part:
    """The rounds under way first, then the others, the latest first."""
    over = [board for board in reversed(hall.rounds) if board.state not in UNDER_WAY]
    rounds = [board for board in hall.rounds if board.state in UNDER_WAY] + over
    markup = leaders_markup.votes_markup([_vote(board) for board in rounds])
    return Part(heading=_("Votes"), markup=markup, hint=_("No vote has been opened yet"))


def _vote(board: PollBoard) -> VoteLine:
    figures = board.verdict is not None or board.reading is not None
    present = hall_round.present_words(board)
    return VoteLine(
        title=board.title,
        state=hall_round.state_words(board),
        fact=_("Present: {attendance}").format(attendance=present) if present else "",
        verdict=hall_round.verdict(board) or "",
        under_way=board.state in UNDER_WAY,
        options=hall_round.options(board) if figures else (),
    )


def _standings(hall: HallBoard) -> Part:
    lines = [hall_views.place_line(one) for one in hall.standings or ()]
    heading = _("Standings")
    if lines and not hall.finality.is_final:
        heading = _("Standings, provisional")
    markup = leaders_markup.places_markup(lines)
    return Part(heading=heading, markup=markup, hint=_("The standings are not released yet"))


def _next_offices(hall: HallBoard) -> Part:
    lines = [(_(_OFFICES[office.role]), office.name) for office in hall.next_offices]
    heading = _("Leading the block in {year}").format(year=hall.year + 1)
    markup = leaders_markup.offices_markup(lines)
    return Part(heading=heading, markup=markup, hint=_("Not decided yet"))
