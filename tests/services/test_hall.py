"""What the displays show and how a count is read out: every step, every refusal, two who press at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.conference import Conference
from models.conference_enums import HallView
from models.enums import PollState, YearState
from models.polls import Poll
from models.year import BlockYear
from services import hall, poll_steps
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import NotFound, Stale
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.errors.voting import PollFault, PollStandsAt, PollUnfit
from services.errors.years import YearLocked
from services.queries.board import board_of
from services.queries.hall import hall_now
from services.rehearsal import begin_rehearsal
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year, without_the_right
from tests.rounds import NO_BOXES, counted_poll, opened_poll, version

Act = Callable[..., object]
READING: tuple[Act, ...] = (
    hall.begin_reading,
    hall.pause_reading,
    hall.resume_reading,
    partial(hall.read_next, number=1),
    hall.finish_reading,
)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def poll_id(engine: Engine, year: MadeYear) -> int:
    with writing(engine) as session:
        return counted_poll(session, year, 7, 2, 0)


def step(session: Session, act: Act, poll_id: int, *facts: object) -> None:
    act(session, OPERATOR, poll_id, *facts, seen_version=version(session, poll_id))


def read(session: Session, poll_id: int) -> tuple[int | None, bool]:
    poll = session.exec(select(Poll).where(Poll.id == poll_id)).one()
    return poll.read_out, poll.reading_since is not None


def votes(session: Session, year: MadeYear, poll_id: int, now: datetime | None = None) -> list[int | None]:
    board = board_of(session, year.id, poll_id, now=now)
    assert board is not None
    return [option.votes for option in board.options]


def test_the_displays_show_what_they_are_set_to(engine: Engine, year: MadeYear, poll_id: int) -> None:
    with writing(engine) as session:
        assert hall_now(session, year.id).view is HallView.POLL
        hall.show_in_hall(session, OPERATOR, year.id, HallView.AGENDA, seen_version=1)
        assert (hall_now(session, year.id).view, hall_now(session, year.id).version) == (HallView.AGENDA, 2)
        hall.show_in_hall(session, OPERATOR, year.id, HallView.POLL, poll_id, seen_version=2)
        assert hall_now(session, year.id).poll_id == poll_id
        hall.show_in_hall(session, OPERATOR, year.id, HallView.BLANK)
        assert hall_now(session, year.id).poll_id is None


def test_of_two_who_set_the_displays_the_second_is_told(engine: Engine, year: MadeYear) -> None:
    ready, told = threading.Barrier(2), list[str]()

    def press(view: HallView) -> None:
        ready.wait()
        try:
            with writing(engine) as session:
                hall.show_in_hall(session, OPERATOR, year.id, view, seen_version=1)
        except Stale as refusal:
            told.append(f"late after {refusal.by}")
        else:
            told.append("done")

    people = [threading.Thread(target=press, args=(view,)) for view in (HallView.AGENDA, HallView.BLANK)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == ["done", "late after manage.py"]


def test_a_freeze_keeps_its_first_moment(engine: Engine, year: MadeYear) -> None:
    now = datetime.now(UTC)
    with writing(engine) as session:
        hall.freeze_hall(session, OPERATOR, year.id, now, seen_version=1)
        hall.freeze_hall(session, OPERATOR, year.id, now + timedelta(minutes=1), seen_version=2)
        assert hall_now(session, year.id).frozen_at == now
        hall.unfreeze_hall(session, OPERATOR, year.id, seen_version=3)
        assert hall_now(session, year.id).frozen_at is None


def test_standings_are_released_and_taken_back(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        hall.release_standings(session, OPERATOR, year.id, seen_version=1)
        assert hall_now(session, year.id).standings_shown
        hall.withhold_standings(session, OPERATOR, year.id, seen_version=2)
        assert not hall_now(session, year.id).standings_shown


def test_a_round_of_another_year_is_not_shown(engine: Engine, year: MadeYear, poll_id: int) -> None:
    with writing(engine) as session:
        other = made_year(session)
        with pytest.raises(NotFound):
            hall.show_in_hall(session, OPERATOR, other.id, HallView.POLL, poll_id)


def test_a_reading_goes_on_pauses_and_ends(engine: Engine, year: MadeYear, poll_id: int) -> None:
    with writing(engine) as session:
        assert votes(session, year, poll_id) == [None, None, None]
        step(session, hall.begin_reading, poll_id)
        assert read(session, poll_id) == (0, True)
        assert votes(session, year, poll_id) == [0, 0, 0]
        since = session.exec(select(Poll.reading_since).where(Poll.id == poll_id)).one()
        assert since is not None
        assert sum(filter(None, votes(session, year, poll_id, since + timedelta(seconds=9)))) == 4
        assert votes(session, year, poll_id, since + timedelta(hours=1)) == [7, 2, 0]
        assert votes(session, year, poll_id, since - timedelta(hours=1)) == [0, 0, 0]
        step(session, hall.pause_reading, poll_id)
        step(session, hall.read_next, poll_id, 3)
        assert read(session, poll_id) == (3, False)
        assert sum(filter(None, votes(session, year, poll_id, since + timedelta(hours=1)))) == 3
        step(session, hall.resume_reading, poll_id)
        assert read(session, poll_id) == (3, True)
        step(session, hall.finish_reading, poll_id)
        assert read(session, poll_id) == (9, False)
        assert votes(session, year, poll_id) == [7, 2, 0]
        board = board_of(session, year.id, poll_id)
        assert board is not None
        assert (board.state, board.verdict) == (PollState.COUNTED, None)


@pytest.mark.parametrize(
    "act",
    [
        poll_steps.publish_poll,
        partial(poll_steps.void_poll, reason="Nhầm", folder=NO_BOXES),
        partial(poll_steps.recount_poll, reason="Nhầm"),
    ],
)
def test_a_step_of_the_round_ends_its_reading(engine: Engine, poll_id: int, act: Act) -> None:
    with writing(engine) as session:
        step(session, hall.begin_reading, poll_id)
        step(session, act, poll_id)
        assert read(session, poll_id) == (None, False)


def test_what_is_not_being_read_is_neither_paused_nor_ended(engine: Engine, poll_id: int) -> None:
    with writing(engine) as session:
        for act in READING[1:]:
            with pytest.raises(PollUnfit) as refusal:
                step(session, act, poll_id)
            assert refusal.value.reason is PollFault.NOT_READING
            session.expire_all()


def test_what_is_being_read_is_not_begun_nor_turned_by_hand(engine: Engine, poll_id: int) -> None:
    with writing(engine) as session:
        step(session, hall.begin_reading, poll_id)
        for act in (hall.begin_reading, hall.resume_reading, READING[3]):
            with pytest.raises(PollUnfit) as refusal:
                step(session, act, poll_id)
            assert refusal.value.reason is PollFault.READING


def test_a_reading_by_hand_ends_with_the_last_ballot(engine: Engine, poll_id: int) -> None:
    with writing(engine) as session:
        step(session, hall.begin_reading, poll_id)
        step(session, hall.pause_reading, poll_id)
        step(session, hall.read_next, poll_id, -5)
        assert read(session, poll_id) == (0, False)
        step(session, hall.read_next, poll_id, 100)
        assert read(session, poll_id) == (9, False)


@pytest.mark.parametrize("act", READING)
def test_only_what_is_counted_is_read_out(engine: Engine, year: MadeYear, act: Act) -> None:
    with writing(engine) as session:
        opened = opened_poll(session, year)
        with pytest.raises(PollStandsAt):
            step(session, act, opened)


@pytest.mark.parametrize("act", READING)
def test_of_two_who_take_a_reading_on_the_second_is_told(engine: Engine, poll_id: int, act: Act) -> None:
    with writing(engine) as session, pytest.raises(Stale):
        act(session, OPERATOR, poll_id, seen_version=version(session, poll_id) - 1)


def sets_of(year: MadeYear) -> tuple[Callable[..., object], ...]:
    now = datetime.now(UTC)
    return (
        lambda session, actor: hall.show_in_hall(session, actor, year.id, HallView.BLANK),
        lambda session, actor: hall.freeze_hall(session, actor, year.id, now, seen_version=0),
        lambda session, actor: hall.unfreeze_hall(session, actor, year.id, seen_version=0),
        lambda session, actor: hall.release_standings(session, actor, year.id, seen_version=0),
        lambda session, actor: hall.withhold_standings(session, actor, year.id, seen_version=0),
    )


def test_nobody_else_sets_the_displays_or_reads(engine: Engine, year: MadeYear, poll_id: int) -> None:
    with writing(engine) as session:
        for who in without_the_right(session, year).values():
            for act in sets_of(year):
                with pytest.raises(NotAllowed):
                    act(session, who)
            for reading in READING:
                with pytest.raises(NotAllowed):
                    reading(session, who, poll_id, seen_version=1)
        assert session.get(Conference, year.id) is None


def test_the_displays_of_a_published_year_stay(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        session.get_one(BlockYear, year.id).state = YearState.PUBLISHED
        session.flush()
        for act in sets_of(year):
            with pytest.raises(YearLocked):
                act(session, OPERATOR)


def test_no_real_standings_are_released_in_a_rehearsal(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        begin_rehearsal(session, OPERATOR, year.id)
        seen = hall_now(session, year.id).version
    with pytest.raises(RehearsalRefused) as refusal, writing(engine) as session:
        hall.release_standings(session, OPERATOR, year.id, seen_version=seen)
    assert refusal.value.reason is RehearsalFault.STANDINGS
    with reading(engine) as session:
        assert not hall_now(session, year.id).standings_shown
