"""A clock that is set back or forward in the middle of a vote changes no vote, and is told of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import Answer, PollState, Role
from models.polls import Poll
from services import box_counts, hall, poll_steps
from services.ballot_box.box import cast
from services.database import reading, writing
from services.queries.board import board_of
from services.queries.polls import poll_detail
from services.queries.trail import check_trail, set_back
from services.rules.rights import OPERATOR
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import made_actor, made_year
from tests.rounds import codes, publish, version
from tests.voters import open_electronic, with_voters

HOUR = timedelta(hours=1)


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_round_that_was_opened_by_another_clock_comes_to_its_result(
    engine: Engine, settings: Settings, ahead: timedelta
) -> None:
    folder: Path = settings.data_folder
    with writing(engine) as session:
        made = made_year(session)
        voters = with_voters(session, made)
        poll_id = open_electronic(session, made, folder)
        row = row_of(session, poll_id)
        opened_at = row.opened_at
        assert opened_at is not None
        row.opened_at = opened_at + ahead  # the clock stood so when the vote was opened
        first, path = codes(session, poll_id)[0], box_of(folder, row)
        for voter in voters:
            cast(path, str(voter), {first: Answer.FOR})
    with writing(engine) as session:
        now = version(session, poll_id)
        poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=now, folder=folder)
        teller, now = made_actor(session, Role.TELLER), version(session, poll_id)
        box_counts.open_ballot_box(session, teller, poll_id, "", seen_version=now, folder=folder)
        hall.begin_reading(session, OPERATOR, poll_id, seen_version=version(session, poll_id))
        at = datetime.now(UTC)
        board = board_of(session, made.id, poll_id, now=at - HOUR)
        assert board is not None
        assert board.reading is not None
        assert 0 <= board.reading.read <= board.reading.ballots == 3
        publish(session, poll_id)
    with reading(engine) as session:
        detail = poll_detail(session, OPERATOR, made.id, poll_id)
        assert (detail.state, detail.poll.collected) == (PollState.PUBLISHED, 3)


def test_a_clock_that_was_set_back_is_known_by_the_trail_which_stays_whole(engine: Engine) -> None:
    with writing(engine) as session:
        assert set_back(session, datetime.now(UTC)) == timedelta()
        made_year(session)
        now = datetime.now(UTC)
        assert set_back(session, now) == timedelta()
        assert set_back(session, now - timedelta(seconds=2)) == timedelta()
        behind = set_back(session, now - HOUR)
        assert HOUR - timedelta(seconds=10) < behind <= HOUR
        assert check_trail(session, []).fault is None
