"""What is posted of a sealed round: who has voted once nobody can any more, and the codes once it is out."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.conference import Conference
from models.enums import Answer, PollState, Role
from models.polls import Poll
from services import box_counts, poll_steps
from services.ballot_box.box import cast
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.queries.box_records import posted_codes, who_voted
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import MadeYear, made_actor, made_link_actor, made_year
from tests.rounds import codes, publish, version
from tests.voters import by_card, open_electronic, with_voters


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_folder


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


@pytest.fixture
def viewer(engine: Engine, year: MadeYear) -> Actor:
    with writing(engine) as session:
        return made_actor(session, Role.VIEWER, block_id=year.block_id)


def row_of(session: Session, poll_id: int) -> Poll:
    return session.exec(select(Poll).where(Poll.id == poll_id)).one()


def voted_in(engine: Engine, year: MadeYear, folder: Path) -> tuple[int, list[str]]:
    """An open round in which the first two of three delegates have voted, with the codes that they got."""
    with writing(engine) as session:
        voters = with_voters(session, year)
        poll_id = open_electronic(session, year, folder)
        first, path = codes(session, poll_id)[0], box_of(folder, row_of(session, poll_id))
        return poll_id, [cast(path, str(voter), {first: Answer.FOR}) for voter in voters[:2]]


def count_and_publish(engine: Engine, poll_id: int, folder: Path) -> None:
    with writing(engine) as session:
        now = version(session, poll_id)
        poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=now, folder=folder)
        teller, now = made_actor(session, Role.TELLER), version(session, poll_id)
        box_counts.open_ballot_box(session, teller, poll_id, "", seen_version=now, folder=folder)
        publish(session, poll_id)


def test_who_has_voted_is_known_once_nobody_can_vote_any_more_and_outlives_the_ballots(
    engine: Engine, year: MadeYear, viewer: Actor, folder: Path
) -> None:
    poll_id, _given = voted_in(engine, year, folder)
    with reading(engine) as session:
        assert who_voted(session, viewer, year.id, poll_id, folder) is None
    count_and_publish(engine, poll_id, folder)
    with writing(engine) as session:
        now = version(session, poll_id)
        poll_steps.certify_poll(session, OPERATOR, poll_id, seen_version=now, folder=folder)
    with reading(engine) as session:
        voted = who_voted(session, viewer, year.id, poll_id, folder)
        assert [line.person for line in voted or []] == ["Đại biểu 1", "Đại biểu 2"]
        box_of(folder, row_of(session, poll_id)).unlink()
        assert who_voted(session, viewer, year.id, poll_id, folder) is None


def test_the_codes_are_posted_once_the_result_is_read_out_also_for_who_voted_with_a_card(
    engine: Engine, year: MadeYear, viewer: Actor, folder: Path
) -> None:
    poll_id, given = voted_in(engine, year, folder)
    with writing(engine) as session:
        voter = by_card(session, year, 1)
        assert posted_codes(session, viewer, year.id) == []
    count_and_publish(engine, poll_id, folder)
    with reading(engine) as session:
        for actor in (viewer, voter):
            (posted,) = posted_codes(session, actor, year.id)
            assert (posted.poll_id, list(posted.codes)) == (poll_id, sorted(given))
        assert row_of(session, poll_id).state is PollState.PUBLISHED


def test_during_a_rehearsal_no_codes_of_real_rounds_are_posted(
    engine: Engine, year: MadeYear, viewer: Actor, folder: Path
) -> None:
    poll_id, _given = voted_in(engine, year, folder)
    count_and_publish(engine, poll_id, folder)
    with writing(engine) as session:
        session.merge(Conference(block_year_id=year.id, rehearsing=True))
        session.flush()
        assert posted_codes(session, viewer, year.id) == []


def test_a_stranger_is_told_neither(engine: Engine, year: MadeYear, folder: Path) -> None:
    poll_id, _given = voted_in(engine, year, folder)
    with writing(engine) as session:
        elsewhere = made_actor(session, Role.VIEWER, block_id=made_year(session).block_id)
        looker = made_link_actor(session, year)
    with reading(engine) as session:
        for actor in (elsewhere, looker):
            with pytest.raises(NotAllowed):
                who_voted(session, actor, year.id, poll_id, folder)
            with pytest.raises(NotAllowed):
                posted_codes(session, actor, year.id)
