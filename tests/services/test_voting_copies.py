"""The votes of another year, asked again."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.accounts import TrailEntry
from models.enums import BoxMode, Operator, PollKind, PollState
from models.polls import Poll, PollOption
from services import voting
from services.database import reading, writing
from services.errors.base import NotFound
from services.registry import UnitEntry, add_unit
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.conferences import made_item, refused
from tests.factories import MadeYear, made_year
from tests.rounds import frame, made_poll, published_poll, version
from tests.voters import electronic


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def ahead(session: Session, year: MadeYear) -> int:
    return open_year(session, OPERATOR, year.id, 2018)


def rounds(session: Session, block_year_id: int) -> list[Poll]:
    wanted = select(Poll).where(Poll.block_year_id == block_year_id)
    return list(session.exec(wanted.order_by(col(Poll.position))))


def on_ballot(session: Session, poll: Poll) -> list[int | None]:
    options = select(PollOption.unit_id).where(PollOption.poll_id == poll.id)
    return list(session.exec(options.order_by(col(PollOption.position))))


def test_votes_are_asked_again_at_the_same_point_in_the_words_of_the_new_year(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        point = made_item(session, year, "Bầu khối trưởng năm 2018")
        asked = electronic("Khối trưởng năm 2018", mode=BoxMode.STANDARD, own_unit=False)
        made_poll(session, year, replace(asked, item_id=point))
        new = ahead(session, year)
        there = made_item(session, replace(year, id=new), "Bầu Khối trưởng năm 2019")
        assert voting.copy_polls(session, OPERATOR, new, year.id) == 1
    with reading(engine) as session:
        (poll,) = rounds(session, new)
        assert (poll.title, poll.state, poll.item_id) == ("Khối trưởng năm 2019", PollState.DRAFT, there)
        assert (poll.mode, poll.own_unit, poll.seats) == (BoxMode.STANDARD, False, 1)
        assert (poll.rule_operator, poll.rule_share, poll.present) == (Operator.MORE_THAN, "1/2", 3)
        assert on_ballot(session, poll) == list(year.unit_ids)
        entry = session.exec(select(TrailEntry).where(TrailEntry.action == "copy_polls")).one()
        assert (entry.facts["copy_from"], entry.facts["titles"]) == (2017, ["Khối trưởng năm 2019"])


def test_who_was_proposed_in_another_year_is_not_because_of_that_and_a_new_unit_stands_with_all(
    engine: Engine, year: MadeYear
) -> None:
    with writing(engine) as session:
        voting.prepare_poll(session, OPERATOR, year.id, frame("Cờ thi đua"), year.unit_ids[:2])
        made_poll(session, year, frame("Khối phó"))
        new = ahead(session, year)
        added = add_unit(session, OPERATOR, new, UnitEntry(name="Đơn vị mới", short_name="ĐVM"))
        assert voting.copy_polls(session, OPERATOR, new, year.id) == 2
        flag, deputy = rounds(session, new)
        assert on_ballot(session, flag) == []
        assert on_ballot(session, deputy) == [*year.unit_ids, added]


def test_what_is_there_followed_another_or_was_void_is_left_out(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        tied = published_poll(session, year, 4, 4, 1)
        voting.prepare_next_round(session, OPERATOR, tied, "Vòng 2", seen_version=version(session, tied))
        made_poll(session, year, frame("Báo cáo", PollKind.MOTION, None))
        new = ahead(session, year)
        made_poll(session, replace(year, id=new), frame("báo cáo", PollKind.MOTION, None))
        assert voting.copy_polls(session, OPERATOR, new, year.id) == 1
        assert voting.copy_polls(session, OPERATOR, new, year.id) == 0
        assert [poll.title for poll in rounds(session, new)] == ["báo cáo", "Cờ thi đua của UBND tỉnh"]


def test_no_votes_are_copied_from_another_block(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        other = made_year(session)
        made_poll(session, other)
    refused(engine, NotFound, voting.copy_polls, OPERATOR, year.id, other.id)
