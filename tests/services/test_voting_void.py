"""A result on which something rests is not declared void under it."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import OfficeRole, OfficeTerm, PollState
from models.polls import Poll
from services import poll_steps
from services.database import reading, writing
from services.errors.voting import PollFault, PollUnfit
from services.offices import set_offices, write_offices
from services.rules.rights import OPERATOR
from tests.conferences import refused
from tests.factories import MadeYear, made_year
from tests.rounds import NO_BOXES, frame, published_poll, version


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def void(session: Session, poll_id: int) -> None:
    now = version(session, poll_id)
    poll_steps.void_poll(session, OPERATOR, poll_id, "Sai danh sách", seen_version=now, folder=NO_BOXES)


def test_a_vote_that_fills_an_office_becomes_void_once_the_office_is_empty(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0, given=frame("Khối trưởng"))
        write_offices(session, OPERATOR, poll_id, OfficeRole.HEAD)
    refusal = refused(engine, PollUnfit, void, poll_id)
    assert isinstance(refusal, PollUnfit)
    assert refusal.reason is PollFault.IN_OFFICE
    with writing(engine) as session:
        set_offices(session, OPERATOR, year.id, OfficeTerm.NEXT, [])
        void(session, poll_id)
    with reading(engine) as session:
        assert session.exec(select(Poll.state)).one() is PollState.VOID
