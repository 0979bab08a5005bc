"""The rehearsal: everything is tried with copies, nothing of it counts, and its end leaves no trace of it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from models.conference import AgendaItem, Attendance, Conference, Delegate, Incident
from models.conference_enums import AttendanceState, HallView
from models.enums import OfficeTerm, PollMethod, PollState, YearState
from models.polls import Poll, PollBatch, PollOption, PollVoter, TellerCount
from models.year import BlockYear
from services import agenda_steps, attendance, incidents, poll_steps, rehearsal, voting
from services.ballot_box.box import box_path
from services.ballot_box.private_file import write_private
from services.database import reading, writing
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.queries.archive import year_document
from services.queries.attendance import attendance_of_year, roll_now
from services.queries.conference import is_rehearsing
from services.queries.offices import rounds_that_chose
from services.queries.polls import polls_of_year
from services.queries.years import rounds_of_year
from services.rules.rights import OPERATOR
from tests.conferences import made_delegates, made_item
from tests.factories import MadeYear, everything, made_year
from tests.rounds import NO_BOXES, finish, frame, made_poll, opened_poll, published_poll, version

WIPED: tuple[type[SQLModel], ...] = (
    Poll,
    PollOption,
    PollVoter,
    PollBatch,
    TellerCount,
    Attendance,
    Incident,
    Delegate,
)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        made = made_year(session)
        made_item(session, made, "Báo cáo")
        made_delegates(session, made)
        return made


def begin(engine: Engine, made: MadeYear) -> int:
    with writing(engine) as session:
        return rehearsal.begin_rehearsal(session, OPERATOR, made.id)


def end(engine: Engine, made: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        rehearsal.end_rehearsal(session, OPERATOR, made.id, folder=folder)


def told(engine: Engine) -> list[str]:
    """Every row that a rehearsal could touch, apart from the versions of the agenda."""
    with reading(engine) as session:
        points = session.exec(select(AgendaItem)).all()
        return everything(session, *WIPED) + [
            repr((row.title, row.notes, row.started_at, row.finished_at)) for row in points
        ]


def all_here(session: Session, made: MadeYear) -> None:
    keys = [row.id or 0 for row in session.exec(select(Delegate))]
    attendance.mark_attendance(session, OPERATOR, made.id, keys, AttendanceState.PRESENT)


def opened(session: Session, poll_id: int) -> None:
    seen, there = version(session, poll_id), frame().attendance
    poll_steps.open_poll(session, OPERATOR, poll_id, there, seen_version=seen, folder=NO_BOXES)


def rehearsed(engine: Engine, made: MadeYear) -> Poll:
    with reading(engine) as session:
        return session.exec(select(Poll).where(Poll.rehearsal)).one()


def test_its_end_leaves_everything_as_it_was(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        made_poll(session, made, frame("Cờ thi đua"))
        first, second, _third = (row.id or 0 for row in session.exec(select(Delegate)))
        attendance.mark_attendance(session, OPERATOR, made.id, [first], AttendanceState.ABSENT, "Ốm")
    before = told(engine)
    assert begin(engine, made) == 1
    copied = rehearsed(engine, made)
    assert (copied.title, copied.code, copied.state) == (
        "Cờ thi đua",
        "rehearsed.co-thi-dua",
        PollState.DRAFT,
    )
    with writing(engine) as session:
        (item,) = session.exec(select(AgendaItem)).all()
        agenda_steps.start_item(session, OPERATOR, item.id or 0, seen_version=item.version)
        agenda_steps.note_discussion(session, OPERATOR, item.id or 0, "Nhất trí", seen_version=2)
        incidents.note_incident(session, OPERATOR, made.id, "Mất điện")
        attendance.mark_attendance(session, OPERATOR, made.id, [first, second], AttendanceState.PRESENT)
        assert sum(voter.present for voter in roll_now(session, made.id, rehearsal=True).voters) == 2
        assert not any(voter.present for voter in roll_now(session, made.id, rehearsal=False).voters)
        poll_id = copied.id or 0
        opened(session, poll_id)
        finish(session, poll_id, 1, 1, 0)
        seen = version(session, poll_id)
        voting.prepare_next_round(session, OPERATOR, poll_id, "Vòng 2", seen_version=seen)
        conference = session.get_one(Conference, made.id)
        conference.poll_id, conference.hall_view = poll_id, HallView.POLL
    end(engine, made, tmp_path)
    assert told(engine) == before
    with reading(engine) as session:
        conference = session.get_one(Conference, made.id)
        assert (conference.rehearsing, conference.poll_id, conference.item_id) == (False, None, None)
        absent, *_others = attendance_of_year(session, made.id, rehearsal=False)
        assert absent.reason == "Ốm"


def test_it_counts_nowhere(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    with writing(engine) as session:
        all_here(session, made)
        published_poll(session, made, 2, 1, 0, given=frame("Trưởng khối"))
        made_poll(session, made, frame("Cờ thi đua"))
    begin(engine, made)
    poll_id = rehearsed(engine, made).id or 0
    with writing(engine) as session:
        all_here(session, made)
        opened(session, poll_id)
        finish(session, poll_id, 2, 1, 0)
    with reading(engine) as session:
        year = session.get_one(BlockYear, made.id)
        assert [poll.title for poll in year_document(session, year).polls] == ["Trưởng khối"]
        told_of = [line.title for line in rounds_of_year(session, made.block_id, made.id, 2017)]
        assert told_of == ["Trưởng khối", "Cờ thi đua"]
        chose = rounds_that_chose(session, made.block_id, 2017, OfficeTerm.NEXT)
        assert [one.title for one in chose] == ["Trưởng khối"]
        assert [line.poll_id for line in polls_of_year(session, made.id)] == [poll_id]
    end(engine, made, tmp_path)
    with reading(engine) as session:
        assert [line.title for line in polls_of_year(session, made.id)] == ["Trưởng khối", "Cờ thi đua"]


def test_what_is_prepared_meanwhile_is_rehearsed_and_real_rounds_wait(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    with writing(engine) as session:
        real = made_poll(session, made, frame("Cờ thi đua"))
    begin(engine, made)
    with writing(engine) as session:
        added = made_poll(session, made, frame("Thêm"))
        assert session.get_one(Poll, added).rehearsal
    with pytest.raises(RehearsalRefused) as caught, writing(engine) as session:
        opened(session, real)
    assert (caught.value.reason, caught.value.name) == (RehearsalFault.NOT_REHEARSED, "Cờ thi đua")
    end(engine, made, tmp_path)
    with writing(engine) as session:
        all_here(session, made)
        opened(session, real)


def test_it_begins_once_ends_once_and_not_after_the_conference_has_begun(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    with pytest.raises(RehearsalRefused) as caught:
        end(engine, made, tmp_path)
    assert caught.value.reason is RehearsalFault.NOT_REHEARSING
    begin(engine, made)
    with pytest.raises(RehearsalRefused) as caught:
        begin(engine, made)
    assert caught.value.reason is RehearsalFault.REHEARSING
    end(engine, made, tmp_path)
    with writing(engine) as session:
        all_here(session, made)
        poll_id = opened_poll(session, made, frame("Cờ thi đua"))
    with pytest.raises(RehearsalRefused) as caught:
        begin(engine, made)
    assert (caught.value.reason, caught.value.name) == (RehearsalFault.BEGUN, "Cờ thi đua")
    with writing(engine) as session:
        seen = version(session, poll_id)
        poll_steps.void_poll(session, OPERATOR, poll_id, "Nhầm", seen_version=seen, folder=NO_BOXES)
        (item,) = session.exec(select(AgendaItem)).all()
        agenda_steps.start_item(session, OPERATOR, item.id or 0, seen_version=item.version)
    with pytest.raises(RehearsalRefused) as caught:
        begin(engine, made)
    assert caught.value.name == "Báo cáo"


def test_its_boxes_go_with_the_commit_and_not_before(engine: Engine, made: MadeYear, tmp_path: Path) -> None:
    path = box_path(tmp_path, "0123456789abcdef.box")
    write_private(path, b"sealed")
    with writing(engine) as session:
        made_poll(session, made, frame("Cờ thi đua", method=PollMethod.SECRET))
    begin(engine, made)
    with writing(engine) as session:
        session.exec(select(Poll).where(Poll.rehearsal)).one().box = path.name
    with pytest.raises(ZeroDivisionError):
        _end_and_fail(engine, made, tmp_path)
    assert path.exists()
    end(engine, made, tmp_path)
    assert not path.exists()


def test_it_can_be_wiped_from_a_year_that_was_published_meanwhile(
    engine: Engine, made: MadeYear, tmp_path: Path
) -> None:
    begin(engine, made)
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    end(engine, made, tmp_path)
    with reading(engine) as session:
        assert not is_rehearsing(session, made.id)


def _end_and_fail(engine: Engine, made: MadeYear, folder: Path) -> None:
    with writing(engine) as session:
        rehearsal.end_rehearsal(session, OPERATOR, made.id, folder=folder)
        raise ZeroDivisionError
