"""Votes beside the places by points: where they differ, to whom it is told, and at what cost."""

import pytest
from sqlalchemy import Engine

from models.enums import OfficeRole, OptionOutcome, PollKind, Role, YearState
from models.year import BlockYear
from services.database import reading, writing
from services.offices import write_offices
from services.outcome import propose_awards
from services.queries.outcome import Outcome, outcome_of_year
from services.rules.rights import OPERATOR, Actor
from tests.factories import MadeYear, made_actor
from tests.queries.statements import counted
from tests.rounds import counted_poll, frame, published_poll
from tests.scored import scored


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return scored(session)


def seen(engine: Engine, made: MadeYear, actor: Actor = OPERATOR) -> Outcome:
    with reading(engine) as session:
        return outcome_of_year(session, actor, made.id)


def test_who_was_passed_over_is_pointed_out(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, made, 1, 0, 8, 0, given=frame("Cờ"))
    (one,) = seen(engine, made).rounds
    assert [(unit.name, unit.rank, unit.is_chosen) for unit in one.units] == [
        ("Đơn vị 1", 1, False),
        ("Đơn vị 2", 2, False),
        ("Đơn vị 3", 3, True),
        ("Đơn vị 4", None, False),
    ]
    told = [(found.unit.name, [unit.name for unit in found.chosen]) for found in one.differences]
    assert told == [("Đơn vị 1", ["Đơn vị 3"]), ("Đơn vị 2", ["Đơn vị 3"])]


def test_a_vote_that_follows_the_places_has_no_differences(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, made, 9, 0, 0, 0, given=frame("Cờ"))
        approved = frame("Bằng khen", kind=PollKind.APPROVAL, seats=None)
        published_poll(session, made, 9, 8, 1, 0, given=approved)
    assert [one.differences for one in seen(engine, made).rounds] == [(), ()]


def test_who_is_tied_was_not_passed_over(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        published_poll(session, made, 4, 4, 8, 0, given=frame("Cờ", seats=2, rule=None))
    (one,) = seen(engine, made).rounds
    assert [unit.outcome for unit in one.units][:2] == [OptionOutcome.TIED, OptionOutcome.TIED]
    assert one.differences == ()


def test_who_leads_is_no_matter_of_points(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, made, 1, 0, 8, 0, given=frame("Trưởng khối"))
        write_offices(session, OPERATOR, poll_id, OfficeRole.HEAD)
    (one,) = seen(engine, made).rounds
    assert (one.for_office, one.differences) == (True, ())


def test_a_count_that_was_not_read_out_is_not_there(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        counted_poll(session, made, 1, 0, 8, 0)
    assert seen(engine, made).rounds == ()


def test_a_unit_sees_the_votes_but_no_places_and_titles_before_they_are_released(
    engine: Engine, made: MadeYear
) -> None:
    with writing(engine) as session:
        poll_id = published_poll(session, made, 1, 0, 8, 0)
        propose_awards(session, OPERATOR, poll_id, "province_flag")
        editor = made_actor(
            session, Role.UNIT_EDITOR, block_id=made.block_id, unit_id=made.unit_ids[0], year=2017
        )
    found = seen(engine, made, editor)
    (one,) = found.rounds
    assert (found.released, found.awards, found.quotas) == (False, (), {})
    assert {unit.rank for unit in one.units} == {None}
    assert one.differences == ()
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    found = seen(engine, made, editor)
    assert [line.name for line in found.awards] == ["Đơn vị 3"]
    assert found.rounds[0].differences


def test_it_takes_as_many_statements_for_many_units(engine: Engine) -> None:
    numbers = []
    for units, rounds in ((3, 1), (30, 4)):
        with writing(engine) as session:
            made = scored(session, units)
            for number in range(rounds):
                poll_id = published_poll(session, made, 9, *[0] * (units - 1), given=frame(f"Cờ {number}"))
                propose_awards(session, OPERATOR, poll_id, f"award-{number}")
        with reading(engine) as session, counted(engine) as statements:
            outcome_of_year(session, OPERATOR, made.id)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
