"""The picture of the hall: what is released stands in it, what is held back does not, whatever its size."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.conference_enums import AttendanceState, HallView
from models.enums import OfficeRole, OfficeTerm, PollState, Stage
from models.year import BlockOffice
from services import hall, scoring_lock
from services.attendance import mark_attendance
from services.criteria import save_criteria
from services.database import reading, writing
from services.queries.criteria import criteria_of_year
from services.queries.hall import HallBoard, hall_of, rounds_to_lead
from services.rehearsal import begin_rehearsal
from services.rules.cell_edits import CellEdit
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from services.voting import prepare_next_round
from tests.conferences import made_delegates, made_item
from tests.factories import MadeYear, led_by, made_year
from tests.queries.statements import counted
from tests.rounds import (
    counted_poll,
    frame,
    made_poll,
    opened_poll,
    publish,
    published_poll,
    version,
    voted_poll,
)
from tests.typed import typed_node

NOW = datetime(2017, 12, 25, 8, 30, tzinfo=UTC)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def seen(session: Session, year: MadeYear, poll_id: int | None = None, now: datetime = NOW) -> HallBoard:
    found = hall_of(session, year.id, poll_id, now, Path("no-boxes"))
    assert found is not None
    return found


def test_before_anything_the_hall_follows_the_votes(engine: Engine, year: MadeYear) -> None:
    with reading(engine) as session:
        found = seen(session, year)
        assert hall_of(session, 999_999, None, NOW, Path("no-boxes")) is None
    assert (found.view, found.round, found.rounds, found.standings) == (HallView.POLL, None, (), None)
    assert (found.next_offices, found.frozen_at, found.rehearsing, found.moves) == ((), None, False, False)


def test_a_round_that_is_named_is_shown_whatever_is_set(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        first, second = opened_poll(session, year), opened_poll(session, year, frame("Hai"))
        hall.show_in_hall(session, OPERATOR, year.id, HallView.AGENDA)
        assert seen(session, year).view is HallView.AGENDA
        named = seen(session, year, first)
        assert named.round is not None
        assert (named.view, named.round.title) == (HallView.POLL, frame().title)
        hall.show_in_hall(session, OPERATOR, year.id, HallView.POLL, first)
        shown, followed = seen(session, year).round, seen(session, year, second).round
        assert shown is not None
        assert followed is not None
        assert (shown.title, followed.title) == (frame().title, "Hai")


def test_only_what_is_read_out_has_figures(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_poll(session, year, frame("Dự thảo"))
        opened_poll(session, year, frame("Đang bỏ"))
        voted_poll(session, year, frame("Đang kiểm"))
        kept = counted_poll(session, year, 7, 2, 0, given=frame("Đã kiểm"))
        published_poll(session, year, 5, 4, 0, given=frame("Đã công bố"))
        shown = {board.title: board for board in seen(session, year).rounds}
        assert list(shown) == ["Đang bỏ", "Đang kiểm", "Đã kiểm", "Đã công bố"]
        for title in ("Đang bỏ", "Đang kiểm", "Đã kiểm"):
            assert {option.votes for option in shown[title].options} == {None}
            assert shown[title].verdict is None
        assert [option.votes for option in shown["Đã công bố"].options] == [5, 4, 0]
        hall.begin_reading(session, OPERATOR, kept, seen_version=version(session, kept))
        begun = seen(session, year, now=datetime.now(UTC))
        assert begun.moves
        over = next(
            board for board in seen(session, year, now=NOW + timedelta(days=9999)).rounds if board.reading
        )
        assert over.reading is not None
        assert (over.reading.read, over.reading.goes_on, over.verdict) == (9, False, None)


def test_standings_come_once_they_are_released_and_are_final_once_locked(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        node = typed_node({"code": "1", "name": "Tiêu chí", "method": "direct", "max": "10"})
        save_criteria(session, OPERATOR, year.id, [node], {})
        (line,) = criteria_of_year(session, year.id)
        points = zip(year.unit_ids, ("7", "9", "8"), strict=True)
        edits = [CellEdit(unit, line.criterion_id, text, 0) for unit, text in points]
        save_cells(session, OPERATOR, year.id, Stage.FINAL, edits)
        assert seen(session, year).standings is None
        hall.release_standings(session, OPERATOR, year.id, seen_version=1)
        released = seen(session, year)
        assert released.standings is not None
        assert [(one.name, one.points, one.rank) for one in released.standings] == [
            ("Đơn vị 2", 900, 1),
            ("Đơn vị 3", 800, 2),
            ("Đơn vị 1", 700, 3),
        ]
        assert not released.finality.is_final
        scoring_lock.lock_scoring(session, OPERATOR, year.id)
        assert seen(session, year).finality.is_final
        hall.withhold_standings(session, OPERATOR, year.id, seen_version=2)
        assert seen(session, year).standings is None


def test_who_leads_next_is_told_once_the_round_is_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = counted_poll(session, year, 7, 2, 0)
        led_by(session, year.id, year.unit_ids[0], year.unit_ids[1], term=OfficeTerm.NEXT)
        for office in session.exec(select(BlockOffice)):
            office.poll_code = "co-thi-dua-cua-ubnd-tinh"
        assert seen(session, year).next_offices == ()
        publish(session, poll_id)
        offices = seen(session, year).next_offices
    assert [(one.role, one.name) for one in offices] == [
        (OfficeRole.HEAD, "Đơn vị 1"),
        (OfficeRole.DEPUTY, "Đơn vị 2"),
    ]


def test_those_present_are_the_delegates_with_a_vote(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        first, second, _third = made_delegates(session, year)
        mark_attendance(session, OPERATOR, year.id, [first], AttendanceState.PRESENT)
        mark_attendance(session, OPERATOR, year.id, [second], AttendanceState.LATE)
        found = seen(session, year).attendance
    assert (found.present, found.summoned) == (2, 3)


def test_a_rehearsal_shows_its_own_rounds_and_says_so(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
        begin_rehearsal(session, OPERATOR, year.id)
        found = seen(session, year)
    assert found.rehearsing
    assert found.rounds == ()
    assert found.round is None


def test_frozen_displays_go_on_to_show_what_was_there(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        opened_poll(session, year)
        before = seen(session, year)
        hall.freeze_hall(session, OPERATOR, year.id, NOW, seen_version=1)
        now = seen(session, year)
    assert now.kept_as(before) == replace(before, frozen_at=NOW)
    unseen = now.kept_as(None)
    assert (unseen.view, unseen.round, unseen.rounds) == (HallView.BLANK, None, ())
    assert (unseen.agenda.items, unseen.frozen_at) == ((), NOW)


def test_it_takes_as_many_statements_for_many_as_for_few(engine: Engine) -> None:
    needed = []
    for number in (1, 12):
        with writing(engine) as session:
            made = made_year(session, units=number + 1)
            for place in range(number):
                made_item(session, made, f"Mục {place}")
                published_poll(session, made, *[1] * (number + 1), given=frame(f"Vòng {place}", seats=number))
            made_delegates(session, made)
            hall.release_standings(session, OPERATOR, made.id, seen_version=1)
        with reading(engine) as session, counted(engine) as statements:
            seen(session, made)
        needed.append(len(statements))
    assert needed[0] == needed[1]


def test_the_chair_is_told_which_round_still_waits(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        tied = published_poll(session, year, 4, 4, 1)
        made_poll(session, year, frame("Hai"))
        lines = rounds_to_lead(session, year.id)
        assert [(line.poll_id == tied, line.state, line.waits) for line in lines] == [
            (True, PollState.PUBLISHED, True),
            (False, PollState.DRAFT, False),
        ]
        prepare_next_round(session, OPERATOR, tied, "Vòng 2", seen_version=version(session, tied))
        assert not rounds_to_lead(session, year.id)[0].waits
