"""What the displays show, by what the console has set: agenda, attendance, a vote, standings, or nothing."""

from collections.abc import Callable, Mapping

from models.conference_enums import HallView
from pages.conference import hall_round
from pages.conference.hall_head import Heading, frame_of
from pages.shared import display, formats, hall_markup, live
from pages.shared.finality import mark_of
from pages.shared.i18n import N_, _
from services.queries.agenda import Agenda, AgendaLine
from services.queries.hall import HallBoard, HallPlace

VIEWS: Mapping[HallView, str] = {
    HallView.AGENDA: N_("Agenda"),
    HallView.ATTENDANCE: N_("Attendance"),
    HallView.POLL: N_("Vote"),
    HallView.RESULTS: N_("Results"),
    HallView.STANDINGS: N_("Standings"),
    HallView.BLANK: N_("Blank screen"),
}


def markup_of(sight: live.Sight, heading: Heading, clock: str | None = None) -> str:
    """The whole display as it is to be drawn; `clock` may stand in place of when it was checked."""
    frame, hall = frame_of(sight, heading, clock), sight.hall
    if hall is None:
        heard = sight.checked_at is not None
        return hall_round.no_vote(
            frame, _("No vote has been opened yet") if heard else _("Waiting for the data")
        )
    return _DRAWN[hall.view](frame, hall)


def course(agenda: Agenda) -> list[hall_markup.CourseItem]:
    """The points of the agenda, each with where it stands."""
    return [_item(item, agenda.current_id) for item in agenda.items]


def _item(item: AgendaLine, current_id: int | None) -> hall_markup.CourseItem:
    now, done = item.id == current_id, item.finished_at is not None and item.id != current_id
    word = _("Now") if now else _("Done") if done else _("{count} minutes").format(count=item.minutes)
    return hall_markup.CourseItem(number=f"{item.place}.", title=item.title, word=word, now=now, done=done)


def place_line(place: HallPlace) -> hall_markup.PlaceLine:
    """A line of the standings."""
    rank = "-" if place.rank is None else formats.count(place.rank) + ("=" if place.tied else "")
    points = formats.points(place.points) if place.percent is None else formats.percent(place.percent)
    return hall_markup.PlaceLine(place=rank, unit=place.name, points=points, first=place.rank == 1)


def present_words(hall: HallBoard) -> str:
    """How many are there of how many."""
    return formats.part_of(hall.attendance.present, hall.attendance.summoned)


def _vote(frame: display.Frame, hall: HallBoard) -> str:
    if hall.round is None:
        return hall_round.no_vote(frame, _("No vote has been opened yet"))
    return hall_round.markup(frame, hall.round)


def _results(frame: display.Frame, hall: HallBoard) -> str:
    out = [(board.title, hall_round.verdict(board)) for board in hall.rounds if board.verdict]
    lines = [hall_markup.ResultLine(title=title, said=said) for title, said in out if said]
    title = _("Results of the votes") if lines else _("No result has been read out yet")
    return hall_markup.results_html(frame, title, lines)


def _agenda(frame: display.Frame, hall: HallBoard) -> str:
    items = course(hall.agenda)
    fact = ""
    if hall.attendance.summoned:
        fact = _("Present: {attendance}").format(attendance=present_words(hall))
    title = _("Agenda of the conference") if items else _("The agenda is not written yet")
    return hall_markup.course_html(frame, title, fact, items)


def _attendance(frame: display.Frame, hall: HallBoard) -> str:
    below = _("delegates with a vote, of those summoned")
    return hall_markup.crowd_html(frame, _("Present"), present_words(hall), below)


def _standings(frame: display.Frame, hall: HallBoard) -> str:
    if hall.standings is None:
        return hall_markup.course_html(frame, _("The standings are not released yet"), "", ())
    title, lines = _("Standings {year}").format(year=hall.year), [place_line(one) for one in hall.standings]
    return hall_markup.places_html(frame, title, mark_of(hall.finality), lines)


def _blank(frame: display.Frame, _hall: HallBoard) -> str:
    return hall_markup.blank_html(frame)


_DRAWN: Mapping[HallView, Callable[[display.Frame, HallBoard], str]] = {
    HallView.AGENDA: _agenda,
    HallView.ATTENDANCE: _attendance,
    HallView.POLL: _vote,
    HallView.RESULTS: _results,
    HallView.STANDINGS: _standings,
    HallView.BLANK: _blank,
}
