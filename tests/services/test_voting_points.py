"""At which point of the agenda a round is held."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.polls import Poll
from services import poll_steps, voting
from services.agenda import remove_item
from services.database import reading, writing
from services.errors.base import NotFound
from services.errors.conference import ItemFault, ItemUnfit
from services.queries.hall import rounds_to_lead
from services.rehearsal import begin_rehearsal
from services.rules.rights import OPERATOR
from tests.conferences import item_version, made_item, refused
from tests.factories import MadeYear, made_year
from tests.rounds import NO_BOXES, finish, frame, made_poll, version


@pytest.fixture
def year(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def at_point(session: Session, made: MadeYear, item_id: int) -> int:
    return made_poll(session, made, replace(frame(), item_id=item_id))


def test_a_round_is_moved_to_another_point_and_what_repeats_it_is_held_there_too(
    engine: Engine, year: MadeYear
) -> None:
    asked = frame()
    with writing(engine) as session:
        first, second = made_item(session, year, "Bình xét"), made_item(session, year, "Bầu khối trưởng")
        poll_id = at_point(session, year, first)
        now, moved = version(session, poll_id), replace(asked, item_id=second)
        voting.change_poll(session, OPERATOR, poll_id, moved, year.unit_ids, seen_version=now)
        assert session.get_one(Poll, poll_id).item_id == second
        now = version(session, poll_id)
        poll_steps.open_poll(session, OPERATOR, poll_id, asked.attendance, seen_version=now, folder=NO_BOXES)
        finish(session, poll_id, 4, 4, 1)
        now = version(session, poll_id)
        again = voting.prepare_next_round(session, OPERATOR, poll_id, "Vòng 2", seen_version=now)
        assert session.get_one(Poll, again).item_id == second


def test_a_round_at_a_point_of_another_year_is_refused(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        elsewhere = made_item(session, made_year(session))
    refusal = refused(engine, NotFound, at_point, year, elsewhere)
    assert isinstance(refusal, NotFound)
    assert refusal.kind == "agenda item"


def test_a_point_at_which_is_voted_stays_on_the_agenda(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        item_id = made_item(session, year)
        at_point(session, year, item_id)
        now = item_version(session, item_id)
    refusal = refused(engine, ItemUnfit, remove_item, OPERATOR, item_id, seen_version=now)
    assert isinstance(refusal, ItemUnfit)
    assert refusal.reason is ItemFault.IN_USE


def test_what_is_rehearsed_is_held_at_the_same_point(engine: Engine, year: MadeYear) -> None:
    with writing(engine) as session:
        item_id = made_item(session, year)
        at_point(session, year, item_id)
        begin_rehearsal(session, OPERATOR, year.id)
    with reading(engine) as session:
        assert [line.item_id for line in rounds_to_lead(session, year.id)] == [item_id]
