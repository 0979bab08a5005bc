"""Who led the block in which year, what chose them, and who has never led."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.enums import Chosen, OfficeRole, OfficeTerm, Role, YearState
from models.polls import Poll
from models.year import BlockYear
from services.database import reading, writing
from services.offices import OfficeEntry, hand_over, set_offices
from services.queries.offices import offices_of_block, rounds_that_chose, turns_of
from services.queries.registry import roll_of_year
from services.registry import UnitEntry, edit_unit
from services.rules.rights import OPERATOR
from services.years import open_year
from tests.factories import MadeYear, led_by, made_actor, made_year
from tests.queries.statements import counted
from tests.rounds import frame, opened_poll, published_poll

HEAD, DEPUTY = OfficeRole.HEAD, OfficeRole.DEPUTY
NEXT = OfficeTerm.NEXT


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    with writing(engine) as session:
        return made_year(session)


def code_of(session: Session, poll_id: int) -> str:
    return session.exec(select(Poll.code).where(Poll.id == poll_id)).one()


def test_every_year_has_its_offices_called_as_in_it(engine: Engine, made: MadeYear) -> None:
    one, two, three = made.unit_ids
    with writing(engine) as session:
        code = code_of(session, published_poll(session, made, 9, 0, 0))
        led_by(session, made.id, two, three)
        hand_over(session, OPERATOR, made.id, two, date(2018, 1, 9), "Đủ")
        entry = OfficeEntry(one, HEAD, chosen=Chosen.VOTE, poll_code=code, document_number="1/QĐ")
        set_offices(session, OPERATOR, made.id, NEXT, [entry])
        later = open_year(session, OPERATOR, made.id, 2018)
        edit_unit(session, OPERATOR, later, one, UnitEntry(name="Tên mới"), seen_version=1)
        led_by(session, later, one, term=NEXT)
    with reading(engine) as session:
        lines = offices_of_block(session, OPERATOR, made.block_id)
    assert [(line.year, line.role, line.name, line.chosen_ahead) for line in lines] == [
        (2019, HEAD, "Tên mới", True),
        (2018, HEAD, "Tên mới", False),
        (2017, HEAD, "Đơn vị 2", False),
        (2017, DEPUTY, "Đơn vị 3", False),
    ]
    _ahead, now, before, _deputy = lines
    assert (now.chosen, now.round, now.document_number) == (Chosen.VOTE, "Cờ thi đua của UBND tỉnh", "1/QĐ")
    assert (now.block_year_id, now.term) == (later, OfficeTerm.CURRENT)
    assert (before.handed_over_on, before.handover_note) == (date(2018, 1, 9), "Đủ")
    assert (before.chosen, before.round) == (None, None)


def test_whom_a_year_has_chosen_is_told_when_its_votes_are(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        led_by(session, made.id, made.unit_ids[0], term=NEXT)
        viewer = made_actor(session, Role.VIEWER)
        stranger = made_actor(session, Role.SECRETARY, block_id=made_year(session, units=1).block_id)
        secretary = made_actor(session, Role.SECRETARY, block_id=made.block_id)
    with reading(engine) as session:
        seen = [offices_of_block(session, one, made.block_id) for one in (viewer, stranger, secretary)]
    assert [len(lines) for lines in seen] == [0, 0, 1]
    with writing(engine) as session:
        row = session.get(BlockYear, made.id)
        assert row is not None
        row.state = YearState.PUBLISHED
    with reading(engine) as session:
        assert len(offices_of_block(session, viewer, made.block_id)) == 1
        assert offices_of_block(session, stranger, made.block_id) == []


def test_whose_turn_it_is(engine: Engine, made: MadeYear) -> None:
    one, two, three = made.unit_ids
    with writing(engine) as session:
        led_by(session, made.id, one, two)
        led_by(session, made.id, two, one, term=NEXT)
        later = open_year(session, OPERATOR, made.id, 2018)
        led_by(session, later, one, three, term=NEXT)
    with reading(engine) as session:
        held = offices_of_block(session, OPERATOR, made.block_id)
        roll = roll_of_year(session, made.block_id, made.id, 2017)
    turns = {year: turns_of(held, roll, year) for year in (2017, 2018)}
    assert [(line.unit_id, line.head, line.deputy) for line in turns[2018]] == [
        (three, (), (2019,)),
        (two, (2018,), (2017,)),
        (one, (2017, 2019), (2018,)),
    ]
    assert [(line.unit_id, line.head) for line in turns[2017]] == [
        (three, ()),
        (one, (2017,)),
        (two, (2018,)),
    ]


def test_rounds_name_whom_they_chose(engine: Engine, made: MadeYear) -> None:
    one, two, _three = made.unit_ids
    with writing(engine) as session:
        published_poll(session, made, 9, 0, 0)
        published_poll(session, made, 0, 9, 0, given=frame(title="Trưởng khối"))
        opened_poll(session, made, frame(title="Còn mở"))
    with reading(engine) as session:
        chose = {
            year: rounds_that_chose(session, made.block_id, year, OfficeTerm.CURRENT) for year in (2017, 2018)
        }
        ahead = rounds_that_chose(session, made.block_id, 2017, NEXT)
    assert chose[2017] == []
    assert chose[2018] == ahead
    assert [(one.title, set(one.unit_ids)) for one in ahead] == [
        ("Cờ thi đua của UBND tỉnh", {one}),
        ("Trưởng khối", {two}),
    ]


def test_units_and_years_add_no_statements(engine: Engine) -> None:
    counts = []
    for units, years in ((2, 1), (30, 6)):
        with writing(engine) as session:
            made = made_year(session, units=units)
            published_poll(session, made, *([9] + [0] * (units - 1)))
            key = made.id
            for year in range(2017, 2017 + years):
                led_by(session, key, *made.unit_ids[:2])
                led_by(session, key, *made.unit_ids[:2], term=NEXT)
                key = open_year(session, OPERATOR, key, year + 1)
            led_by(session, key, *made.unit_ids[:2], term=NEXT)
        with reading(engine) as session, counted(engine) as statements:
            offices_of_block(session, OPERATOR, made.block_id)
            rounds_that_chose(session, made.block_id, 2017, NEXT)
        counts.append(len(statements))
    assert counts[0] == counts[1]
