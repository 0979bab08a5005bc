"""A year-file and the votes of its year: refused while one is under way, and what is certified stays."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import PollState, Role
from models.polls import Poll
from models.year import BlockYear
from services import poll_steps
from services.archive import import_year
from services.database import reading, writing
from services.errors.conference import RehearsalFault, RehearsalRefused
from services.errors.voting import CertifiedStands, VotesUnderWay
from services.queries.archive import year_document
from services.rehearsal import begin_rehearsal
from services.rules.document import YearDocument
from services.rules.rights import OPERATOR
from tests.conferences import refused
from tests.factories import MadeYear, made_actor, made_year
from tests.rounds import (
    NO_BOXES,
    counted_poll,
    frame,
    made_poll,
    opened_poll,
    published_poll,
    version,
    voted_poll,
)


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def with_other_theme(session: Session, made: MadeYear) -> YearDocument:
    """What the year says, but for its theme."""
    row = session.exec(select(BlockYear).where(BlockYear.id == made.id)).one()
    return replace(year_document(session, row), theme="Đoàn kết, sáng tạo")


@pytest.mark.parametrize("state", [PollState.OPEN, PollState.CLOSED, PollState.COUNTED])
def test_no_file_is_taken_over_while_a_vote_is_under_way(
    engine: Engine, year: MadeYear, state: PollState
) -> None:
    with writing(engine) as session:
        if state is PollState.OPEN:
            opened_poll(session, year)
        elif state is PollState.CLOSED:
            voted_poll(session, year)
        else:
            counted_poll(session, year, 7, 2, 0)
        document = with_other_theme(session, year)
    refusal = refused(engine, VotesUnderWay, import_year, OPERATOR, document)
    assert isinstance(refusal, VotesUnderWay)
    assert refusal.titles == (frame().title,)
    with reading(engine) as session:
        assert session.exec(select(Poll.state)).all() == [state]


def test_the_same_file_again_is_no_change_even_while_a_vote_is_under_way(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        opened_poll(session, year)
        row = session.exec(select(BlockYear).where(BlockYear.id == year.id)).one()
        assert not import_year(session, OPERATOR, year_document(session, row)).changed


def test_no_file_is_taken_over_during_a_rehearsal(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        made_poll(session, year)
        begin_rehearsal(session, OPERATOR, year.id)
        document = with_other_theme(session, year)
    refusal = refused(engine, RehearsalRefused, import_year, OPERATOR, document)
    assert isinstance(refusal, RehearsalRefused)
    assert refusal.reason is RehearsalFault.IMPORTED


def test_votes_of_which_the_file_says_the_same_stay_as_they_are(engine: Engine, year: MadeYear) -> None:
    """So a draft that is prepared, and the signed result of a round, outlive a file with other scores."""
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0)
        draft = made_poll(session, year, frame("Giấy khen"))
        assert import_year(session, OPERATOR, with_other_theme(session, year)).replaced
        kept = session.exec(select(Poll.id).order_by(Poll.id)).all()  # type: ignore[arg-type]
        assert kept == [poll_id, draft]


def test_a_file_that_says_something_else_of_a_certified_vote_is_refused(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, year, 7, 2, 0)
        chair = made_actor(session, Role.CHAIR, block_id=year.block_id)
        now = version(session, poll_id)
        poll_steps.certify_poll(session, chair, poll_id, seen_version=now, folder=NO_BOXES)
        row = session.exec(select(BlockYear).where(BlockYear.id == year.id)).one()
        document = replace(year_document(session, row), polls=())
    refusal = refused(engine, CertifiedStands, import_year, OPERATOR, document)
    assert isinstance(refusal, CertifiedStands)
    assert refusal.titles == (frame().title,)


def test_a_published_vote_is_replaced_by_what_the_file_says(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, year, 7, 2, 0)
        row = session.exec(select(BlockYear).where(BlockYear.id == year.id)).one()
        assert import_year(session, OPERATOR, replace(year_document(session, row), polls=())).replaced
        assert not session.exec(select(Poll.id)).all()
